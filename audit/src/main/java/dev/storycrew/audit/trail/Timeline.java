package dev.storycrew.audit.trail;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a chapter, in order.
 *
 * @param requestId null if the request is no longer in the topics
 * @param replaced the requests that updates replaced before the chapter began, oldest first; they have no outcome
 * @param runs from the first on
 * @param commands what operators did to it or to its book
 * @param deadLetters its dead-lettered envelopes
 */
public record Timeline(
        ChapterId chapter,
        @Nullable String requestId,
        List<Replaced> replaced,
        List<Run> runs,
        List<OperatorCommand> commands,
        List<DeadLetter> deadLetters) {
    public Timeline {
        replaced = List.copyOf(replaced);
        runs = List.copyOf(runs);
        commands = List.copyOf(commands);
        deadLetters = List.copyOf(deadLetters);
    }

    public boolean isEmpty() {
        return requestId == null && runs.isEmpty() && commands.isEmpty() && deadLetters.isEmpty();
    }

    /**
     * A request that was replaced.
     *
     * @param by the request that replaced it
     */
    public record Replaced(String requestId, String by) {}

    /** One run of the chapter: the request's, or one that an operator started. */
    public record Run(int number, List<Attempt> attempts, List<ChapterOutcome> outcomes) {
        public Run {
            attempts = List.copyOf(attempts);
            outcomes = List.copyOf(outcomes);
        }

        /** What all finished stage runs used. */
        public Usage usage() {
            return Usage.sum(attempts.stream().map(Attempt::usage).toList());
        }
    }

    /**
     * One attempt.
     *
     * @param number from 0
     * @param stageRuns finished and failed ones
     * @param judged null before it was
     * @param decision null when it was not sent back
     */
    public record Attempt(
            int number,
            List<StageRun> stageRuns,
            @Nullable Judged judged,
            @Nullable RetryDecision decision) {
        public Attempt {
            stageRuns = List.copyOf(stageRuns);
        }

        public Usage usage() {
            return Usage.sum(finished().stream().map(StageRun::usage).toList());
        }

        public List<StageRun> finished() {
            return stageRuns.stream()
                    .filter(run -> run.phase() == StageRun.Phase.FINISHED)
                    .toList();
        }

        /** The scenes that a stage made in this attempt; empty when it did not run. */
        public SortedSet<Integer> made(Stage stage) {
            SortedSet<Integer> scenes = new TreeSet<>();
            finished().stream().filter(run -> run.stage() == stage).forEach(run -> scenes.addAll(run.scenes()));
            return scenes;
        }

        /** The scenes whose text is the former attempt's, byte for byte; empty in a first attempt. */
        public SortedSet<Integer> kept() {
            if (number == 0 || judged == null) {
                return Collections.emptySortedSet();
            }
            SortedSet<Integer> kept = new TreeSet<>(judged.scenes());
            Part.texts().forEach(part -> kept.removeAll(made(part.stage())));
            return kept;
        }
    }

    /**
     * What the judge said.
     *
     * @param scenes the scenes of the judged text
     */
    public record Judged(Instant at, boolean passed, double meanScore, List<Issue> issues, SortedSet<Integer> scenes) {
        public Judged {
            issues = List.copyOf(issues);
        }
    }
}
