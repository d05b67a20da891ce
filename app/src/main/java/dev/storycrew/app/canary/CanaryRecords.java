package dev.storycrew.app.canary;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.reading.Event;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records of the canary's chapters. Safe for use by many threads. */
final class CanaryRecords {
    private final TopicCatalogue topics;
    private final Map<ChapterId, List<Seen>> seen = new LinkedHashMap<>();

    /**
     * A record.
     *
     * @param what the same for two records that must not both be there
     * @param hop whether it takes the chapter further
     */
    private record Seen(String topic, String what, boolean hop, long at, ChapterOutcome.@Nullable Kind end) {}

    CanaryRecords(TopicCatalogue topics) {
        this.topics = topics;
    }

    /** The topics whose records it takes, in the order that a chapter passes them. */
    List<Topic<?>> topics() {
        List<Topic<?>> all = new ArrayList<>();
        all.add(topics.chapterRequests());
        all.addAll(topics.envelopes());
        all.add(topics.stageRuns());
        all.add(topics.chapters());
        return all;
    }

    synchronized void take(Event<?> event) {
        String topic = event.topic().name().substring(topics.prefix().length());
        take(topic, event.value(), event.time().toEpochMilli());
    }

    /** @param topic without prefix */
    synchronized void take(String topic, Object value, long at) {
        if (value instanceof ChapterRequest request) {
            note(request.brief().id(), new Seen(topic, topic, true, at, null));
        } else if (value instanceof ChapterEnvelope envelope) {
            note(envelope.id(), new Seen(topic, topic + ", attempt " + envelope.attempt(), true, at, null));
        } else if (value instanceof StageRun run && run.phase() == StageRun.Phase.FINISHED) {
            note(
                    run.chapter(),
                    new Seen(topic, "run of " + run.stage().label() + ", attempt " + run.attempt(), false, at, null));
        } else if (value instanceof ChapterOutcome outcome) {
            note(outcome.chapter(), new Seen(topic, topic, true, at, outcome.kind()));
        }
    }

    private void note(ChapterId chapter, Seen one) {
        seen.computeIfAbsent(chapter, id -> new ArrayList<>()).add(one);
        notifyAll();
    }

    /** How a chapter ended; empty if it has not. */
    synchronized Optional<ChapterOutcome.Kind> end(ChapterId chapter) {
        return of(chapter).stream()
                .flatMap(one -> Optional.ofNullable(one.end()).stream())
                .findFirst();
    }

    /** Waits for a chapter's end. */
    synchronized Optional<ChapterOutcome.Kind> awaitEnd(ChapterId chapter, long deadlineNanos)
            throws InterruptedException {
        while (end(chapter).isEmpty()) {
            long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return Optional.empty();
            }
            wait(millis);
        }
        return end(chapter);
    }

    /** The way that a chapter took, by the broker's clock. */
    synchronized List<CanaryRound.Hop> hops(ChapterId chapter) {
        List<Seen> hops = of(chapter).stream()
                .filter(Seen::hop)
                .sorted(Comparator.comparingLong(Seen::at))
                .toList();
        List<CanaryRound.Hop> timed = new ArrayList<>();
        for (int index = 0; index < hops.size(); index++) {
            long before = hops.get(Math.max(0, index - 1)).at();
            timed.add(
                    new CanaryRound.Hop(hops.get(index).topic(), hops.get(index).at() - before));
        }
        return timed;
    }

    /** What came more than once of any chapter that is not forgotten. */
    synchronized List<String> twice() {
        List<String> twice = new ArrayList<>();
        seen.forEach((chapter, records) -> {
            Map<String, Integer> counts = new LinkedHashMap<>();
            records.forEach(one -> counts.merge(one.what(), 1, Integer::sum));
            counts.forEach((what, count) -> {
                if (count > 1) {
                    twice.add(chapter + " " + what + ": " + Counted.of(count, "record"));
                }
            });
        });
        return twice;
    }

    /** Forgets all chapters but one. */
    synchronized void keepOnly(ChapterId chapter) {
        seen.keySet().removeIf(other -> !other.equals(chapter));
    }

    private List<Seen> of(ChapterId chapter) {
        return seen.getOrDefault(chapter, List.of());
    }
}
