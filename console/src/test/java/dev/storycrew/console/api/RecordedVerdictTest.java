package dev.storycrew.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.ChapterId;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RecordedVerdictTest {
    private static final Issue HOOK = new Issue("hook", Severity.HIGH, "The score of hook is too low.", null);
    private static final Scores SCORES = new Scores(9, 9, 9, 9, 9, 6, 9);

    private static RetryDecision decision() {
        return new RetryDecision(
                new ChapterId("salt", 1),
                "request",
                1,
                0,
                "digest",
                "WRITE_ONLY",
                Scope.CHAPTER,
                new TreeSet<>(),
                List.of(HOOK),
                List.of("hook 6 < 7"),
                false,
                "why",
                "default@1",
                Arm.values()[0],
                null,
                1,
                LevelReason.values()[0],
                false,
                List.of(),
                1);
    }

    private static AttemptRecord outcome(boolean passed) {
        return new AttemptRecord(0, SCORES, true, passed, List.of(HOOK), null, false);
    }

    @Test
    void whatWasDecidedStandsWhateverTheGatesAreNow() {
        assertThat(AttemptTexts.recorded(decision(), outcome(false)))
                .contains(new Verdict(false, List.of(HOOK), List.of("hook 6 < 7")));
        assertThat(AttemptTexts.recorded(null, outcome(true))).contains(new Verdict(true, List.of(HOOK), List.of()));
    }

    @Test
    void whereNothingWasDecidedNothingIsRecorded() {
        assertThat(AttemptTexts.recorded(null, null)).isEmpty();
    }
}
