package dev.storycrew.history;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.request.BookNames;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the topics say about all chapters, kept up to date by a {@link TopicTail}. Safe for use by many threads. */
public final class Journal implements TopicTail.Sink {
    private final SortedMap<ChapterId, ChapterView> chapters = new TreeMap<>();
    private final Set<String> held = new HashSet<>();
    private final Set<String> redriven = new HashSet<>();
    /** Of each chapter the requests that were published, by record, oldest first. */
    private final Map<ChapterId, Map<String, Published>> published = new HashMap<>();

    private final Map<String, ChapterId> requestOf = new HashMap<>();
    private final Set<String> rejected = new HashSet<>();
    private final Map<ChapterId, DeadLetter> rejections = new HashMap<>();
    private final TopicTail.Sink next;

    /** A request, and its number among the updates of its chapter. */
    private record Published(String requestId, int update) {}

    /** @param next called with each value after it is noted */
    public Journal(TopicTail.Sink next) {
        this.next = next;
    }

    /** The topics that a journal is made from. */
    public static List<Topic<?>> topics(TopicCatalogue topics) {
        return List.of(
                topics.chapterRequests(),
                topics.stageRuns(),
                topics.retryDecisions(),
                topics.chapters(),
                topics.deadLetters(),
                topics.commandResults());
    }

    /** A chapter; an unknown one if the topics do not mention it. */
    public synchronized ChapterView chapter(ChapterId id) {
        return chapters.getOrDefault(id, new ChapterView(id, null, List.of(), List.of(), null, null, null, null));
    }

    /** All chapters that the topics mention. */
    public synchronized Map<ChapterId, ChapterView> chapters() {
        SortedMap<ChapterId, ChapterView> mentioned = new TreeMap<>(chapters);
        mentioned.values().removeIf(ChapterView::isUnknown);
        rejections.keySet().forEach(id -> mentioned.putIfAbsent(id, chapter(id)));
        return mentioned;
    }

    /** The last request for a chapter that was rejected; null if there is none, or another one was taken. */
    public synchronized @Nullable DeadLetter rejection(ChapterId id) {
        return chapter(id).requestId() == null ? rejections.get(id) : null;
    }

    /** Why a book cannot have an id beside the books that the topics mention; empty if it can. */
    public synchronized Optional<String> objectionToId(String id) {
        return chapters().keySet().stream()
                .map(ChapterId::bookId)
                .filter(other -> !other.equals(id) && BookNames.folder(other).equals(BookNames.folder(id)))
                .findFirst()
                .map(other -> "'" + id + "' differs only in case from '" + other
                        + "', which exists already; both would be exported to the same folder; choose another");
    }

    @Override
    public void take(Topic<?> topic, String origin, Object value) {
        note(origin, value);
        next.take(topic, origin, value);
    }

    /** True when an operator holds a book. */
    public synchronized boolean isHeld(String bookId) {
        return held.contains(bookId);
    }

    /**
     * True if a chapter that has not been started needs an operator to start: its book is held by one, or by the last
     * started chapter, which ended without being accepted.
     */
    public synchronized boolean isHeld(ChapterId id) {
        if (isHeld(id.bookId())) {
            return true;
        }
        for (int number = id.number() - 1; number > 0; number--) {
            ChapterView before = chapter(new ChapterId(id.bookId(), number));
            ChapterOutcome stands = before.standing();
            if (stands != null || !before.runs().isEmpty()) {
                return stands != null && stands.kind() != ChapterOutcome.Kind.ACCEPTED;
            }
        }
        return false;
    }

