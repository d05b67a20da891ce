package dev.storycrew.console.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.console.cluster.ChapterView;
import dev.storycrew.console.cluster.Connection;
import dev.storycrew.console.cluster.Journal;
import dev.storycrew.console.cluster.RealCluster;
import dev.storycrew.console.cluster.TopicTail;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: how all chapters stand. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Shows how every chapter of a cluster stands.")
public final class StatusCommand implements Callable<Integer> {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Connection connection = RealCluster.connect(config.load());
        Journal journal = new Journal((topic, value) -> {});
        try (TopicTail tail = TopicTail.start(connection, Journal.topics(connection.topics()), journal)) {
            tail.awaitCaughtUp(CATCH_UP);
        }
        Map<ChapterId, ChapterView> chapters = journal.chapters();
        if (json) {
            ArrayNode all = new ObjectMapper().createArrayNode();
            chapters.values().forEach(view -> describe(view, held(journal, view), all.addObject()));
            spec.commandLine().getOut().println(all.toPrettyString());
        } else if (chapters.isEmpty()) {
            spec.commandLine().getOut().println("no chapter has been asked for; submit a book");
        } else {
            chapters.values()
                    .forEach(view -> spec.commandLine()
                            .getOut()
                            .println(String.format(
                                    Locale.ROOT,
                                    "%-32s %-14s %-27s %d retries",
                                    view.id(),
                                    state(view, held(journal, view)),
                                    last(view),
                                    view.decisions().size())));
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static void describe(ChapterView view, boolean held, ObjectNode node) {
        node.put("chapter", view.id().toString());
        node.put("state", state(view, held));
        node.put("last", last(view));
        node.put("retries", view.decisions().size());
    }

    private static String state(ChapterView view, boolean held) {
        if (view.outcome() != null) {
            return view.outcome().kind().name();
        }
        if (view.deadLetter() != null) {
            return "DEAD_LETTERED";
        }
        if (view.runs().isEmpty()) {
            return held ? "HELD" : "WAITING";
        }
        return "UNDER_WAY";
    }

    private static boolean held(Journal journal, ChapterView view) {
        return journal.isHeld(view.id());
    }

    private static String last(ChapterView view) {
        List<StageRun> runs = view.runs();
        if (runs.isEmpty()) {
            return "";
        }
        StageRun last = runs.get(runs.size() - 1);
        String run = last.run() == 1 ? "" : ", run " + last.run();
        return last.stage().label() + " of attempt " + last.attempt() + run;
    }
}
