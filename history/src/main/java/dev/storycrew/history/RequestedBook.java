package dev.storycrew.history;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.request.RequestEffect;
import dev.storycrew.core.request.RequestRules;
import dev.storycrew.core.request.RequestedChapter;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One book as the topics have it: which requests stand, and what has begun. Safe for use by many threads. */
public final class RequestedBook implements TopicTail.Sink {
    private final String book;
    private final TopicTail.Sink next;
    /** By chapter, then by record, oldest first. */
    private final SortedMap<Integer, Map<String, ChapterRequest>> published = new TreeMap<>();

    private final Map<String, DeadLetter> rejected = new HashMap<>();
    private final Map<Integer, Begun> begun = new HashMap<>();
    private final Map<Integer, ChapterOutcome.Kind> ended = new HashMap<>();

    private record Begun(String requestId, ChapterBrief brief) {}

    /** @param next called with each value after it is noted */
    public RequestedBook(String book, TopicTail.Sink next) {
        this.book = book;
        this.next = next;
    }

    /** The topics that it is made from. */
    public static List<Topic<?>> topics(TopicCatalogue topics) {
        return List.of(topics.chapterRequests(), topics.stage(Stage.first()), topics.chapters(), topics.deadLetters());
    }

    @Override
    public void take(Topic<?> topic, String origin, Object value) {
        note(origin, value);
        next.take(topic, origin, value);
    }

    private synchronized void note(String origin, Object value) {
        if (value instanceof ChapterRequest request && isOfBook(request.brief().id())) {
            published
                    .computeIfAbsent(request.brief().id().number(), number -> new LinkedHashMap<>())
                    .put(origin, request);
        } else if (value instanceof DeadLetter letter && letter.isRejectedRequest()) {
            rejected.put(letter.id(), letter);
        } else if (value instanceof ChapterEnvelope envelope && isOfBook(envelope.id())) {
            begun.put(envelope.id().number(), new Begun(envelope.requestId(), envelope.brief()));
        } else if (value instanceof ChapterOutcome outcome && isOfBook(outcome.chapter())) {
            begun.put(outcome.chapter().number(), new Begun(outcome.requestId(), outcome.brief()));
            ended.merge(
                    outcome.chapter().number(),
                    outcome.kind(),
                    (before, now) -> before == ChapterOutcome.Kind.ACCEPTED ? before : now);
        }
    }

    private boolean isOfBook(ChapterId id) {
        return id.bookId().equals(book);
    }

    /** The chapters that were requested, by number. */
    public synchronized SortedMap<Integer, RequestedChapter> chapters() {
        SortedMap<Integer, RequestedChapter> chapters = new TreeMap<>();
        published.keySet().forEach(number -> {
            ChapterRequest stands = standing(number);
            if (stands != null) {
                chapters.put(number, new RequestedChapter(stands.brief(), stands, false, null));
            }
        });
        begun.forEach((number, with) -> chapters.put(
                number, new RequestedChapter(with.brief(), requestOf(number, with), true, ended.get(number))));
        return chapters;
    }

    /** Why a record with a request was rejected; empty if it was not, or not yet. */
    public synchronized Optional<DeadLetter> rejection(String origin) {
        return Optional.ofNullable(rejected.get(origin));
    }

    private @Nullable ChapterRequest standing(int number) {
        ChapterRequest stands = null;
        for (Map.Entry<String, ChapterRequest> each :
                published.getOrDefault(number, Map.of()).entrySet()) {
            ChapterRequest request = each.getValue();
            if (rejected.containsKey(each.getKey()) || RequestRules.objectionTo(request) != null) {
                continue;
            }
            boolean same = stands != null && stands.requestId().equals(request.requestId());
            RequestEffect effect = RequestEffect.of(request, stands, same, false);
            if (effect == RequestEffect.FIRST || effect == RequestEffect.REPLACES) {
                stands = request;
            }
        }
        return stands;
    }

    private @Nullable ChapterRequest requestOf(int number, Begun with) {
        return published.getOrDefault(number, Map.of()).entrySet().stream()
                .filter(each -> !rejected.containsKey(each.getKey()))
                .map(Map.Entry::getValue)
                .filter(request -> request.requestId().equals(with.requestId()))
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
