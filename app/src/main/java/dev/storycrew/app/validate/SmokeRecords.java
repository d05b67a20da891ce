package dev.storycrew.app.validate;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.List;

/** The records about the smoke chapters in the topics. Safe for use by many threads. */
final class SmokeRecords {
    private final TopicCatalogue topics;
    private final String book;
    private final List<RetryDecision> decisions = new ArrayList<>();
    private final List<StageRun> runs = new ArrayList<>();
    private final List<ChapterEnvelope> judged = new ArrayList<>();

    SmokeRecords(TopicCatalogue topics, String book) {
        this.topics = topics;
        this.book = book;
    }

    List<Topic<?>> topics() {
        return List.of(topics.retryDecisions(), topics.stageRuns(), topics.judgeResults());
    }

    synchronized void take(Topic<?> topic, Object value) {
        if (value instanceof RetryDecision decision
                && decision.chapter().bookId().equals(book)) {
            decisions.add(decision);
        } else if (value instanceof StageRun run && run.chapter().bookId().equals(book)) {
            runs.add(run);
        } else if (value instanceof ChapterEnvelope envelope
                && envelope.id().bookId().equals(book)) {
            judged.add(envelope);
        }
    }

    /** The judge results of a chapter's attempt. */
    synchronized List<ChapterEnvelope> judged(ChapterId chapter, int attempt) {
        return judged.stream()
                .filter(envelope -> envelope.id().equals(chapter) && envelope.attempt() == attempt)
                .toList();
    }

    synchronized List<RetryDecision> decisions(ChapterId chapter, int attempt) {
        return decisions.stream()
                .filter(decision -> decision.chapter().equals(chapter) && decision.attempt() == attempt)
                .toList();
    }

    /** The finished runs of an attempt, in the order of the stages. */
    synchronized List<StageRun> runs(ChapterId chapter, int attempt) {
        return runs.stream()
                .filter(run -> run.chapter().equals(chapter)
                        && run.attempt() == attempt
                        && run.phase() == StageRun.Phase.FINISHED)
                .sorted(java.util.Comparator.comparing(StageRun::stage))
                .toList();
    }
}
