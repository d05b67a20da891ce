package dev.storycrew.cli.auditor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.permission.AclScript;
import dev.storycrew.app.permission.Permissions;
import dev.storycrew.app.validate.ClusterChecks;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.options.OutputGoneException;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlMap;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.EventJson;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicSizes;
import dev.storycrew.schemas.registry.SchemaRefusedException;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.topic.TopicDifference;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topics}: what is in the topics. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = TopicsPlanCommand.class,
        description =
                "Creates and lists the topics, decodes the records of any of them, and plans what a rate of chapters needs.")
public final class TopicsCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "name a command: create, acls, list, plan or tail");
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Creates missing topics and registers the schemas, before services are deployed. Services also create"
                        + " topics themselves if they may, and register schemas unless auto.register.schemas is false.",
                "Exit code 1 if a topic or schema would fail validate."
            })
    int create(@Mixin ConfigOption config) {
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        List<String> created = RealCluster.createTopics(connection);
        PrintWriter out = spec.commandLine().getOut();
        created.forEach(topic -> out.println("created " + topic));
        int all = connection.topics().all().size();
        out.println(Counted.of(all, "topic") + ", " + created.size() + " of them new");
        try {
            List<String> subjects = RealCluster.registerSchemas(settings);
            out.println("schemas registered for " + Counted.of(subjects.size(), "subject"));
        } catch (SchemaRefusedException e) {
            out.println("✗ " + e.getMessage());
        }
        ClusterChecks checks = new ClusterChecks(connection);
        List<TopicDifference> topics = checks.differences();
        List<String> schemas = checks.schemas().problems();
        topics.forEach(problem -> out.println("✗ " + problem));
        TopicDifference.remedy(topics)
                .or(() -> topics.isEmpty()
                        ? Optional.empty()
                        : Optional.of("services work like this; change these topics unless somebody meant it"))
                .ifPresent(out::println);
        schemas.forEach(problem -> out.println("✗ " + problem));
        out.flush();
        return topics.isEmpty() && schemas.isEmpty() ? 0 : 1;
    }

    @Command(
            name = "acls",
            mixinStandardHelpOptions = true,
            description = {
                "Prints the ACLs that each service and each kind of user (deployer, producer, operator, auditor, canary, console) needs on"
                        + " a secured cluster, as a script of calls to kafka-acls.sh. With --apply it creates them"
                        + " instead."
            })
    int acls(
            @Option(
                            names = "--principal",
                            paramLabel = "PATTERN",
                            defaultValue = "User:storycrew-{name}",
                            description = "The principals, with {name} for the service or kind of user, such as"
                                    + " 'User:CN={name},O=acme' (default: ${DEFAULT-VALUE}).")
                    String pattern,
            @Option(
                            names = "--only",
                            paramLabel = "NAME",
                            split = ",",
                            description = "Only these services or kinds of users.")
                    @Nullable
                    List<String> only,
            @Option(names = "--apply", description = "Create them on the cluster; your user needs ALTER on it.")
                    boolean apply,
            @Mixin ConfigOption config) {
        if (!pattern.contains(":") || !pattern.contains("{name}") && (only == null || only.size() != 1)) {
            throw new UsageException("--principal: must be like User:storycrew-{name}, but is '" + pattern + "'");
        }
        Config settings = config.load();
        Permissions permissions = Permissions.on(new TopicCatalogue(
                settings.cluster().topics().prefix(),
                settings.cluster().topics().partitions()));
        Map<String, String> principals = new LinkedHashMap<>();
        for (String name : only == null ? permissions.holders() : only) {
            if (!permissions.holders().contains(name)) {
                throw new UsageException("--only: there is no service or kind of user '" + name + "'"
                        + YamlMap.nearest(name, new TreeSet<>(permissions.holders())));
            }
            principals.put(name, pattern.replace("{name}", name));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (apply) {
            RealCluster.grant(RealCluster.connect(settings), permissions, principals);
            principals.forEach((name, principal) -> out.println("granted " + name + " to " + principal + "  "
                    + Counted.of(permissions.of(name, principal).size(), "ACL")));
        } else {
            out.print(AclScript.of(permissions, principals));
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Lists the topics with their partitions, the number of offsets kept, the bytes of one copy, and"
                            + " retention.")
    int list(
            @Option(names = "--json", description = "Print JSON instead of text.") boolean json,
            @Mixin ConfigOption config) {
        Connection connection = RealCluster.connect(config.load());
        List<TopicSizes.Size> sizes = TopicSizes.of(connection);
        PrintWriter out = spec.commandLine().getOut();
        ArrayNode all = new ObjectMapper().createArrayNode();
        for (TopicSizes.Size size : sizes) {
            if (json) {
                ObjectNode one = all.addObject();
                one.put("topic", size.topic().name())
                        .put("partitions", size.partitions())
                        .put("offsets", size.offsets())
                        .put("deleted", size.deleted())
                        .put("retention", retention(size.topic()));
                size.bytes().ifPresentOrElse(bytes -> one.put("bytes", bytes), () -> one.putNull("bytes"));
            } else {
                out.println(String.format(
                        Locale.ROOT,
                        "%-32s %14s  %18s%s  %18s  kept: %s",
                        size.topic().name(),
                        Counted.of(size.partitions(), "partition"),
                        Counted.of(size.offsets(), "offset"),
                        size.deleted() == 0 ? "" : String.format(Locale.ROOT, " (%,d older deleted)", size.deleted()),
                        size.bytes().isEmpty()
                                ? "? bytes"
                                : Counted.of(size.bytes().getAsLong(), "byte"),
                        retention(size.topic())));
            }
        }
        if (!json && sizes.stream().allMatch(size -> size.bytes().isPresent())) {
            out.println("one copy of all: "
                    + Counted.of(
                            sizes.stream()
                                    .mapToLong(size -> size.bytes().getAsLong())
                                    .sum(),
                            "byte"));
        }
        if (json) {
            out.println(all.toPrettyString());
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "tail",
            mixinStandardHelpOptions = true,
            description = {
                "Decodes the records of a topic, oldest first. It joins no consumer group and disturbs nobody.",
                "A record that cannot be decoded is shown with the reason."
            })
    int tail(
            @Parameters(
                            paramLabel = "TOPIC",
                            description = "The topic, with or without its prefix, such as judge-results.")
                    String name,
            @Option(
                            names = "--output",
                            paramLabel = "FORMAT",
                            defaultValue = "text",
                            description = "json (one object a line) or text (default: ${DEFAULT-VALUE}).")
                    Format format,
            @Option(
                            names = "--from",
                            paramLabel = "OFFSET|TIME",
                            defaultValue = "beginning",
                            description =
                                    "An offset, a time such as 2026-11-24T10:00:00Z, or beginning (default: ${DEFAULT-VALUE}).")
                    String from,
            @Option(names = "--key", paramLabel = "KEY", description = "Only records with this key.") @Nullable
                    String key,
            @Option(names = "--follow", description = "Keep printing new records, until Ctrl-C.") boolean follow,
            @Option(names = "--full", description = "Do not shorten chapter text and raw bytes.") boolean full,
            @Mixin ConfigOption config) {
        Config settings = config.load();
        TopicCatalogue topics = new TopicCatalogue(
                settings.cluster().topics().prefix(),
                settings.cluster().topics().partitions());
        ReadPlan plan = new ReadPlan(List.of(Arguments.topic(topics, name)), Arguments.start(from), null, null);
        EventReader reader = EventReader.open(RealCluster.connect(settings), plan);
        EventJson json = new EventJson(full);
        Consumer<ObjectNode> print = node -> {
            if (key == null || key.equals(node.path("key").textValue())) {
                spec.commandLine().getOut().print(format == Format.JSON ? node + "\n" : EventText.of(node));
                if (spec.commandLine().getOut().checkError()) {
                    throw new OutputGoneException();
                }
            }
        };
        reader.forEach(
                event -> print.accept(json.toJson(event)),
                (read, why) -> print.accept(json.undecodable(read, String.valueOf(why.getMessage()))));
        if (follow) {
            reader.follow(
                    event -> print.accept(json.toJson(event)),
                    (read, why) -> print.accept(json.undecodable(read, String.valueOf(why.getMessage()))));
        }
        return 0;
    }

    private enum Format {
        JSON,
        TEXT
    }

    private static String retention(Topic<?> topic) {
        return topic.retention() == null
                ? "the last of each key"
                : Counted.of(topic.retention().toDays(), "day");
    }
}
