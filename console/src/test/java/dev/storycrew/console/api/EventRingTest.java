package dev.storycrew.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRingTest {
    private final EventRing ring = new EventRing("p");

    private static List<String> heard(EventRing.Listener listener) throws InterruptedException {
        List<String> heard = new ArrayList<>();
        for (byte[] next = listener.await(0); next != null; next = listener.await(0)) {
            heard.add(new String(next, StandardCharsets.UTF_8).replaceAll("(?s)id: (\\S+)\nevent: (\\S+).*", "$1 $2"));
        }
        return heard;
    }

    private void tell(int events) {
        for (int event = 0; event < events; event++) {
            ring.tell("card", List.of(event));
        }
    }

    @Test
    void whoeverComesBackHearsWhatItMissed() throws Exception {
        tell(3);

        assertThat(heard(ring.listen("p-1"))).containsExactly("p-2 card", "p-3 card");
        assertThat(heard(ring.listen("p-3"))).isEmpty();
        assertThat(heard(ring.listen(null))).isEmpty();
    }

    @Test
    void whoeverMissedTooMuchOrComesFromAnotherProcessReadsItsPageAgain() throws Exception {
        tell(EventRing.KEPT + 10);
        String last = "p-" + (EventRing.KEPT + 10) + " reset";

        for (String id : List.of("p-1", "p-5", "before-7", "p-99999999", "p-x", "nonsense", "p-1000")) {
            assertThat(heard(ring.listen(id))).as(id).containsExactly(last);
        }
    }

    @Test
    void aSlowListenerHoldsUpNobodyAndIsToldToReadItsPageAgain() throws Exception {
        EventRing.Listener slow = ring.listen(null);
        EventRing.Listener quick = ring.listen(null);
        int heard = 0;
        for (int round = 0; round < 3 * EventRing.QUEUE; round++) {
            tell(1);
            heard += heard(quick).size();
        }

        assertThat(heard).isEqualTo(3 * EventRing.QUEUE);
        assertThat(heard(slow))
                .hasSizeLessThanOrEqualTo(EventRing.QUEUE)
                .first()
                .asString()
                .endsWith("reset");
    }

    @Test
    void whoeverHasGoneIsForgotten() throws Exception {
        EventRing.Listener gone = ring.listen(null);
        gone.close();
        tell(1);

        assertThat(heard(gone)).isEmpty();
    }
}
