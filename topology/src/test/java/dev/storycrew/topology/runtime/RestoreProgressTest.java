package dev.storycrew.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StandbyUpdateListener.SuspendReason;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class RestoreProgressTest {
    private static final TopicPartition FIRST = new TopicPartition("t.router-chapters-changelog", 0);
    private static final TopicPartition SECOND = new TopicPartition("t.router-chapters-changelog", 1);

    private final RestoreProgress progress = new RestoreProgress();

    @Test
    void itCountsTheRecordsLeftOfAllStoresThatAreBeingRestored() {
        progress.onRestoreStart(FIRST, "chapters", 100, 1100);
        progress.onRestoreStart(SECOND, "chapters", 0, 50);
        assertThat(progress.state(0)).isEqualTo(new StreamsState(2, 1050, 0, 0));

        progress.onBatchRestored(FIRST, "chapters", 599, 500);
        assertThat(progress.state(0)).isEqualTo(new StreamsState(2, 550, 0, 0));

        progress.onRestoreEnd(FIRST, "chapters", 1000);
        progress.onRestoreSuspended(SECOND, "chapters", 10);
        assertThat(progress.state(0)).isEqualTo(new StreamsState(0, 0, 0, 0));
    }

    @Test
    void itSaysHowFarCopiesAreBehind() {
        TaskId task = new TaskId(0, 0);
        progress.onUpdateStart(FIRST, "chapters", 0);
        progress.onBatchLoaded(FIRST, "chapters", task, 79, 80, 100);
        assertThat(progress.state(1)).isEqualTo(new StreamsState(0, 0, 1, 20));

        progress.onBatchLoaded(FIRST, "chapters", task, 99, 20, 100);
        assertThat(progress.state(1).standbyRecordsBehind()).isZero();

        progress.onBatchLoaded(FIRST, "chapters", task, 99, 0, 130);
        progress.onUpdateSuspended(FIRST, "chapters", 100, 130, SuspendReason.PROMOTED);
        assertThat(progress.state(0).standbyRecordsBehind()).isZero();
    }
}
