package dev.storycrew.cli.book;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.app.operate.TakenRequests;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.progress.LongChapters;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.request.BookUpdate;
import dev.storycrew.core.request.ChapterChange;
import dev.storycrew.core.request.RequestedChapter;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.RequestedBook;
import dev.storycrew.history.TopicTail;
import dev.storycrew.history.reading.Position;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code submit}: publishes the requests of a book. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description =
                "Publishes a book's chapter requests to a cluster. Publishing the same book twice changes nothing; a book"
                        + " that has changed since is refused, unless you say --update: then what has not begun changes"
                        + " as the file has.")
public final class SubmitCommand implements Callable<Integer> {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final Duration TAKEN = Duration.ofSeconds(20);

    @Parameters(paramLabel = "BOOK.yaml", description = "The book file.")
    private Path file = Path.of("");

    @Option(names = "--chapter", paramLabel = "N", description = "Only this chapter.")
    private @Nullable Integer chapter;

    @Option(
            names = "--update",
            description =
                    "Shows what the file changes in the book as it was requested, and changes it: chapters that have not"
                            + " begun may be added, inserted and rewritten, and characters and facts added. What has"
                            + " begun stays; if the file has it differently, nothing is published.")
    private boolean update;

    @Option(names = "--dry-run", description = "With --update: only shows what would change.")
    private boolean dryRun;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (update && chapter != null) {
            throw new UsageException("--update compares the whole book; leave out --chapter");
        }
        if (dryRun && !update) {
            throw new UsageException("--dry-run shows what --update would change; say --update --dry-run");
        }
        Book book = BookFile.read(file);
        List<ChapterRequest> requests = Submission.requests(book).stream()
                .filter(request -> chapter == null || request.brief().id().number() == chapter)
                .toList();
        if (requests.isEmpty()) {
            throw new UsageException(file + ": there is no chapter " + chapter + "; the book has "
                    + Counted.of(book.chapters().size(), "chapter"));
        }
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        RealCluster.prepareTopics(connection);
        Journal asked = new Journal((topic, origin, value) -> {});
        RequestedBook requested = read(connection, book, asked);
        asked.objectionToId(book.id()).ifPresent(why -> {
            throw new UsageException(file + ": id: " + why);
        });
        SortedMap<Integer, RequestedChapter> before = requested.chapters();
        BookUpdate changes = BookUpdate.of(book.chapters(), book.bible(), before);
        PrintWriter out = spec.commandLine().getOut();
        int exit = 0;
        if (update && !before.isEmpty()) {
            exit = update(connection, book, changes, before, out);
        } else if (dryRun) {
            out.println("the book has not been requested: " + Counted.of(requests.size(), "chapter")
                    + " would be; nothing was published");
        } else {
            requireUnchanged(changes, before);
            submit(connection, book, requests, changes, before, out);
        }
        if (!dryRun) {
            LongChapters.warning(book, settings.llm()).ifPresent(out::println);
            warnOfMissing(requests, asked, out);
        }
        out.flush();
        return exit;
    }

    /** Shows what changes, and changes it. */
    private int update(
            Connection connection,
            Book book,
            BookUpdate changes,
            SortedMap<Integer, RequestedChapter> before,
            PrintWriter out)
            throws InterruptedException {
        new UpdateText(changes, before).lines().forEach(out::println);
        out.flush();
        if (!changes.refusals().isEmpty()) {
            throw new UsageException(file + ": " + String.join("; ", changes.refusals()) + ". Nothing was published");
        }
        List<ChapterRequest> wanted = Submission.requests(book, changes);
        if (wanted.isEmpty()) {
            out.println("nothing changes");
            return 0;
        }
        if (dryRun) {
            out.println(
                    "nothing was published; without --dry-run " + Counted.of(wanted.size(), "request") + " would be");
            return 0;
        }
        if (wanted.stream().noneMatch(ChapterRequest::isUpdate)) {
            // New chapters are never too late.
            Submission.publish(connection, wanted);
            out.println("published " + Counted.of(wanted.size(), "request"));
            return 0;
        }
        // Chapters start one after the other: when the first has been taken in time, so will be the others.
        List<ChapterRequest> first = wanted.subList(0, 1);
        List<ChapterRequest> others = wanted.subList(1, wanted.size());
        Optional<String> failed = published(connection, book, first);
        if (failed.isEmpty() && !others.isEmpty()) {
            failed = published(connection, book, others);
        } else if (failed.isPresent() && !others.isEmpty()) {
            failed = failed.map(why ->
                    why + "; the requests of " + Counted.of(others.size(), "other chapter") + " were not published");
        }
        if (failed.isPresent()) {
            out.flush();
            spec.commandLine()
                    .getErr()
                    .println("storycrew: " + file + ": " + failed.get() + ". Run "
                            + config.hint("submit", file.toString(), "--update") + " to see what it would change now");
            spec.commandLine().getErr().flush();
            return 1;
        }
        out.println("published " + Counted.of(wanted.size(), "request") + "; the sequencer has taken "
                + (wanted.size() == 1 ? "it" : "them"));
        return 0;
    }

    /**
     * Publishes, and waits for the sequencer.
     *
     * @return what went wrong; empty if nothing did
     */
    private Optional<String> published(Connection connection, Book book, List<ChapterRequest> requests)
            throws InterruptedException {
        List<Position> positions = Submission.publish(connection, requests);
        boolean taken = new TakenRequests(connection).await(positions, TAKEN);
        // Only what says of rejections: the book goes on meanwhile, and the other requests must not come too late.
        RequestedBook now = new RequestedBook(book.id(), (topic, origin, value) -> {});
        try (TopicTail tail =
                TopicTail.start(connection, List.of(connection.topics().deadLetters()), now)) {
            tail.awaitCaughtUp(CATCH_UP);
        }
        List<String> rejected = new ArrayList<>();
        for (Position position : positions) {
            now.rejection(position.id()).map(DeadLetter::message).ifPresent(rejected::add);
        }
        if (!rejected.isEmpty()) {
            return Optional.of(String.join("; ", rejected));
        }
        return taken
                ? Optional.empty()
                : Optional.of("the sequencer has not taken " + Counted.of(requests.size(), "published request")
                        + " within " + TAKEN.toSeconds() + " s; " + config.hint("status") + " says whether it runs");
    }

    private void requireUnchanged(BookUpdate changes, SortedMap<Integer, RequestedChapter> before) {
        if (before.isEmpty()) {
            return;
        }
        String advice = "; " + config.hint("submit", file.toString(), "--update", "--dry-run")
                + " shows what can change before it has begun, or give the changed book another id";
        for (ChapterChange change : changes.chapters()) {
            boolean different = switch (change.kind()) {
                case CHANGED, MOVED, INSERTED, TAKES_THE_BOOKS -> change.update() > 0;
                case BEGUN -> !change.fields().isEmpty();
                case UNCHANGED, TOLD_WHAT_FOLLOWS, ADDED -> false;
            };
            if (different && isWanted(change)) {
                throw new UsageException(file + ": chapter " + change.number()
                        + " was requested before with different content" + advice);
            }
        }
        List<String> problems = new ArrayList<>(changes.refusals());
        problems.addAll(changes.book());
        if (!problems.isEmpty() && chapter == null) {
            throw new UsageException(file + ": the book was requested before with different content ("
                    + String.join("; ", problems) + ")" + advice);
        }
    }

    private boolean isWanted(ChapterChange change) {
        return chapter == null || chapter == change.number();
    }

    /** Publishes what was not requested; what was is left alone. */
    private static void submit(
            Connection connection,
            Book book,
            List<ChapterRequest> requests,
            BookUpdate changes,
            SortedMap<Integer, RequestedChapter> before,
            PrintWriter out)
            throws InterruptedException {
        Set<ChapterId> fresh = changes.chapters().stream()
                .filter(change -> change.kind() == ChapterChange.Kind.ADDED)
                .map(change -> change.brief().id())
                .collect(Collectors.toSet());
        List<ChapterRequest> published = requests.stream()
                .filter(request -> fresh.contains(request.brief().id()))
                .map(request -> request.asUpdate(0, changes.added()))
                .toList();
        Submission.publish(connection, published);
        for (ChapterRequest request : requests) {
            ChapterId id = request.brief().id();
            RequestedChapter known = before.get(id.number());
            ChapterRequest stands = known == null ? null : known.request();
            out.println("submitted " + id + "  request " + (stands == null ? request : stands).requestId()
                    + (fresh.contains(id) ? "" : "  (submitted before; nothing changes)"));
        }
    }

    private void warnOfMissing(List<ChapterRequest> requests, Journal asked, PrintWriter out) {
        List<ChapterId> missing = missing(requests, asked);
        if (!missing.isEmpty()) {
            out.println("warning: nobody has requested "
                    + missing.stream().map(ChapterId::toString).collect(Collectors.joining(", "))
                    + ", and a book's chapters start one after the other; "
                    + config.hint("submit", file.toString()) + " requests all of them");
        }
    }

    /** The chapters that must come before the ones requested, and that nobody has requested. */
    private static List<ChapterId> missing(List<ChapterRequest> requests, Journal asked) {
        Set<ChapterId> requested =
                requests.stream().map(request -> request.brief().id()).collect(Collectors.toSet());
        ChapterId last = Collections.max(requested);
        return IntStream.range(1, last.number())
                .mapToObj(number -> new ChapterId(last.bookId(), number))
                .filter(id -> !requested.contains(id) && asked.chapter(id).isUnknown())
                .toList();
    }

    /** What has been requested so far. */
    private static RequestedBook read(Connection connection, Book book, Journal asked) throws InterruptedException {
        RequestedBook requested = new RequestedBook(book.id(), asked);
        try (TopicTail tail = TopicTail.start(connection, RequestedBook.topics(connection.topics()), requested)) {
            tail.awaitCaughtUp(CATCH_UP);
        }
        return requested;
    }
}
