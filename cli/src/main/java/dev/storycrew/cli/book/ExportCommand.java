package dev.storycrew.cli.book;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.cli.export.BookExport;
import dev.storycrew.cli.export.ChapterEnd;
import dev.storycrew.cli.export.Summary;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.service.Lifetime;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.ChapterView;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.TopicTail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}: the files of a book from the topics. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the finished chapters of a book on a cluster to a folder.")
public final class ExportCommand implements Callable<Integer> {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    @Parameters(paramLabel = "BOOK", description = "The book's id.")
    private String bookId = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Where the book is written (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("out");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Read the folder that run or up left behind, instead of a cluster.")
    private @Nullable Path data;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Config settings = config.load();
        if (data == null) {
            return export(RealCluster.connect(settings), "./storycrew export " + bookId + " --out " + out);
        }
        if (!Files.isDirectory(data)) {
            throw new UsageException(data + ": there is no such folder; --data names the one of run or up");
        }
        Logging.toFile(data.resolve("logs").resolve("storycrew.log"));
        try (Lifetime lifetime = new Lifetime(spec.commandLine().getErr())) {
            EmbeddedCluster cluster = EmbeddedCluster.start(
                    DataFolder.lock(data), settings.cluster().topics().prefix(), 0, 0);
            lifetime.add(cluster);
            return export(cluster.connection(), "./storycrew export " + bookId + " --data " + data + " --out " + out);
        }
    }

    /** @param again the command that does it again */
    private int export(Connection connection, String again) throws InterruptedException {
        Journal journal = new Journal((topic, value) -> {});
        try (TopicTail tail = TopicTail.start(connection, Journal.topics(connection.topics()), journal)) {
            tail.awaitCaughtUp(CATCH_UP);
        }
        List<ChapterView> ended = journal.chapters().values().stream()
                .filter(view -> view.id().bookId().equals(bookId) && view.outcome() != null)
                .toList();
        if (ended.isEmpty()) {
            boolean exists = journal.chapters().values().stream()
                    .anyMatch(view -> view.id().bookId().equals(bookId));
            throw new UsageException(
                    exists
                            ? "no chapter of " + bookId + " has ended yet; see ./storycrew status"
                            : "there is no book " + bookId + "; ./storycrew status lists the chapters of all books");
        }
        List<ChapterOutcome> outcomes = ended.stream()
                .map(view -> Objects.requireNonNull(view.outcome()))
                .toList();
        ChapterBrief first = outcomes.get(0).brief();
        Book book = new Book(
                bookId,
                first.book(),
                outcomes.get(0).bible(),
                outcomes.stream().map(ChapterOutcome::brief).toList());
        List<ChapterEnd> ends = ended.stream()
                .map(view ->
                        ChapterEnd.of(Objects.requireNonNull(view.outcome()).brief(), view))
                .toList();
        List<StageRun> runs =
                ended.stream().flatMap(view -> view.runs().stream()).toList();
        String models = runs.stream()
                .map(StageRun::model)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        boolean notional = runs.stream().allMatch(StageRun::notionalPrice);
        Path folder = BookExport.write(out, book, ends, models, notional, again);
        spec.commandLine().getOut().print(Summary.of(book, ends, folder, notional));
        spec.commandLine().getOut().flush();
        return ends.stream().allMatch(ChapterEnd::accepted) ? 0 : 1;
    }
}
