package dev.storycrew.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long QUIET = CommitPace.AT_ONCE * CommitPace.FOR_ANOTHER.toMillis();

    private final CommitPace pace = new CommitPace();

    @Test
    void theRecordsOfAChapterThatComesAloneAreAllCommittedAtOnce() {
        for (int chapter = 0; chapter < 10; chapter++) {
            assertThat(granted(chapter * QUIET, CommitPace.AT_ONCE, 0)).isEqualTo(CommitPace.AT_ONCE);
        }
    }

    @Test
    void manyRecordsShareCommits() {
        long second = 1000;

        assertThat(granted(0, second, 1))
                .isEqualTo(CommitPace.AT_ONCE + (second - 1) / CommitPace.FOR_ANOTHER.toMillis());
    }

    @Test
    void aLongQuietTimeDoesNotAddUp() {
        granted(0, 100, 0);

        assertThat(granted(1_000_000, 100, 0)).isEqualTo(CommitPace.AT_ONCE);
    }

    @Test
    void aClockThatIsSetBackHoldsNobodyUp() {
        granted(1_000_000, 100, 0);

        assertThat(pace.take(1)).isTrue();
    }

    /** How many of some records may ask, each of which comes so many milliseconds after the one before. */
    private long granted(long from, long records, long apart) {
        return LongStream.range(0, records)
                .filter(record -> pace.take(from + record * apart))
                .count();
    }
}
