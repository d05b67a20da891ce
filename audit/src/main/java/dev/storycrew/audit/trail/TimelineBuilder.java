package dev.storycrew.audit.trail;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.reading.Event;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the timeline of one chapter from its events, in whatever order they come. */
public final class TimelineBuilder {
    private final ChapterId chapter;
    private final SortedMap<Integer, RunSoFar> runs = new TreeMap<>();
    private final List<OperatorCommand> commands = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    /** By record, oldest first. */
    private final Map<String, ChapterRequest> requests = new LinkedHashMap<>();

    public TimelineBuilder(ChapterId chapter) {
        this.chapter = chapter;
    }

    /** The topics that a timeline is made from. */
    public static List<Topic<?>> topics(TopicCatalogue topics) {
        return List.of(
                topics.chapters(),
                topics.chapterRequests(),
                topics.operatorCommands(),
                topics.commandResults(),
                topics.stageRuns(),
                topics.judgeResults(),
                topics.retryDecisions(),
                topics.deadLetters());
    }

    /** Takes an event of the chapter or of its book. */
    public void take(Event<?> event) {
        Object value = event.value();
        if (value instanceof ChapterRequest request) {
            requests.put(event.position().id(), request);
        } else if (value instanceof StageRun run
                && (run.phase() == StageRun.Phase.FINISHED || run.phase() == StageRun.Phase.FAILED)) {
            attempt(run.run(), run.attempt()).stageRuns.add(run);
        } else if (value instanceof ChapterEnvelope envelope) {
            JudgeReport report = envelope.work().report();
            AttemptSoFar attempt = attempt(envelope.run(), envelope.attempt());
            if (report != null && attempt.judged == null) {
                attempt.judged = new Timeline.Judged(
                        event.time(),
                        report.passed(),
                        report.scores().mean(),
                        report.issues(),
                        new TreeSet<>(envelope.work().text().keySet()));
            }
        } else if (value instanceof RetryDecision decision) {
            attempt(decision.run(), decision.attempt()).decision = decision;
        } else if (value instanceof ChapterOutcome outcome) {
            run(outcome.run()).outcomes.add(outcome);
        } else if (value instanceof OperatorCommand command) {
            commands.add(command);
        } else if (value instanceof CommandResult result && isLookedAtAgain(result)) {
            commands.add(result.command());
        } else if (value instanceof DeadLetter letter) {
            deadLetters.add(letter);
        }
    }

    /** Nobody sends these commands: they follow from what became of another chapter. */
    private static boolean isLookedAtAgain(CommandResult result) {
        return result.verdict() == CommandResult.Verdict.PASSED_ON
                && result.start() != null
                && result.start().redo() != null
                && !result.start().redo().because().isEmpty();
    }

    public Timeline build() {
        deadLetters.stream().filter(DeadLetter::isRejectedRequest).forEach(letter -> requests.remove(letter.id()));
        ChapterRequest stands = null;
        List<Timeline.Replaced> replaced = new ArrayList<>();
        for (ChapterRequest request : requests.values()) {
            if (stands == null || request.update() > stands.update()) {
                if (stands != null && !stands.requestId().equals(request.requestId())) {
                    replaced.add(new Timeline.Replaced(stands.requestId(), request.requestId()));
                }
                stands = request;
            }
        }
        return new Timeline(
                chapter,
                stands == null ? null : stands.requestId(),
                replaced,
                runs.entrySet().stream()
                        .map(run -> new Timeline.Run(
                                run.getKey(),
                                run.getValue().attempts.entrySet().stream()
                                        .map(attempt -> attempt.getValue().build(attempt.getKey()))
                                        .toList(),
                                run.getValue().outcomes))
                        .toList(),
                commands,
                deadLetters);
    }

    private RunSoFar run(int number) {
        return runs.computeIfAbsent(number, key -> new RunSoFar());
    }

    private AttemptSoFar attempt(int run, int number) {
        return run(run).attempts.computeIfAbsent(number, key -> new AttemptSoFar());
    }

    private static final class RunSoFar {
        private final SortedMap<Integer, AttemptSoFar> attempts = new TreeMap<>();
        private final List<ChapterOutcome> outcomes = new ArrayList<>();
    }

    private static final class AttemptSoFar {
        private final List<StageRun> stageRuns = new ArrayList<>();
        private Timeline.@Nullable Judged judged;
        private @Nullable RetryDecision decision;

        Timeline.Attempt build(int number) {
            return new Timeline.Attempt(number, stageRuns, judged, decision);
        }
    }
}
