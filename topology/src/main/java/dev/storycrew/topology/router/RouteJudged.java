package dev.storycrew.topology.router;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.decision.Decision;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.Route;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterStep;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.Outgoing;
import dev.storycrew.topology.runtime.RejectedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Decides on each judged chapter, once for each run and attempt. */
final class RouteJudged implements Intake.Work<ChapterEnvelope, RouterState> {
    private static final Logger LOG = LoggerFactory.getLogger(RouteJudged.class);
    private static final double MILLIS = 1000.0;

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final AcceptedEnding ending;
    private final RouterSettings settings;
    private final ChapterTracing tracing;

    RouteJudged(
            TopicCatalogue topics,
            WireFormat wire,
            AcceptedEnding ending,
            RouterSettings settings,
            ChapterTracing tracing) {
        this.ending = ending;
        this.tracing = tracing;
        this.topics = topics;
        this.wire = wire;
        this.settings = settings;
    }

    @Override
    public List<Sent> on(@Nullable String recordKey, ChapterEnvelope envelope, RouterState state, long now) {
        return tracing.step("route chapter", envelope, step -> Sent.by(step, routed(envelope, state, now, step)));
    }

    private List<Sent> routed(ChapterEnvelope envelope, RouterState state, long now, ChapterStep step) {
        ChapterStore chapters = state.chapters();
        String key = envelope.id().toString();
        if (!settings.deduplication().isNew(chapters.decided(envelope.id()), envelope)) {
            step.note("storycrew.decision", "second_result");
            log(envelope, "second_result").log("Dropped a second result for the same run and attempt");
            return List.of();
        }
        if (envelope.work().report() == null && envelope.stopReason() == null) {
            throw new RejectedException("NO_REPORT", "the judge result has no judge report, so it cannot be routed");
        }
        Decision decision = Decision.on(envelope, settings.rules(state.policy().current()), Digests::report, now);
        List<Sent> sent = new ArrayList<>();
        if (decision.retry() != null) {
            sent.add(new Sent(key, Outgoing.to(topics.retryDecisions(), decision.retry(), wire)));
        }
        ChapterOutcome outcome = decision.outcome();
        if (outcome != null && outcome.kind() == ChapterOutcome.Kind.ACCEPTED) {
            report(envelope, decision, now);
            note(envelope, decision, step);
            DecisionDebug.decided(envelope, decision);
            return ending.end(decision.envelope(), outcome, chapters, now, step);
        }
        if (outcome != null) {
            sent.add(new Sent(key, Outgoing.to(topics.chapters(), outcome, wire)));
        } else {
            sent.add(new Sent(
                    key, Outgoing.to(topics.stage(decision.envelope().nextStage()), decision.envelope(), wire)));
        }
        boolean accepted = decision.route() instanceof Route.Accept;
        LastDecision last = new LastDecision(envelope.run(), envelope.attempt(), accepted, decision.outcome() != null);
        if (envelope.work().report() != null) {
            chapters.judged(envelope);
        }
        chapters.decided(decision.envelope(), last);
        report(envelope, decision, now);
        note(envelope, decision, step);
        DecisionDebug.decided(envelope, decision);
        return sent;
    }

    private static void note(ChapterEnvelope judged, Decision decision, ChapterStep step) {
        step.note("storycrew.run.cost.usd", judged.spent().usd())
                .note("storycrew.policy", decision.envelope().policy());
        Route route = decision.route();
        if (route instanceof Route.Retry retry) {
            step.note("storycrew.decision", "retry")
                    .note("storycrew.retry.level", retry.level().name())
                    .note("storycrew.retry.reason", retry.reason().name())
                    .note("storycrew.retry.escalated", retry.escalated())
                    .numbers("storycrew.scenes", retry.scenes())
                    .note("storycrew.issues", retry.issues().size());
        } else if (route instanceof Route.Exhausted exhausted) {
            step.note("storycrew.decision", "exhausted")
                    .note("storycrew.reason", exhausted.reason().name());
        } else {
            step.note("storycrew.decision", "accept");
        }
        if (decision.outcome() != null) {
            step.note("storycrew.outcome", decision.outcome().kind().name());
        }
    }

    /** The lines that operators grep for. */
    private void report(ChapterEnvelope judged, Decision decision, long now) {
        Route route = decision.route();
        if (route instanceof Route.Retry retry) {
            String level = retry.level().name();
            if (retry.planUnreadable()) {
                log(judged, "scene_list_unreadable").log("Scene list parsing failed, falling back to full retry");
            }
            if (retry.reason() == LevelReason.ESCALATED_BY_COUNT) {
                log(judged, "retry_escalated").log("Retry escalation triggered after {} attempts", judged.attempt());
            }
            measured(judged, "retry_level_determined", now, false)
                    .addKeyValue("retry_level", level)
                    .addKeyValue("explanation", retry.explanation())
                    .log("Retry level determined: {}", level);
            if (decision.envelope().work().sceneList() != null) {
                log(judged, "outputs_preserved")
                        .addKeyValue("retry_level", level)
                        .log("Preserving outputs for {} retry", level);
            }
        } else if (route instanceof Route.Exhausted) {
            measured(judged, "retries_exhausted", now, false)
                    .log("All retries exhausted for chapter {}", judged.id().number());
        } else {
            measured(judged, "chapter_passed", now, true).log("Chapter passed");
        }
    }

    private static LoggingEventBuilder measured(ChapterEnvelope judged, String event, long now, boolean success) {
        Usage usage = Usage.sum(judged.costs().stream().map(StageCost::usage).toList());
        return log(judged, event)
                .addKeyValue("success", success)
                .addKeyValue("duration_seconds", (now - judged.requestedAt()) / MILLIS)
                .addKeyValue("tokens_used", usage.totalTokens())
                .addKeyValue("estimated_cost", usage.cost().usd());
    }

    private static LoggingEventBuilder log(ChapterEnvelope envelope, String event) {
        return LOG.atInfo()
                .addKeyValue("event", event)
                .addKeyValue("book", envelope.id().bookId())
                .addKeyValue("chapter_number", envelope.id().number())
                .addKeyValue("retry_attempt", envelope.attempt());
    }
}
