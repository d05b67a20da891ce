package dev.storycrew.audit.trail;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.decision.RedoStep;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.trace.ChapterTrace;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A timeline for a terminal. */
public final class TimelineText {
    private static final double MILLIS = 1000.0;

    private TimelineText() {}

    public static String of(Timeline timeline) {
        StringBuilder text = new StringBuilder("Chapter " + timeline.chapter() + "\n");
        if (timeline.requestId() != null) {
            text.append("request ").append(timeline.requestId()).append('\n');
        }
        timeline.replaced()
                .forEach(request -> text.append("  replaced before it began: request ")
                        .append(request.requestId())
                        .append(" by ")
                        .append(request.by())
                        .append('\n'));
        if (timeline.runs().isEmpty()) {
            text.append("  not started yet\n");
        }
        for (Timeline.Run run : timeline.runs()) {
            append(text, timeline.requestId(), run);
        }
        for (OperatorCommand command : timeline.commands()) {
            text.append(command.who().equals(RedoStep.WHO) ? "" : "operator ")
                    .append(command.who())
                    .append(": ")
                    .append(command.kind());
            text.append(" at ").append(Instant.ofEpochMilli(command.at()));
            text.append(command.level() == null ? "" : " at level " + command.level());
            if (!command.chapters().isEmpty()) {
                text.append(" of chapters ")
                        .append(command.chapters().stream().map(String::valueOf).collect(Collectors.joining(", ")));
            }
            text.append(command.note() == null ? "" : ": " + command.note());
            text.append("  (command ").append(command.id()).append(")\n");
        }
        timeline.deadLetters()
                .forEach(letter -> text.append("dead-lettered by ")
                        .append(letter.consumer())
                        .append(": ")
                        .append(letter.reason())
                        .append(", dead letter ")
                        .append(letter.id())
                        .append('\n'));
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable String requestId, Timeline.Run run) {
        text.append("run ").append(run.number());
        if (requestId != null) {
            text.append("  trace ")
                    .append(ChapterTrace.of(requestId, run.number()).traceId());
        }
        text.append('\n');
        for (Timeline.Attempt attempt : run.attempts()) {
            text.append("  ")
                    .append(Attempts.label(attempt.number()))
                    .append("  ")
                    .append(took(attempt.usage()))
                    .append('\n');
            attempt.stageRuns().forEach(stage -> text.append("    ").append(line(stage)));
            if (!attempt.kept().isEmpty()) {
                text.append("    kept from the previous attempt: ")
                        .append(Scenes.named(attempt.kept()))
                        .append('\n');
            }
            Timeline.Judged judged = attempt.judged();
            if (judged != null) {
                text.append(String.format(
                        Locale.ROOT,
                        "    mean score %.1f of 10, %s%s%n",
                        judged.meanScore(),
                        judged.passed() ? "passed by the judge" : "not passed by the judge",
                        judged.issues().isEmpty()
                                ? ""
                                : ": "
                                        + judged.issues().stream()
                                                .map(TimelineText::issue)
                                                .collect(Collectors.joining(", "))));
            }
            if (attempt.decision() != null) {
                text.append("    decided by ")
                        .append(attempt.decision().policy())
                        .append(" (")
                        .append(attempt.decision().arm().name().toLowerCase(Locale.ROOT))
                        .append("): ")
                        .append(attempt.decision().explanation())
                        .append('\n');
            }
        }
        for (ChapterOutcome outcome : run.outcomes()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %s after %.1f s, %s%n    %s%n",
                    outcome.kind(),
                    (outcome.endedAt() - outcome.requestedAt()) / MILLIS,
                    took(Usage.sum(
                            outcome.costs().stream().map(cost -> cost.usage()).toList())),
                    outcome.explanation()));
            OutcomeEntries.of(outcome)
                    .forEach(entry -> text.append("    ").append(entry.told()).append('\n'));
            if (outcome.commandId() != null) {
                text.append("    by the operator's command ")
                        .append(outcome.commandId())
                        .append('\n');
            }
        }
        if (run.outcomes().isEmpty()) {
            text.append("  under way\n");
        }
    }

    private static String line(StageRun run) {
        String scenes = run.scenes().isEmpty() ? "" : "  " + Scenes.named(run.scenes());
        String notes = RunNotes.of(run).stream().map(note -> "  " + note).collect(Collectors.joining());
        String failed = run.phase() == StageRun.Phase.FAILED ? "  FAILED: " + run.detail() : "";
        return String.format(
                Locale.ROOT,
                "%-5s  %s  %.1f s  %s%s%s%s%n",
                run.stage().label(),
                Instant.ofEpochMilli(run.at()),
                run.durationMillis() / MILLIS,
                took(run.usage()),
                scenes,
                notes,
                failed);
    }

    private static String took(Usage usage) {
        return Counted.of(usage.totalTokens(), "token") + (usage.priced() ? ", " + usage.cost() : ", no known price");
    }

    private static String issue(Issue issue) {
        return issue.severity().name().toLowerCase(Locale.ROOT) + " " + issue.type()
                + (issue.location() == null ? "" : " (" + issue.location() + ")");
    }
}