    private synchronized void note(String origin, Object value) {
        if (value instanceof ChapterRequest request) {
            published
                    .computeIfAbsent(request.brief().id(), id -> new LinkedHashMap<>())
                    .put(origin, new Published(request.requestId(), request.update()));
            requestOf.put(origin, request.brief().id());
            update(request.brief().id(), this::requested);
        } else if (value instanceof DeadLetter letter && letter.isRejectedRequest()) {
            rejected(letter);
        } else if (value instanceof StageRun run && (run.ended() || run.usage().calls() > 0)) {
            update(
                    run.chapter(),
                    view -> new ChapterView(
                            view.id(),
                            view.requestId(),
                            added(view.runs(), run),
                            view.decisions(),
                            view.outcome(),
                            view.deadLetter(),
                            view.reopened(),
                            view.accepted()));
        } else if (value instanceof RetryDecision decision) {
            update(
                    decision.chapter(),
                    view -> new ChapterView(
                            view.id(),
                            view.requestId(),
                            view.runs(),
                            added(view.decisions(), decision),
                            view.outcome(),
                            view.deadLetter(),
                            view.reopened(),
                            view.accepted()));
        } else if (value instanceof ChapterOutcome outcome) {
            update(outcome.chapter(), view -> ended(view, outcome, view.deadLetter(), view.reopened()));
        } else if (value instanceof DeadLetter letter && letter.holdsUpItsChapter()) {
            ChapterId id = letter.chapter();
            if (id != null) {
                update(id, view -> ended(view, view.outcome(), letter, view.reopened()));
            }
        } else if (value instanceof CommandResult result && result.verdict() == CommandResult.Verdict.DONE) {
            note(result);
        }
    }

    /** A rejected request never was one; under a wrong key it may have been taken for another chapter's. */
    private void rejected(DeadLetter letter) {
        rejected.add(letter.id());
        ChapterId id = letter.chapter();
        if (id != null) {
            rejections.put(id, letter);
        }
        ChapterId named = requestOf.get(letter.id());
        if (named != null) {
            update(named, this::requested);
        }
    }

    /** The request that stands: the first, or the update with the greatest number. */
    private ChapterView requested(ChapterView view) {
        Published stands = null;
        for (Map.Entry<String, Published> each :
                published.getOrDefault(view.id(), Map.of()).entrySet()) {
            boolean counts = !rejected.contains(each.getKey());
            if (counts && (stands == null || each.getValue().update() > stands.update())) {
                stands = each.getValue();
            }
        }
        return with(view, stands == null ? null : stands.requestId());
    }

    private void note(CommandResult result) {
        String target = result.command().target();
        switch (result.command().kind()) {
            case HOLD -> held.add(target);
            case RELEASE -> held.remove(target);
            case ACCEPT, RETRY, REVISE ->
                update(ChapterId.parse(target), view -> ended(view, view.outcome(), view.deadLetter(), result));
            case REDRIVE -> redriven(result.command());
            case CANCEL, LOCK, UNLOCK, REFOLD -> {}
        }
    }

    /** A dead letter that was put back no longer determines its chapter's state. */
    private void redriven(OperatorCommand command) {
        redriven.add(command.id());
        ChapterId chapter;
        try {
            chapter = ChapterId.parse(command.target());
        } catch (IllegalArgumentException e) {
            return; // A redrive of a book's command.
        }
        chapters.computeIfPresent(
                chapter, (id, view) -> ended(view, view.outcome(), view.deadLetter(), view.reopened()));
    }

    /** An end counts only if it came after the chapter was last reopened, whatever order they are read in. */
    private ChapterView ended(
            ChapterView view,
            @Nullable ChapterOutcome outcome,
            @Nullable DeadLetter letter,
            @Nullable CommandResult reopened) {
        long since = reopened == null ? Long.MIN_VALUE : reopened.at();
        return new ChapterView(
                view.id(),
                view.requestId(),
                view.runs(),
                view.decisions(),
                outcome != null && outcome.endedAt() > since ? outcome : null,
                letter != null && letter.at() > since && !redriven.contains(letter.redriveId()) ? letter : null,
                reopened,
                outcome != null && outcome.kind() == ChapterOutcome.Kind.ACCEPTED ? outcome : view.accepted());
    }

    private static ChapterView with(ChapterView view, @Nullable String requestId) {
        return new ChapterView(
                view.id(),
                requestId,
                view.runs(),
                view.decisions(),
                view.outcome(),
                view.deadLetter(),
                view.reopened(),
                view.accepted());
    }

    private void update(ChapterId id, UnaryOperator<ChapterView> change) {
        chapters.put(id, change.apply(chapter(id)));
    }

    private static <T> List<T> added(List<T> before, T value) {
        List<T> after = new ArrayList<>(before);
        after.add(value);
        return after;
    }
}
