package dev.storycrew.cli.auditor;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.GroupReset;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}: lets an auditor's own consumers read the topics again. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Sets the offsets of a new consumer group, for an auditor's own consumers to start from.",
            "Refuses StoryCrew's own groups and groups with members, so nothing that runs is disturbed."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Option(names = "--to-group", required = true, paramLabel = "NAME", description = "The auditor's consumer group.")
    private String group = "";

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "A topic, with or without its prefix; may be repeated (default: all topics).")
    private List<String> names = List.of();

    @Option(
            names = "--from",
            paramLabel = "OFFSET|TIME",
            defaultValue = "beginning",
            description = "An offset, a time such as 2026-11-24T10:00:00Z, or beginning (default: ${DEFAULT-VALUE}).")
    private String from = "beginning";

    @Option(names = "--again", description = "Also set a group that has been set before, if it has no members.")
    private boolean again;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        StartPosition start = Arguments.start(from);
        Config settings = config.load();
        TopicCatalogue catalogue = new TopicCatalogue(
                settings.cluster().topics().prefix(),
                settings.cluster().topics().partitions());
        List<Topic<?>> topics = names.isEmpty()
                ? catalogue.all()
                : names.stream()
                        .<Topic<?>>map(name -> Arguments.topic(catalogue, name))
                        .toList();
        Connection connection = RealCluster.connect(settings);
        Map<TopicPartition, Long> set;
        try {
            set = new GroupReset(connection).set(group, new ReadPlan(topics, start, null, null), again);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--to-group " + group + ": " + e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        set.forEach((partition, offset) -> out.println(partition + "@" + offset));
        out.println("group " + group + " will read from these offsets; consume with isolation.level=read_committed");
        out.flush();
        return 0;
    }
}
