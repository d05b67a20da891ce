package dev.storycrew.bench;

import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.schemas.codec.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Makes a history with the real services and the rehearsal model, with mistakes of every kind, as fast as possible. */
public final class HistoryMaker {
    private static final int CHAPTERS_IN_A_BOOK = 10;
    private static final int WORDS = 450;
    private static final long LOOK_MILLIS = 200;

    private HistoryMaker() {}

    /** The configuration that a history is made with. */
    public static Config config(Path scratch) throws IOException {
        Path file = scratch.resolve("bench-history.yaml");
        try (InputStream built = HistoryMaker.class.getResourceAsStream("/bench-history.yaml")) {
            Files.write(
                    file, Objects.requireNonNull(built, "bench-history.yaml").readAllBytes());
        }
        return ConfigFile.load(file, Map.of());
    }

    /** Requests of books of ten chapters, until there are enough. */
    public static List<ChapterRequest> requests(int chapters) {
        return requests(chapters, CHAPTERS_IN_A_BOOK);
    }

    /** Requests of books of so many chapters, until there are enough. */
    public static List<ChapterRequest> requests(int chapters, int chaptersInABook) {
        return requests(chapters, chaptersInABook, WORDS);
    }

    /** Requests of books of so many chapters of so many words, until there are enough. */
    public static List<ChapterRequest> requests(int chapters, int chaptersInABook, int words) {
        List<ChapterRequest> requests = new ArrayList<>();
        for (int index = 0; index < chapters; index++) {
            int book = index / chaptersInABook;
            int number = index % chaptersInABook + 1;
            BookFrame frame = new BookFrame(
                    "The Bridge, volume " + book,
                    "mystery",
                    "en",
                    null,
                    words,
                    BookFrame.DEFAULT_WORD_TOLERANCE,
                    new Style(List.of("quiet"), "third_limited", List.of("suddenly")));
            StoryBible bible = StoryBible.initial(
                    List.of(
                            new StoryCharacter("Ida Marsh", "detective", "the truth", null, List.of()),
                            new StoryCharacter("Ole Brandt", "ferryman", "to be left alone", null, List.of())),
                    List.of("The bridge was closed in March."),
                    new TruthCard(Map.of("culprit", "Zebulon Quartermain")));
            ChapterBrief brief = new ChapterBrief(
                    new ChapterId("bench-" + book, number),
                    frame,
                    "Part " + number,
                    "Ida goes on, part " + number + ". Ole does not. The water rises.",
                    List.of("Ida learns who closed the bridge"),
                    null);
            requests.add(Digests.request(brief, bible));
        }
        return requests;
    }

    /**
     * Makes it, and returns when each chapter has ended.
     *
     * @param stateDir where the services keep their state
     * @param progress called now and then with how many chapters have ended
     */
    public static void make(
            Connection connection, Config config, Path stateDir, List<ChapterRequest> requests, IntConsumer progress)
            throws InterruptedException {
        Set<ChapterId> ended = ConcurrentHashMap.newKeySet();
        try (Services services = new Services(connection, config, new Models(config), "bench", stateDir);
                TopicTail tail =
                        TopicTail.start(connection, List.of(connection.topics().chapters()), (topic, origin, value) -> {
                            if (value instanceof ChapterOutcome outcome) {
                                ended.add(outcome.chapter());
                            }
                        })) {
            services.startAll();
            tail.awaitCaughtUp(Duration.ofSeconds(60));
            Submission.publish(
                    connection,
                    requests.stream()
                            .filter(request -> !ended.contains(request.brief().id()))
                            .toList());
            while (ended.size() < requests.size()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                progress.accept(ended.size());
            }
        }
    }
}
