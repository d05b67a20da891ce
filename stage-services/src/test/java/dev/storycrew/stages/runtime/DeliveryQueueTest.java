package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.story.ChapterId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How lanes wait for deliveries. */
@Timeout(60)
class DeliveryQueueTest {
    private final DeliveryQueue queue = new DeliveryQueue();

    @Test
    void eachDeliveryWakesALaneThatWaits() throws Exception {
        List<Thread> lanes = List.of(waiting(), waiting());

        queue.add(delivery(0, 1));
        queue.add(delivery(0, 2));

        for (Thread lane : lanes) {
            lane.join();
        }
        assertThat(queue.inHand()).isEqualTo(2);
    }

    @Test
    void deliveriesOfOnePartitionAreGivenBackAndTheOthersStayInTheirOrder() {
        List<Delivery> all = List.of(delivery(0, 1), delivery(1, 1), delivery(0, 2));
        all.forEach(queue::add);

        queue.giveBackThoseOf(Set.of(new TopicPartition("plan", 1)));

        assertThat(queue.poll()).isSameAs(all.get(0));
        assertThat(queue.poll()).isSameAs(all.get(2));
        assertThat(queue.poll()).isNull();
        assertThat(queue.inHand()).isEqualTo(2);
    }

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

    private static Delivery delivery(int partition, long offset) {
        return new Delivery(
                new ConsumerRecord<>("plan", partition, offset, new byte[0], new byte[0]),
                WriteStageBroker.planned(new ChapterId("book", 1)),
                new PartitionProgress("topic", 0, ""),
                0);
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
