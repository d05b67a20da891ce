package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerClockTest {
    private static final long NOW = 1_800_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "PT-72H, 3 d 0 h ahead of",
        "PT-3H-5M, 3 h 5 min ahead of",
        "PT-2M, 0 h 2 min ahead of",
        "PT5M, 0 h 5 min behind",
        "PT26H, 1 d 2 h behind"
    })
    void aClockThatIsOffIsTold(Duration brokers, String said) {
        long sent = NOW;
        long answered = brokers.isNegative() ? NOW + 20 : NOW;

        assertThat(BrokerClock.difference(sent, NOW + brokers.toMillis(), answered))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("this machine's clock is " + said + " the broker's: correct the wrong one"));
    }

    @Test
    void clocksThatAgreeToTheMinuteAreNotToldOf() {
        assertThat(BrokerClock.difference(NOW, NOW - 60_000, NOW)).isEmpty();
        assertThat(BrokerClock.difference(NOW, NOW + 60_000, NOW)).isEmpty();
    }

    @Test
    void aBrokerThatTakesItsTimeDoesNotMakeTheClockWrong() {
        assertThat(BrokerClock.difference(NOW, NOW + 600_000, NOW + 900_000)).isEmpty();
        assertThat(BrokerClock.difference(NOW, NOW, NOW + 900_000)).isEmpty();
    }

    @Test
    void withoutTheBrokersTimeNothingIsSaid() {
        assertThat(BrokerClock.difference(NOW, -1, NOW)).isEmpty();
    }
}
