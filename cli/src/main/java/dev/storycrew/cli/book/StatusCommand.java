package dev.storycrew.cli.book;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.storycrew.app.ClusterServiceStatus;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.ChapterView;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.StalledChapters;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.topology.sequencer.OnFailure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}: the state of every chapter, and why the stuck ones are stuck and what to do. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Shows the state of a cluster's chapters: totals first, then a line per chapter, or per book where there"
                        + " are many; and for chapters that are stuck, why and what to do.")
public final class StatusCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(StatusCommand.class);

    @Parameters(arity = "0..*", paramLabel = "BOOK", description = "Only these books, by their ids (default: all).")
    private List<String> books = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            converter = ChapterState.Converter.class,
            description = "Only chapters in this state: accepted, under-way, waiting, held, dead-lettered, exhausted,"
                    + " cancelled or rejected. Several are separated by commas.")
    private List<ChapterState> states = new ArrayList<>();

    @Option(names = "--stuck", description = "Only chapters that need attention, each with why and what to do.")
    private boolean stuck;

    @Option(
            names = "--chapters",
            description = "Show every chapter; without it, more than " + StatusText.ONE_BY_ONE
                    + " are shown as one line per book.")
    private boolean everyChapter;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        Journal journal = new Journal((topic, origin, value) -> {});
        StalledChapters standstills = new StalledChapters(
                new ClusterServiceStatus(connection, null, settings.routing().onFailure() == OnFailure.CONTINUE),
                settings.stuckAfter());
        EventReader.open(connection, ReadPlan.all(Journal.topics(connection.topics())))
                .forEach(
                        event -> {
                            journal.take(event.topic(), event.position().id(), event.value());
                            standstills.take(event.value(), event.time().toEpochMilli());
                        },
                        (undecodable, why) -> LOG.atWarn()
                                .addKeyValue("event", "undecodable")
                                .addKeyValue("position", undecodable.position())
                                .setCause(why)
                                .log("Skipping a record that cannot be read"));
        requireKnown(journal);
        Map<ChapterId, ChapterView> known = journal.chapters();
        standstills.keepOnly(id -> known.containsKey(id) && journal.rejection(id) == null);
        long now = System.currentTimeMillis();
        List<ChapterStatus> chapters = known.values().stream()
                .filter(view -> books.isEmpty() || books.contains(view.id().bookId()))
                .map(view -> ChapterStatus.of(view, standstills.of(view.id(), now), journal.rejection(view.id())))
                .filter(chapter -> states.isEmpty() || states.contains(chapter.state()))
                .filter(chapter -> !stuck || chapter.needsSomebody())
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        boolean filtered = !books.isEmpty() || !states.isEmpty() || stuck;
        if (json) {
            ArrayNode all = new ObjectMapper().createArrayNode();
            chapters.forEach(chapter -> chapter.describe(all.addObject(), now));
            out.println(all.toPrettyString());
        } else if (chapters.isEmpty()) {
            out.println(
                    filtered
                            ? "no chapter matches"
                            : "no chapter has been requested; submit a book with ./storycrew submit BOOK.yaml");
        } else {
            out.print(StatusText.of(chapters, everyChapter || filtered, now));
        }
        out.flush();
        return 0;
    }

    private void requireKnown(Journal journal) {
        Set<String> known =
                journal.chapters().keySet().stream().map(ChapterId::bookId).collect(Collectors.toSet());
        for (String book : books) {
            if (!known.contains(book)) {
                throw new UsageException(
                        "there is no book " + book + "; " + config.hint("status") + " lists the books");
            }
        }
    }
}
