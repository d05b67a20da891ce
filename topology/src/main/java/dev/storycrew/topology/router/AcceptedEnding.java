package dev.storycrew.topology.router;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.Redo;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterStep;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Outgoing;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the outcome of an accepted chapter and, if it is the book's newest, the bible it leaves. */
final class AcceptedEnding {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedEnding.class);
    private static final double MILLIS = 1000.0;

    private final TopicCatalogue topics;
    private final WireFormat wire;

    AcceptedEnding(TopicCatalogue topics, WireFormat wire) {
        this.topics = topics;
        this.wire = wire;
    }

    /**
     * Ends the chapter.
     *
     * @param envelope with all that its run has cost
     */
    List<Sent> end(
            ChapterEnvelope envelope, ChapterOutcome outcome, ChapterStore chapters, long now, ChapterStep step) {
        // Encoding may have to wait for the registry and then starts again from the top, so state changes last.
        List<Sent> sent = new ArrayList<>();
        sent.add(new Sent(envelope.id().toString(), Outgoing.to(topics.chapters(), outcome, wire)));
        Redo redo = envelope.redo();
        if (redo == null || !redo.isBehind(envelope.id().number())) {
            sent.add(bible(new BibleSnapshot(envelope.id(), envelope.run(), outcome.bible())));
        }
        chapters.accepted(envelope);
        step.note("storycrew.outcome", outcome.kind().name())
                .note("storycrew.run.cost.usd", envelope.spent().usd());
        Usage usage = Usage.sum(envelope.costs().stream().map(StageCost::usage).toList());
        LOG.atInfo()
                .addKeyValue("event", "chapter_accepted")
                .addKeyValue("book", envelope.id().bookId())
                .addKeyValue("chapter_number", envelope.id().number())
                .addKeyValue("retry_attempt", envelope.attempt())
                .addKeyValue("duration_seconds", (now - envelope.requestedAt()) / MILLIS)
                .addKeyValue("tokens_used", usage.totalTokens())
                .addKeyValue("estimated_cost", usage.cost().usd())
                .addKeyValue("success", true)
                .log("Chapter accepted");
        return sent;
    }

    /** The bible that a book has now. */
    Sent bible(BibleSnapshot snapshot) {
        return new Sent(snapshot.leftBy().bookId(), Outgoing.to(topics.storyBibles(), snapshot, wire));
    }
}
