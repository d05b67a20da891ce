package dev.storycrew.history;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private final TopicTail.Sink next;

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
        return chapters.getOrDefault(id, new ChapterView(id, null, List.of(), List.of(), null, null, null));
    }

    /** All chapters that the topics mention. */
    public synchronized Map<ChapterId, ChapterView> chapters() {
        return new TreeMap<>(chapters);
    }

    @Override
    public void take(Topic<?> topic, Object value) {
        note(value);
        next.take(topic, value);
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
            if (before.outcome() != null || !before.runs().isEmpty()) {
                return before.outcome() != null && before.outcome().kind() != ChapterOutcome.Kind.ACCEPTED;
            }
        }
        return false;
    }

    private synchronized void note(Object value) {
        if (value instanceof ChapterRequest request) {
            update(request.brief().id(), view -> view.requestId() == null ? with(view, request.requestId()) : view);
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
                            view.reopened()));
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
                            view.reopened()));
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

    private void note(CommandResult result) {
        String target = result.command().target();
        switch (result.command().kind()) {
            case HOLD -> held.add(target);
            case RELEASE -> held.remove(target);
            case ACCEPT, RETRY, REVISE ->
                update(ChapterId.parse(target), view -> ended(view, view.outcome(), view.deadLetter(), result));
            case REDRIVE -> redriven(result.command());
            case CANCEL -> {}
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
                reopened);
    }

    private static ChapterView with(ChapterView view, String requestId) {
        return new ChapterView(
                view.id(),
                requestId,
                view.runs(),
                view.decisions(),
                view.outcome(),
                view.deadLetter(),
                view.reopened());
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
