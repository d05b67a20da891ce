package dev.storycrew.cli.auditor;

import dev.storycrew.app.RealCluster;
import dev.storycrew.audit.trail.Timeline;
import dev.storycrew.audit.trail.TimelineBuilder;
import dev.storycrew.audit.trail.TimelineJson;
import dev.storycrew.audit.trail.TimelineText;
import dev.storycrew.audit.trail.TrailSource;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chapter}: what happened to a chapter. */
@Command(
        name = "chapter",
        mixinStandardHelpOptions = true,
        description = "Prints a chapter's timeline: attempts, stage runs with cost and duration, decisions with their"
                + " explanations, scenes kept and redone, and the outcome.")
public final class ChapterCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The chapter, such as the-lighthouse/1.")
    private String id = "";

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        ChapterId chapter = Arguments.chapter(id);
        Connection connection = RealCluster.connect(config.load());
        TimelineBuilder builder = new TimelineBuilder(chapter);
        new TrailSource(connection).ofChapter(chapter, TimelineBuilder.topics(connection.topics()), builder::take);
        Timeline timeline = builder.build();
        if (timeline.isEmpty()) {
            throw new UsageException(
                    "the topics hold nothing about chapter " + chapter + "; ./storycrew status lists the chapters");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? TimelineJson.of(timeline).toPrettyString() + "\n" : TimelineText.of(timeline));
        out.flush();
        return 0;
    }
}
