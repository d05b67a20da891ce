package dev.storycrew.app.canary;

import dev.storycrew.app.operate.Submission;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.schemas.codec.Digests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends chapters through a {@link CanaryCage}, one after another, and says what became of each. */
public final class Canary implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Canary.class);
    private static final int BASE = 36;
    private static final int WORDS = 450;
    /** A second outcome comes at once, or after the next round. */
    private static final long SETTLE_MILLIS = 1000;

    private final Connection connection;
    private final Duration patience;
    private final CanaryRecords records;
    private final Set<String> told = new HashSet<>();
    private final Thread reading;

    /**
     * Starts reading.
     *
     * @param connection to the canary's own topics
     * @param patience how long a chapter may take
     * @param supervision is told when its topics can no longer be read
     */
    public Canary(Connection connection, Duration patience, Supervision supervision) {
        this.connection = connection;
        this.patience = patience;
        this.records = new CanaryRecords(connection.topics());
        EventReader reader = EventReader.open(connection, ReadPlan.all(records.topics()));
        this.reading = new Thread(
                supervision.guarded("the canary's reader", () -> {
                    reader.forEach(records::take, (undecodable, why) -> undecodable(why));
                    reader.follow(records::take, (undecodable, why) -> undecodable(why));
                }),
                "canary-reader");
        this.reading.setDaemon(true);
        this.reading.start();
    }

    private static void undecodable(Throwable why) {
        LOG.atWarn().addKeyValue("event", "undecodable").setCause(why).log("Skipping a record that cannot be read");
    }

    /** Sends a chapter and waits for its outcome. */
    public CanaryRound round() throws InterruptedException {
        long at = System.currentTimeMillis();
        ChapterId chapter = new ChapterId("canary-" + Long.toString(at, BASE), 1);
        long began = System.nanoTime();
        try {
            Submission.publish(connection, List.of(request(chapter)));
        } catch (KafkaException e) {
            return new CanaryRound(
                    chapter.toString(), at, null, List.of(), List.of(), "it could not be sent: " + e.getMessage());
        }
        Optional<ChapterOutcome.Kind> end = records.awaitEnd(chapter, began + patience.toNanos());
        Duration took = end.isEmpty() ? null : Duration.ofNanos(System.nanoTime() - began);
        if (took != null) {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        }
        List<CanaryRound.Hop> hops = records.hops(chapter);
        List<String> twice = new ArrayList<>(records.twice());
        twice.removeIf(one -> !told.add(one));
        records.keepOnly(chapter);
        return new CanaryRound(
                chapter.toString(), at, took, hops, twice, problem(end.orElse(null), hops, twice, patience));
    }

    /** Why a round failed; null if it did not. */
    static @Nullable String problem(
            ChapterOutcome.@Nullable Kind end, List<CanaryRound.Hop> hops, List<String> twice, Duration patience) {
        if (end == null) {
            return "it did not come within " + patience.toSeconds() + " s; "
                    + (hops.isEmpty()
                            ? "none of its records was seen"
                            : "the last that was seen of it is on "
                                    + hops.get(hops.size() - 1).topic());
        }
        if (!twice.isEmpty()) {
            return "something came twice: " + String.join("; ", twice);
        }
        return end == ChapterOutcome.Kind.ACCEPTED ? null : "it ended " + end;
    }

    private static ChapterRequest request(ChapterId chapter) {
        BookFrame frame = new BookFrame(
                "The canary", "story", "en", null, WORDS, 0.3, new Style(List.of("plain"), null, List.of()));
        ChapterBrief brief = new ChapterBrief(
                chapter,
                frame,
                "The lamp",
                "Ada carries a lamp through the mine. Ben asks whether the bird still sings.",
                List.of(),
                "The bird had not stopped singing.");
        return Digests.request(
                brief,
                StoryBible.initial(
                        List.of(
                                new StoryCharacter("Ada", "miner", "to come out again", null, List.of()),
                                new StoryCharacter("Ben", "miner", "to know that the air is good", null, List.of())),
                        List.of("The bird has been in the mine since Monday."),
                        null));
    }

    @Override
    public void close() {
        reading.interrupt();
        try {
            reading.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
