package dev.storycrew.topology.router;

import dev.storycrew.core.decision.Outcomes;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.schemas.trace.ChapterStep;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.RejectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the outcome of an accepted chapter and the bible it leaves, once. */
final class CompleteChapter implements Intake.Work<ChapterEnvelope, ChapterStore> {
    private static final Logger LOG = LoggerFactory.getLogger(CompleteChapter.class);

    private final AcceptedEnding ending;
    private final RouterSettings settings;
    private final ChapterTracing tracing;

    CompleteChapter(AcceptedEnding ending, RouterSettings settings, ChapterTracing tracing) {
        this.ending = ending;
        this.tracing = tracing;
        this.settings = settings;
    }

    @Override
    public List<Sent> on(@Nullable String recordKey, ChapterEnvelope envelope, ChapterStore chapters, long now) {
        return tracing.step(
                "complete chapter", envelope, step -> Sent.by(step, completed(envelope, chapters, now, step)));
    }

    private List<Sent> completed(ChapterEnvelope envelope, ChapterStore chapters, long now, ChapterStep step) {
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
        return ending.end(envelope, outcome, chapters, now, step);
    }
}
