package dev.storycrew.topology.router;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.decision.Outcomes;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterStep;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.Outgoing;
import dev.storycrew.topology.runtime.RejectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the outcome of an accepted chapter and the bible it leaves, once. */
final class CompleteChapter implements Intake.Work<ChapterEnvelope, ChapterStore> {
    private static final Logger LOG = LoggerFactory.getLogger(CompleteChapter.class);
    private static final double MILLIS = 1000.0;

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final RouterSettings settings;
    private final ChapterTracing tracing;

    CompleteChapter(TopicCatalogue topics, WireFormat wire, RouterSettings settings, ChapterTracing tracing) {
        this.tracing = tracing;
        this.topics = topics;
        this.wire = wire;
        this.settings = settings;
    }

    @Override
    public List<Sent> on(@Nullable String recordKey, ChapterEnvelope envelope, ChapterStore chapters, long now) {
        return tracing.step(
                "complete chapter", envelope, step -> Sent.by(step, completed(envelope, chapters, now, step)));
    }

    private List<Sent> completed(ChapterEnvelope envelope, ChapterStore chapters, long now, ChapterStep step) {
        String key = envelope.id().toString();
        if (!settings.deduplication().awaits(chapters.decided(envelope.id()), envelope)) {
            step.note("storycrew.decision", "second_result");
            LOG.atInfo()
                    .addKeyValue("event", "second_bible_result")
                    .addKeyValue("book", envelope.id().bookId())
                    .addKeyValue("chapter_number", envelope.id().number())
                    .log("Dropped bible changes that no accepted attempt is waiting for");
            return List.of();
        }
        BibleChanges changes = envelope.bibleChanges();
        JudgeReport report = envelope.work().report();
        if (changes == null || report == null) {
            throw new RejectedException(
                    "NO_CHANGES", "the bible result has no bible changes, so its chapter cannot be accepted");
        }
        ChapterOutcome outcome = Outcomes.accepted(envelope, report, changes, settings.budget(), now);
        // Encoding may have to wait for the registry and then starts again from the top, so state changes last.
        List<Sent> sent = List.of(
                new Sent(key, Outgoing.to(topics.chapters(), outcome, wire)),
                new Sent(
                        envelope.id().bookId(),
                        Outgoing.to(
                                topics.storyBibles(),
                                new BibleSnapshot(envelope.id(), envelope.run(), outcome.bible()),
                                wire)));
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
}
