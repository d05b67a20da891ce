package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In whatever order offsets are taken, finished, committed and given back. */
class PartitionProgressTest {
    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theLastCommitTellsWhatIsFinishedAndNothingElse(int seed) {
        Random dice = new Random(seed);
        PartitionProgress progress = new PartitionProgress("topic", 0, "");
        List<Long> inHand = new ArrayList<>();
        Set<Long> finished = new TreeSet<>();
        long next = 0;
        PartitionProgress.Position last = new PartitionProgress.Position(0, "");
        for (int step = 0; step < 60; step++) {
            if (inHand.isEmpty() || dice.nextInt(3) == 0) {
                progress.take(next);
                inHand.add(next++);
            } else if (dice.nextInt(5) == 0) {
                progress.giveBack(inHand.remove(dice.nextInt(inHand.size())));
            } else {
                List<Long> batch = new ArrayList<>();
                for (int many = 1 + dice.nextInt(3); many > 0 && !inHand.isEmpty(); many--) {
                    batch.add(inHand.remove(dice.nextInt(inHand.size())));
                }
                last = progress.positionAfter(batch);
                progress.committed(batch);
                finished.addAll(batch);
            }
        }

        OffsetAndMetadata committed = new OffsetAndMetadata(last.offset(), last.metadata());
        Set<Long> told = new TreeSet<>();
        for (long offset = 0; offset < next; offset++) {
            if (progress.isFinished(offset, committed)) {
                told.add(offset);
            }
        }
        assertThat(told).isEqualTo(finished);
    }

    @Test
    void whileAPartitionGoesOnlyWorkThatHasPaidMayCallAgainAndNotToTheEnd() {
        PartitionProgress stays = new PartitionProgress("topic", 0, "");
        PartitionProgress goes = new PartitionProgress("topic", 0, "");
        PartitionProgress hasNearlyGone = new PartitionProgress("topic", 0, "");
        PartitionProgress gone = new PartitionProgress("topic", 0, "");
        goes.leave(System.nanoTime() + Duration.ofHours(1).toNanos());
        hasNearlyGone.leave(System.nanoTime());
        gone.drop();

        assertThat(List.of(stays, goes, hasNearlyGone, gone))
                .extracting(PartitionProgress::isLeaving, PartitionProgress::isTooLateToCall)
                .containsExactly(tuple(false, false), tuple(true, false), tuple(true, true), tuple(true, true));
    }

    /** As MirrorMaker leaves it: the offset is the copy's, the metadata the original's. */
    @Test
    void whatWasFinishedInAnotherTopicIsNotTakenForFinishedInItsCopy() {
        PartitionProgress original = new PartitionProgress("original", 0, "");
        for (long offset = 0; offset < 4; offset++) {
            original.take(offset);
        }
        PartitionProgress.Position committed = original.positionAfter(List.of(2L));

        assertThat(new PartitionProgress("original", committed.offset(), committed.metadata()).take(2))
                .isFalse();
        PartitionProgress copy = new PartitionProgress("copy", committed.offset(), committed.metadata());
        assertThat(LongStream.range(0, 4).allMatch(copy::take)).isTrue();
    }

    @Test
    void whatAnOlderVersionFinishedIsNotRepeated() {
        PartitionProgress progress = new PartitionProgress("topic", 10, "done:BQ");

        assertThat(LongStream.range(10, 14).filter(progress::take)).containsExactly(11L, 13L);
    }
}
