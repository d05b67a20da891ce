package dev.storycrew.audit.trail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.EntryEnd;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.PairComparison;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.PairChoice;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.judge.PartialReview;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;

/** A timeline for programs. */
public final class TimelineJson {
    private static final double MILLIS = 1000.0;

    private TimelineJson() {}

    public static ObjectNode of(Timeline timeline) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("chapter", timeline.chapter().toString());
        node.put("request", timeline.requestId());
        ArrayNode replaced = node.putArray("replaced_requests");
        timeline.replaced()
                .forEach(request ->
                        replaced.addObject().put("request", request.requestId()).put("by", request.by()));
        ArrayNode runs = node.putArray("runs");
        for (Timeline.Run run : timeline.runs()) {
            ObjectNode one = runs.addObject().put("run", run.number());
            ArrayNode attempts = one.putArray("attempts");
            run.attempts().forEach(attempt -> describe(attempt, attempts.addObject()));
            ArrayNode outcomes = one.putArray("outcomes");
            run.outcomes().forEach(outcome -> describe(outcome, outcomes.addObject()));
        }
        ArrayNode commands = node.putArray("commands");
        timeline.commands()
                .forEach(command -> commands.addObject()
                        .put("id", command.id())
                        .put("kind", command.kind().name())
                        .put("target", command.target())
                        .put("level", command.level())
                        .put("note", command.note())
                        .put("who", command.who())
                        .put("at", Instant.ofEpochMilli(command.at()).toString()));
        ArrayNode letters = node.putArray("dead_letters");
        timeline.deadLetters()
                .forEach(letter -> letters.addObject()
                        .put("id", letter.id())
                        .put("consumer", letter.consumer())
                        .put("reason", letter.reason())
                        .put("message", letter.message()));
        return node;
    }

    private static void describe(Timeline.Attempt attempt, ObjectNode node) {
        node.put("attempt", attempt.number());
        put(node, attempt.usage());
        ArrayNode stages = node.putArray("stages");
        for (StageRun run : attempt.stageRuns()) {
            ObjectNode stage = stages.addObject()
                    .put("stage", run.stage().label())
                    .put("phase", run.phase().name())
                    .put("at", Instant.ofEpochMilli(run.at()).toString())
                    .put("seconds", run.durationMillis() / MILLIS)
                    .put("model", run.model())
                    .put("detail", run.detail())
                    .put("bible_left_out", run.bibleLeftOut());
            put(stage, run.usage());
            scenes(stage, "scenes", run.scenes());
            scenes(stage, "looked_again", run.lookedAgain());
            run.warnings().forEach(stage.putArray("warnings")::add);
            PartialReview review = run.partialReview();
            if (review != null) {
                FullReading why = review.fullReading();
                stage.putObject("partial_review")
                        .put("passed", review.passed())
                        .put("mean_score", review.meanScore())
                        .put("full_reading", why == null ? null : why.name())
                        .put("agreed", review.agreed());
            }
            PairComparison compared = run.compared();
            if (compared != null) {
                compared(stage.putObject("compared"), compared);
            }
        }
        scenes(node, "kept_scenes", attempt.kept());
        Timeline.Judged judged = attempt.judged();
        if (judged != null) {
            ObjectNode said = node.putObject("judged");
            said.put("passed", judged.passed()).put("mean_score", judged.meanScore());
            ArrayNode issues = said.putArray("issues");
            judged.issues()
                    .forEach(issue -> issues.addObject()
                            .put("type", issue.type())
                            .put("severity", issue.severity().name().toLowerCase(Locale.ROOT))
                            .put("location", issue.location())
                            .put("note", issue.note()));
        }
        RetryDecision decision = attempt.decision();
        if (decision != null) {
            ObjectNode decided = node.putObject("decision")
                    .put("level", decision.level())
                    .put("scope", decision.scope().label())
                    .put("escalated", decision.escalated())
                    .put("reason", decision.reason().name())
                    .put("explanation", decision.explanation())
                    .put("policy", decision.policy())
                    .put("arm", decision.arm().name());
            scenes(decided, "scenes", decision.scenes());
        }
    }

    private static void describe(ChapterOutcome outcome, ObjectNode node) {
        node.put("outcome", outcome.kind().name())
                .put("reason", outcome.reason().name())
                .put("explanation", outcome.explanation())
                .put("command", outcome.commandId())
                .put("ended_at", Instant.ofEpochMilli(outcome.endedAt()).toString())
                .put("seconds", (outcome.endedAt() - outcome.requestedAt()) / MILLIS);
        put(node, Usage.sum(outcome.costs().stream().map(cost -> cost.usage()).toList()));
        ArrayNode entries = node.putArray("entries");
        for (OutcomeEntries.Touched touched : OutcomeEntries.of(outcome)) {
            BibleEntry entry = touched.entry();
            ObjectNode one = entries.addObject()
                    .put("did", touched.how().word())
                    .put("id", entry.id().toString())
                    .put("kind", entry.kind().noun())
                    .put("text", entry.text())
                    .put("written_by", entry.chapter());
            entry.about().forEach(one.putArray("about")::add);
            EntryEnd end = entry.end();
            one.put("ended_by", end == null ? null : end.chapter());
            one.put("because", end == null ? null : end.because());
        }
    }

    private static void put(ObjectNode node, Usage usage) {
        node.put("input_tokens", usage.inputTokens())
                .put("cached_tokens", usage.cachedTokens())
                .put("output_tokens", usage.outputTokens())
                .put("cost_usd", usage.cost().usd())
                .put("priced", usage.priced());
    }

    private static void scenes(ObjectNode node, String field, Collection<Integer> scenes) {
        ArrayNode array = node.putArray(field);
        scenes.forEach(array::add);
    }

    private static void compared(ObjectNode node, PairComparison compared) {
        PairVerdict verdict = compared.verdict();
        if (verdict != null) {
            PairChoice laterFirst = verdict.laterFirst();
            node.put("with_attempt", verdict.earlier())
                    .put("earlier_first", verdict.earlierFirst().name())
                    .put("later_first", laterFirst == null ? null : laterFirst.name())
                    .put("preferred", verdict.preferred().name());
        }
        node.put("cost_usd", compared.usage().cost().usd());
    }
}
