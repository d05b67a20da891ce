package dev.storycrew.cli.book;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.export.BookFormat;
import dev.storycrew.cli.export.BookEnd;
import dev.storycrew.cli.export.BookExport;
import dev.storycrew.cli.export.ChapterEnd;
import dev.storycrew.cli.export.Summary;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.service.Embedding;
import dev.storycrew.cli.service.Lifetime;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.text.Counted;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.ChapterView;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.TopicTail;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}: the files of books from the topics. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the finished chapters of books to a folder, from a cluster or from a data folder.")
public final class ExportCommand implements Callable<Integer> {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    @Parameters(arity = "0..*", paramLabel = "BOOK", description = "The books' ids.")
    private List<String> bookIds = new ArrayList<>();

    @Option(names = "--all", description = "All books of the cluster.")
    private boolean all;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Where the books are written (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("out");

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "FORMAT",
            converter = BookFormatConverter.class,
            description = "The formats of the whole book: md, epub, html, docx; separate several with commas"
                    + " (default: md,epub,html).")
    private Set<BookFormat> formats = BookExport.FORMATS;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Read the data folder of a run or up that has ended, instead of a cluster.")
    private @Nullable Path data;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (all != bookIds.isEmpty()) {
            throw new UsageException(
                    all ? "give the books' ids or --all, not both" : "give a book's id, or --all for all of them");
        }
        Config settings = config.load();
        if (data == null) {
            return export(RealCluster.connect(settings), again());
        }
        if (!Files.isDirectory(data)) {
            throw new UsageException(data + ": no such folder; --data must be the data folder of a run or up");
        }
        Logging.toFile(data.resolve("logs").resolve("storycrew.log"));
        DataFolder locked = DataFolder.lock(data);
        return Lifetime.of(spec.commandLine().getErr(), lifetime -> {
            lifetime.add(locked);
            EmbeddedCluster cluster = Embedding.forReading(lifetime, locked, settings);
            return export(cluster.connection(), again());
        });
    }

    private String again() {
        List<String> words = new ArrayList<>(List.of("export"));
        words.addAll(all ? List.of("--all") : bookIds);
        if (data != null) {
            words.addAll(List.of("--data", data.toString()));
        }
        if (!formats.equals(BookExport.FORMATS)) {
            words.addAll(List.of(
                    "--format", formats.stream().map(BookFormat::extension).collect(Collectors.joining(","))));
        }
        words.addAll(List.of("--out", out.toString()));
        return config.hint(words.toArray(String[]::new));
    }

    /** @param again the command that does it again */
    private int export(Connection connection, String again) throws InterruptedException {
        Journal journal = new Journal((topic, origin, value) -> {});
        try (TopicTail tail = TopicTail.start(connection, Journal.topics(connection.topics()), journal)) {
            tail.awaitCaughtUp(CATCH_UP);
        }
        Map<String, List<ChapterView>> chapters = journal.chapters().values().stream()
                .collect(Collectors.groupingBy(view -> view.id().bookId(), TreeMap::new, Collectors.toList()));
        Map<String, List<ChapterView>> ended = new LinkedHashMap<>();
        for (String id : all ? List.copyOf(chapters.keySet()) : bookIds) {
            List<ChapterView> ofBook = chapters.getOrDefault(id, List.of());
            List<ChapterView> ends =
                    ofBook.stream().filter(view -> view.standing() != null).toList();
            if (!ends.isEmpty()) {
                ended.put(id, ends);
            } else if (!all) {
                throw new UsageException(
                        ofBook.isEmpty()
                                ? "there is no book " + id + "; " + config.hint("status") + " lists the books"
                                : "no chapter of " + id + " has ended yet; " + config.hint("status", id)
                                        + " shows how far they are");
            }
        }
        PrintWriter terminal = spec.commandLine().getOut();
        if (ended.isEmpty()) {
            terminal.println("no chapter has ended yet; there is nothing to write");
            terminal.flush();
            return 0;
        }
        List<BookEnd> written = new ArrayList<>();
        for (Map.Entry<String, List<ChapterView>> book : ended.entrySet()) {
            written.add(write(book.getKey(), book.getValue(), again));
        }
        terminal.print(Summary.of(written, out, ended.values().stream().allMatch(ExportCommand::notional)));
        if (ended.size() < chapters.size() && all) {
            terminal.println(
                    Counted.of(chapters.size() - ended.size(), "book") + " left out: no chapter has ended yet");
        }
        terminal.flush();
        return written.stream().allMatch(BookEnd::accepted) ? 0 : 1;
    }

    private BookEnd write(String id, List<ChapterView> ended, String again) {
        List<ChapterOutcome> outcomes = ended.stream()
                .map(view -> Objects.requireNonNull(view.standing()))
                .toList();
        Book book = new Book(
                id,
                outcomes.get(0).brief().book(),
                outcomes.get(0).bible(),
                outcomes.stream().map(ChapterOutcome::brief).toList());
        List<ChapterEnd> ends = ended.stream()
                .map(view ->
                        ChapterEnd.of(Objects.requireNonNull(view.standing()).brief(), view))
                .toList();
        String models = ended.stream()
                .flatMap(view -> view.runs().stream())
                .map(StageRun::model)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        BookExport.write(out, formats, book, ends, models, notional(ended), again);
        return new BookEnd(book, ends);
    }

    private static boolean notional(List<ChapterView> chapters) {
        return chapters.stream().flatMap(view -> view.runs().stream()).allMatch(StageRun::notionalPrice);
    }
}
