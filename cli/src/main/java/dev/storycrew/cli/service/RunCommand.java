package dev.storycrew.cli.service;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.health.DiskWatch;
import dev.storycrew.app.health.ProviderWatch;
import dev.storycrew.app.metrics.ProcessMetrics;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.app.tracing.ProcessTracing;
import dev.storycrew.cli.export.BookEnd;
import dev.storycrew.cli.export.BookExport;
import dev.storycrew.cli.export.ChapterEnd;
import dev.storycrew.cli.export.Summary;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.options.DebugOption;
import dev.storycrew.cli.progress.LongChapters;
import dev.storycrew.cli.progress.Progress;
import dev.storycrew.cli.progress.Screen;
import dev.storycrew.cli.terminal.HarmlessWriter;
import dev.storycrew.console.ConsoleSettings;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.request.BookNames;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.core.text.Counted;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.embedded.Listening;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.ChapterView;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.TopicTail;
import dev.storycrew.llm.call.CallListener;
import dev.storycrew.topology.sequencer.OnFailure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: books in, chapters out, everything in this process. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Runs broker, registry and all services in this process until the books are finished, and writes the"
                        + " chapters. If stopped, it resumes where it left off when run again with the same --data.")
public final class RunCommand implements Callable<Integer>, Narrating {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;

    /**
     * Nobody shares the work of this process, in which a stage has one consumer and a topology one thread. Each partition would cost
     * files, state stores and time.
     */
    private static final int PARTITIONS = 1;

    /** A book that is finished sooner is finished before anybody can look at its figures; the next ledger makes them. */
    private static final Duration LEDGER_AFTER = Duration.ofSeconds(10);

    @Parameters(arity = "1..*", paramLabel = "BOOK.yaml", description = "One or more book files.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Where the books are written (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("out");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where broker, registry and logs are kept (default: .storycrew beside the first book).")
    private @Nullable Path data;

    @Option(
            names = "--on-failure",
            paramLabel = "hold|continue",
            description =
                    "What happens to a book when a chapter is not accepted (default: sequencer.on-failure, or hold).")
    private @Nullable OnFailure onFailure;

    @Option(
            names = "--console",
            description =
                    "Also serve the web console on http://127.0.0.1:8080, or on a free port if that one is" + " taken.")
    private boolean console;

