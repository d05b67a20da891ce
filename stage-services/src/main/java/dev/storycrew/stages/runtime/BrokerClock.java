package dev.storycrew.stages.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once when this machine's clock and the broker's, which stamps records as it takes them, are far apart. */
final class BrokerClock {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerClock.class);
    private static final long TOLERATED_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * Compares them by a record that the broker took between two readings of this machine's clock.
     *
     * @param stamped the record's time by the broker; negative if it gave none
     */
    void compare(long sent, long stamped, long answered) {
        difference(sent, stamped, answered)
                .filter(sentence -> told.compareAndSet(false, true))
                .ifPresent(sentence ->
                        LOG.atWarn().addKeyValue("event", "clock_differs").log(sentence));
    }

    /** The sentence about it; empty if they agree to the minute. */
    static Optional<String> difference(long sent, long stamped, long answered) {
        if (stamped < 0 || (stamped >= sent - TOLERATED_MILLIS && stamped <= answered + TOLERATED_MILLIS)) {
            return Optional.empty();
        }
        boolean ahead = stamped < sent;
        Duration apart = Duration.ofMillis(ahead ? sent - stamped : stamped - answered);
        String much = apart.toDays() > 0
                ? apart.toDays() + " d " + apart.toHoursPart() + " h"
                : apart.toHours() + " h " + apart.toMinutesPart() + " min";
        return Optional.of("this machine's clock is " + much + (ahead ? " ahead of" : " behind")
                + " the broker's: correct the wrong one, with NTP; chapters are not affected, but ages, durations"
                + " and certificate checks depend on it");
    }
}
