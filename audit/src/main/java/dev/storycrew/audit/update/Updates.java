package dev.storycrew.audit.update;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.reading.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Exactly one request stands for each chapter. A chapter begins with the one that stands then; an update that comes too late, or
 * after another with its number, has a dead letter.
 */
public final class Updates {
    /** Dead letters are written after their records; only differing clocks put one first. */
    private static final int LETTERS_KEPT = 1000;

    private final Map<ChapterId, List<Update>> ofChapters = new HashMap<>();
    private final Map<ChapterId, Fact.EnvelopeFact> begun = new HashMap<>();
    private final Map<String, ChapterId> byRecord = new HashMap<>();
    private final Set<String> rejected = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > LETTERS_KEPT;
        }
    });

    /** A chapter that began with a request that did not stand, or an update that nobody answered. */
    public record Wrong(String chapter, Position position, String expected, String found) {}

    /** @param late true if it was read after its chapter began */
    private record Update(Fact.RequestFact request, boolean late) {
        String named() {
            return "update " + request.update() + " at " + request.position();
        }
    }

    /** @param start the envelope that its chapter began with; null if it has not begun */
    public void requested(Fact.RequestFact request, Fact.@Nullable EnvelopeFact start) {
        String id = request.position().id();
        if (request.update() == 0 || rejected.remove(id)) {
            return;
        }
        ofChapters
                .computeIfAbsent(request.chapter(), chapter -> new ArrayList<>())
                .add(new Update(request, start != null));
        byRecord.put(id, request.chapter());
        if (start != null) {
            begun.putIfAbsent(request.chapter(), start);
        }
    }

    /** A chapter's first run began. */
    public void begun(Fact.EnvelopeFact start) {
        if (ofChapters.containsKey(start.chapter())) {
            begun.putIfAbsent(start.chapter(), start);
        }
    }

    public void rejected(Fact.DeadLetterFact letter) {
        ChapterId chapter = byRecord.remove(letter.of());
        if (chapter == null) {
            rejected.add(letter.of());
            return;
        }
        ofChapters
                .getOrDefault(chapter, new ArrayList<>())
                .removeIf(each -> each.request().position().id().equals(letter.of()));
    }

    /**
     * Everything has been read.
     *
     * @param settled updates up to this time have been taken or rejected, in milliseconds since the epoch
     */
    public void finish(long settled, Consumer<Wrong> violations) {
        begun.forEach((chapter, start) -> check(chapter, start, settled, violations));
    }

    private void check(ChapterId chapter, Fact.EnvelopeFact start, long settled, Consumer<Wrong> violations) {
        List<Update> updates = ofChapters.getOrDefault(chapter, List.of());
        int inTime = takenAfterAll(updates, start);
        Update stands = null;
        for (int index = 0; index < updates.size(); index++) {
            Update update = updates.get(index);
            Fact.RequestFact request = update.request();
            boolean isSettled = request.time() <= settled;
            if (update.late() && index > inTime) {
                if (!request.requestId().equals(start.requestId()) && isSettled) {
                    violations.accept(unanswered(update, "its chapter began at " + start.position()));
                }
            } else if (stands == null || request.update() > stands.request().update()) {
                stands = update;
            } else if (!request.requestId().equals(stands.request().requestId()) && isSettled) {
                violations.accept(unanswered(update, stands.named() + " stood"));
            }
        }
        if (stands != null && !stands.request().requestId().equals(start.requestId())) {
            violations.accept(new Wrong(
                    chapter.toString(),
                    start.position(),
                    "request " + stands.request().requestId() + ", " + stands.named()
                            + ", which stood when the chapter began",
                    "request " + start.requestId()));
        }
    }

    /**
     * Where an update is that was read after its chapter began, though the chapter began with it. A start has the time of what
     * led to it, and a request its client's, so it may be read too early. What was read before this update came before it.
     *
     * @return -1 if there is none
     */
    private static int takenAfterAll(List<Update> updates, Fact.EnvelopeFact start) {
        int found = -1;
        int greatest = 0;
        for (int index = 0; index < updates.size(); index++) {
            Update update = updates.get(index);
            if (update.request().update() > greatest) {
                greatest = update.request().update();
                boolean began = update.request().requestId().equals(start.requestId());
                found = update.late() && began ? index : found;
            }
        }
        return found;
    }

    private static Wrong unanswered(Update update, String because) {
        return new Wrong(
                update.request().chapter().toString(),
                update.request().position(),
                "a dead letter of " + update.named() + ", for " + because,
                "none");
    }
}