    @Mixin
    private HealthOptions health = new HealthOptions();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private DebugOption debug = new DebugOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        List<Book> books = books();
        Config loaded = config.load();
        Config settings = onFailure == null ? loaded : loaded.withOnFailure(onFailure);
        ProcessTracing tracing = ProcessTracing.of(System.getenv(), "storycrew", Embedding.INSTANCE);
        Path folder = data == null ? besideTheBook() : data;
        books.forEach(book -> BookExport.requireWritable(out, book));
        DataFolder locked = DataFolder.lock(folder);
        Logging.toFile(folder.resolve("logs").resolve("storycrew.log"), debug.isOn(settings));
        DiskWatch disk = DiskWatch.on(folder);
        OpenFilesCheck.require();
        // Nobody reads them without a port, and a short run should not pay for them.
        Optional<ProcessMetrics> metrics = health.wanted() ? Optional.of(new ProcessMetrics()) : Optional.empty();
        Models models = new Models(
                settings, tracing.calls(metrics.map(ProcessMetrics::calls).orElse(CallListener.NONE)));
        metrics.ifPresent(exported -> exported.circuits(models::providers));
        Providers.requireReachable(models, List.of(Stage.values()));
        PrintWriter terminal = spec.commandLine().getOut();
        Progress.Display display = Screen.display(HarmlessWriter.raw(terminal), debug.isOn(settings), System.getenv());
        display.line(greeting(books, models, folder));
        if (!models.unpriced().isEmpty()) {
            display.line("no known price for " + String.join(", ", models.unpriced())
                    + ": tokens are counted but money is not, and budgets have no effect; set its price in llm.prices");
        }
        return Lifetime.of(display.writer(), lifetime -> {
            lifetime.add(display);
            lifetime.add(tracing);
            lifetime.add(locked);
            EmbeddedCluster cluster =
                    Embedding.start(lifetime, locked, settings, PARTITIONS, Listening.ANYWHERE_LOCAL, display::step);
            MeterRegistry meters = metrics.map(ProcessMetrics::registry).orElseGet(CompositeMeterRegistry::new);
            Services services =
                    Embedding.services(lifetime, cluster, settings, models, folder, meters, tracing.chapters());
            metrics.ifPresent(exported -> exported.totals(services::totals));
            display.step("starting the services");
            services.startChapters();
            // What is left of the start is waiting for groups and topics.
            models.prepare();
            metrics.flatMap(exported -> health.serve(services, models, exported))
                    .ifPresent(server -> {
                        lifetime.add(server);
                        display.line(health.line(server));
                    });
            if (console) {
                display.step("starting the console");
                LocalConsole.start(
                        services, cluster.connection(), settings, models, ConsoleSettings.PORT, display::line);
            }
            return follow(
                    books, settings, models, cluster.connection(), services, terminal, display, disk, folder, lifetime);
        });
    }

    private int follow(
            List<Book> books,
            Config settings,
            Models models,
            Connection connection,
            Services services,
            PrintWriter terminal,
            Progress.Display display,
            DiskWatch disk,
            Path folder,
            Lifetime lifetime)
            throws IOException, InterruptedException {
        Set<ChapterId> chapters = new HashSet<>();
        books.forEach(book -> book.chapters().forEach(chapter -> chapters.add(chapter.id())));
        Progress progress = new Progress(display, chapters);
        Journal journal = new Journal((topic, origin, value) -> progress.take(value));
        try (TopicTail tail = TopicTail.start(connection, Journal.topics(connection.topics()), journal)) {
            display.step("reading the topics");
            try (Supervision.Waiting waiting = lifetime.supervision().waitingFor("the topics to be read")) {
                tail.awaitCaughtUp(CATCH_UP);
            }
            progress.open();
            submit(books, journal, connection, display, settings.llm());
            // No chapter waits for it, and chapters need not wait for its topics.
            long ledgerFrom = System.nanoTime() + (looksAtFigures() ? 0 : LEDGER_AFTER.toNanos());
            boolean ledger = false;
            LargerWindow.tryAgain(chapters, journal, tail, connection, display::line);
            boolean goOn = settings.routing().onFailure() == OnFailure.CONTINUE;
            ProviderWatch providers = new ProviderWatch(models);
            while (books.stream().anyMatch(book -> moving(book, journal, goOn))) {
                providers.look().ifPresent(display::line);
                Providers.requireHealthy(models);
                disk.requireSpace();
                tail.requireReading();
                if (!ledger && System.nanoTime() - ledgerFrom >= 0) {
                    ledger = true;
                    services.startLedger();
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        display.close();
        return finish(books, models, journal, terminal, folder);
    }

    /** True if the ledger's figures and cards are shown while it runs. */
    private boolean looksAtFigures() {
        return console || health.wanted();
    }

    /** Publishes what is new; a book that has changed since is refused before anything is published. */
    private void submit(
            List<Book> books, Journal journal, Connection connection, Progress.Display display, Config.Llm llm)
            throws InterruptedException {
        List<ChapterRequest> fresh = new ArrayList<>();
        for (Book book : books) {
            journal.objectionToId(book.id()).ifPresent(why -> {
                throw new UsageException(file(books, book) + ": id: " + why + ", or use another --data");
            });
            for (ChapterRequest request : Submission.requests(book)) {
                String known = journal.chapter(request.brief().id()).requestId();
                if (known == null) {
                    fresh.add(request);
                } else if (!known.equals(request.requestId())) {
                    throw new UsageException(file(books, book) + ": chapter "
                            + request.brief().id().number()
                            + " was requested before with different content; give the changed book another id, or use"
                            + " another --data");
                }
            }
        }
        books.forEach(book -> LongChapters.warning(book, llm).ifPresent(display::line));
        Submission.publish(connection, fresh);
    }

    /** True while a chapter of the book is under way or about to be. */
    private static boolean moving(Book book, Journal journal, boolean goOn) {
        for (ChapterBrief chapter : book.chapters()) {
            ChapterView view = journal.chapter(chapter.id());
            if (view.outcome() == null) {
                boolean heldBefore = view.runs().isEmpty() && journal.isHeld(book.id());
                return view.deadLetter() == null && !heldBefore;
            }
            if (!goOn && !ChapterEnd.of(chapter, view).accepted() && !wentOn(book, chapter, journal)) {
                return false;
            }
        }
        return false;
    }

    /** True when an operator let a book go on without a chapter. */
    private static boolean wentOn(Book book, ChapterBrief without, Journal journal) {
        return book.chapters().stream()
                .filter(chapter -> chapter.id().number() > without.id().number())
                .anyMatch(chapter -> !journal.chapter(chapter.id()).runs().isEmpty());
    }

    private int finish(List<Book> books, Models models, Journal journal, PrintWriter terminal, Path data) {
        List<BookEnd> written = new ArrayList<>();
        NotWrittenException notWritten = null;
        String again = config.hint(Stream.of(
                        Stream.of("export"),
                        books.stream().map(Book::id),
                        Stream.of("--data", data.toString(), "--out", out.toString()))
                .flatMap(words -> words)
                .toArray(String[]::new));
        for (Book book : books) {
            List<ChapterEnd> ofBook = book.chapters().stream()
                    .map(chapter -> ChapterEnd.of(chapter, journal.chapter(chapter.id())))
                    .toList();
            try {
                BookExport.write(out, BookExport.FORMATS, book, ofBook, models.names(), models.rehearsal(), again);
                written.add(new BookEnd(book, ofBook));
            } catch (NotWrittenException e) {
                // The other books may fit; the first one's message ends the run.
                notWritten = notWritten == null ? e : notWritten;
            }
        }
        terminal.print(Summary.of(written, out, models.rehearsal()));
        terminal.flush();
        if (notWritten != null) {
            throw notWritten;
        }
        return written.stream().allMatch(BookEnd::accepted) ? 0 : 1;
    }

    private List<Book> books() {
        List<Book> books = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Path file : files) {
            Book book = BookFile.read(file);
            if (!ids.add(BookNames.folder(book.id()))) {
                throw new UsageException(file + ": id: another of the given books also has the id " + book.id()
                        + ", or one that differs only in case");
            }
            books.add(book);
        }
        return books;
    }

    private Path file(List<Book> books, Book book) {
        return files.get(books.indexOf(book));
    }

    private Path besideTheBook() {
        Path parent = files.get(0).toAbsolutePath().getParent();
        return (parent == null ? Path.of("") : parent).resolve(".storycrew");
    }

    private static String greeting(List<Book> books, Models models, Path folder) {
        int chapters = books.stream().mapToInt(book -> book.chapters().size()).sum();
        return "StoryCrew: %s, %s, using %s; data and logs in %s"
                .formatted(
                        Counted.of(books.size(), "book"), Counted.of(chapters, "chapter"), models.described(), folder);
    }
}
