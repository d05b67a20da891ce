package dev.storycrew.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ReplacementsTest {
    private static final StreamsException OUTAGE = new StreamsException(new TimeoutException("no answer"));

    private final AtomicLong clock = new AtomicLong();
    private final Replacements replacements = new Replacements(clock::get);

    @Test
    void aThreadThatFailsAgainAndAgainIsNotReplacedForEver() {
        for (int failure = 1; failure <= Replacements.MOST; failure++) {
            assertThat(replacements.mayReplace(OUTAGE)).as("failure " + failure).isTrue();
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
        }

        assertThat(replacements.mayReplace(OUTAGE)).isFalse();
    }

    @Test
    void outagesFarApartAreForgotten() {
        for (int failure = 1; failure <= 3 * Replacements.MOST; failure++) {
            assertThat(replacements.mayReplace(OUTAGE)).isTrue();
            clock.addAndGet(Duration.ofMinutes(1).toNanos());
        }
    }

    @Test
    void aFaultOfTheMachineIsNoReasonToTryAgain() {
        assertThat(replacements.mayReplace(new StreamsException(new UnsatisfiedLinkError("no rocksdbjni"))))
                .isFalse();
    }
}
