package dev.storycrew.cli.book;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.progress.LongChapters;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.TopicTail;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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
                        + " that has changed since is refused.")
public final class SubmitCommand implements Callable<Integer> {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    @Parameters(paramLabel = "BOOK.yaml", description = "The book file.")
    private Path file = Path.of("");

    @Option(names = "--chapter", paramLabel = "N", description = "Only this chapter.")
    private @Nullable Integer chapter;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
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
        Journal asked = asked(connection);
        asked.objectionToId(book.id()).ifPresent(why -> {
            throw new UsageException(file + ": id: " + why);
        });
        for (ChapterRequest request : requests) {
            String known = asked.chapter(request.brief().id()).requestId();
            if (known != null && !known.equals(request.requestId())) {
                throw new UsageException(file + ": chapter "
                        + request.brief().id().number()
                        + " was requested before with different content; give the changed book another id");
            }
        }
        Submission.publish(connection, requests);
        for (ChapterRequest request : requests) {
            boolean again = asked.chapter(request.brief().id()).requestId() != null;
            spec.commandLine()
                    .getOut()
                    .println("submitted " + request.brief().id() + "  request " + request.requestId()
                            + (again ? "  (submitted before; nothing changes)" : ""));
        }
        LongChapters.warning(book, settings.llm()).ifPresent(spec.commandLine().getOut()::println);
        List<ChapterId> missing = missing(requests, asked);
        if (!missing.isEmpty()) {
            spec.commandLine()
                    .getOut()
                    .println("warning: nobody has requested "
                            + missing.stream().map(ChapterId::toString).collect(Collectors.joining(", "))
                            + ", and a book's chapters start one after the other; "
                            + config.hint("submit", file.toString()) + " requests all of them");
        }
        spec.commandLine().getOut().flush();
        return 0;
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
    private static Journal asked(Connection connection) throws InterruptedException {
        Journal journal = new Journal((topic, origin, value) -> {});
        TopicCatalogue topics = connection.topics();
        List<Topic<?>> read = List.of(topics.chapterRequests(), topics.chapters(), topics.deadLetters());
        try (TopicTail tail = TopicTail.start(connection, read, journal)) {
            tail.awaitCaughtUp(CATCH_UP);
        }
        return journal;
    }
}
