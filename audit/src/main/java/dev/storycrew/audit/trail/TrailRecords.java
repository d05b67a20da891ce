package dev.storycrew.audit.trail;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.Position;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a page shows of a chapter: its timeline, and the text of each judged attempt. */
final class TrailRecords {
    private final TimelineBuilder timeline;
    private final SortedMap<Integer, SortedMap<Integer, Judged>> texts = new TreeMap<>();

    TrailRecords(ChapterId chapter) {
        this.timeline = new TimelineBuilder(chapter);
    }

    /** The text that was judged, by scene, and where it is. */
    record Judged(Position position, SortedMap<Integer, String> text) {}

    void take(Event<?> event, boolean judged) {
        if (event.value() instanceof ChapterEnvelope envelope) {
            if (!judged) {
                return;
            }
            if (envelope.work().report() != null) {
                texts.computeIfAbsent(envelope.run(), key -> new TreeMap<>())
                        .putIfAbsent(
                                envelope.attempt(),
                                new Judged(event.position(), envelope.work().text()));
            }
        }
        timeline.take(event);
    }

    Timeline timeline() {
        return timeline.build();
    }

    /** By attempt, of a run. */
    Map<Integer, Judged> texts(int run) {
        return texts.getOrDefault(run, new TreeMap<>());
    }
}
