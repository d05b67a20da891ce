package dev.storycrew.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagWatchTest {
    private static final TopicPartition ONE = new TopicPartition("write", 0);

    @Test
    void theMarkersThatCommitsLeaveInIdlePartitionsDoNotWait() {
        List<TopicPartition> partitions = IntStream.range(0, 200)
                .mapToObj(partition -> new TopicPartition("write", partition))
                .toList();

        long waiting = LagWatch.waiting(
                partitions, each(partitions, 11L), each(partitions, new OffsetAndMetadata(10)), Map.of());

        assertThat(waiting).isZero();
    }

    @Test
    void recordsBehindACommitWait() {
        long waiting =
                LagWatch.waiting(List.of(ONE), Map.of(ONE, 15L), Map.of(ONE, new OffsetAndMetadata(10)), Map.of());

        assertThat(waiting).isEqualTo(5);
    }

    @Test
    void theFirstRecordOfAPartitionThatNobodyHasReadWaits() {
        assertThat(LagWatch.waiting(List.of(ONE), Map.of(ONE, 8L), Map.of(), Map.of(ONE, 7L)))
                .isEqualTo(1);
    }

    @Test
    void aCommitBeyondTheEndIsNoDebt() {
        assertThat(LagWatch.waiting(List.of(ONE), Map.of(ONE, 3L), Map.of(ONE, new OffsetAndMetadata(10)), Map.of()))
                .isZero();
    }

    private static <T> Map<TopicPartition, T> each(List<TopicPartition> partitions, T value) {
        return partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> value));
    }
}
