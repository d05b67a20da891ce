package dev.storycrew.app.operate.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.operate.deadletter.RedriveEligibility.Ended;
import dev.storycrew.app.operate.deadletter.RedriveEligibility.Obeyed;
import dev.storycrew.core.event.ChapterOutcome.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedriveEligibilityTest {
    @Test
    void aChapterThatHasNotEndedWaitsForItsEnvelope() {
        assertThat(RedriveEligibility.UNKNOWN.objectionTo(Envelopes.of(1, null)))
                .isNull();
        assertThat(new RedriveEligibility(List.of(new Ended(1, Kind.EXHAUSTED, null)), List.of(new Obeyed("retry", 2)))
                        .objectionTo(Envelopes.of(2, "retry")))
                .isNull();
    }

    @Test
    void aChapterThatHasEndedDoesNot() {
        RedriveEligibility ended = new RedriveEligibility(
                List.of(new Ended(1, Kind.CANCELLED, "cancel")), List.of(new Obeyed("cancel", 1)));

        assertThat(ended.objectionTo(Envelopes.of(1, null)))
                .isEqualTo("chapter book/1 has since ended CANCELLED in run 1");
    }

    @Test
    void aNewerRunNeedsNoEnvelopeOfAnOlderOne() {
        RedriveEligibility retried =
                new RedriveEligibility(List.of(new Ended(1, Kind.EXHAUSTED, null)), List.of(new Obeyed("retry", 2)));

        assertThat(retried.objectionTo(Envelopes.of(1, null)))
                .contains("an operator's command, retry, started run 2", "this dead letter belongs to run 1");
    }

    @Test
    void anAcceptanceGoesOnPastTheEndThatItOverruledAndNotPastALaterOne() {
        RedriveEligibility accepted =
                new RedriveEligibility(List.of(new Ended(1, Kind.EXHAUSTED, null)), List.of(new Obeyed("accept", 1)));
        RedriveEligibility cancelledThen = new RedriveEligibility(
                List.of(new Ended(1, Kind.EXHAUSTED, null), new Ended(1, Kind.CANCELLED, "cancel")),
                List.of(new Obeyed("accept", 1), new Obeyed("cancel", 1)));
        RedriveEligibility done = new RedriveEligibility(
                List.of(new Ended(1, Kind.EXHAUSTED, null), new Ended(1, Kind.ACCEPTED, "accept")),
                List.of(new Obeyed("accept", 1)));

        assertThat(accepted.objectionTo(Envelopes.of(1, "accept"))).isNull();
        assertThat(cancelledThen.objectionTo(Envelopes.of(1, "accept"))).contains("CANCELLED");
        assertThat(done.objectionTo(Envelopes.of(1, "accept"))).contains("ACCEPTED");
    }
}
