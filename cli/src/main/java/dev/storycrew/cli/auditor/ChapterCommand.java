package dev.storycrew.cli.auditor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.app.ClusterServiceStatus;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.audit.trail.Timeline;
import dev.storycrew.audit.trail.TimelineBuilder;
import dev.storycrew.audit.trail.TimelineJson;
import dev.storycrew.audit.trail.TimelineText;
import dev.storycrew.audit.trail.TrailSource;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.StalledChapters;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.ShownChapter;
import dev.storycrew.topology.sequencer.OnFailure;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        ChapterId chapter = Arguments.chapter(id);
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        TimelineBuilder builder = new TimelineBuilder(chapter);
        new TrailSource(connection).ofChapter(chapter, TimelineBuilder.topics(connection.topics()), builder::take);
        Timeline timeline = builder.build();
        if (timeline.isEmpty()) {
            throw new UsageException(
                    "there is no chapter " + chapter + "; " + config.hint("status") + " lists the chapters");
        }
        StallDiagnosis waits = timeline.runs().isEmpty() && timeline.requestId() != null
                ? whyNotStarted(chapter, connection, settings)
                : null;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode node = TimelineJson.of(timeline);
            if (waits != null) {
                node.put("because", waits.because()).put("advice", waits.advice());
            }
            out.println(node.toPrettyString());
        } else {
            out.print(TimelineText.of(timeline));
            if (waits != null) {
                out.println("  " + waits.because() + "\n  to do: " + waits.advice());
            }
        }
        out.flush();
        return 0;
    }

    /** Why a chapter that was requested has not started; null if it has. */
    private static @Nullable StallDiagnosis whyNotStarted(ChapterId chapter, Connection connection, Config settings) {
        ShownChapter shown = Cards.read(
                        connection,
                        new ClusterServiceStatus(
                                connection, null, settings.routing().onFailure() == OnFailure.CONTINUE),
                        settings.stuckAfter(),
                        Set.of(chapter.bookId()))
                .chapter(chapter, System.currentTimeMillis());
        StalledChapters.Standstill still = shown == null ? null : shown.still();
        return still == null ? null : still.stall();
    }
}
