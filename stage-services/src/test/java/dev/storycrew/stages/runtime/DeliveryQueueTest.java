package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How lanes wait for deliveries. */
class DeliveryQueueTest {
    private final DeliveryQueue queue = new DeliveryQueue();

    @Test
    void theEndWakesEveryLaneThatWaits() throws Exception {
        List<Thread> lanes = new ArrayList<>();
        for (int lane = 0; lane < 3; lane++) {
            lanes.add(waiting());
        }

        queue.end();

        for (Thread lane : lanes) {
            lane.join();
        }
        assertThat(queue.poll()).isNull();
    }

    @Test
    void afterTheEndNobodyWaits() throws Exception {
        queue.end();

        queue.awaitSome();

        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aLaneThatWaitsCanBeInterrupted() throws Exception {
        Thread lane = waiting();

        lane.interrupt();

        lane.join();
    }

    /** A lane that waits by now. */
    private Thread waiting() {
        Thread lane = new Thread(() -> {
            try {
                queue.awaitSome();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        lane.start();
        await().until(() -> lane.getState() == Thread.State.WAITING);
        return lane;
    }
}
