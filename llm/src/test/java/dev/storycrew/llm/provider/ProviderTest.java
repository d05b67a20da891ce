package dev.storycrew.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.llm.provider.CallFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProviderTest {
    private static final ProviderTimings QUICK = new ProviderTimings(
            Duration.ofMillis(2), Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMinutes(1));

    @Test
    void neverMoreCallsAtATimeThanAllowed() throws Exception {
        Provider provider = new Provider("p", new ProviderLimits(null, null, 3), QUICK);
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> lanes = new ArrayList<>();
        for (int lane = 0; lane < 16; lane++) {
            lanes.add(started(() -> {
                for (int call = 0; call < 50; call++) {
                    Provider.Ticket ticket = admitted(provider, "book");
                    most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                    Thread.yield();
                    inFlight.decrementAndGet();
                    ticket.succeeded(1);
                }
            }));
        }
        for (Thread lane : lanes) {
            lane.join();
        }
        assertThat(most).hasValueLessThanOrEqualTo(3);
    }

    /** Nine lanes of a greedy book and one of a modest one wait; the modest one is never passed over twice. */
    @Test
    void whoWaitsIsServedByBookAndNotByNumber() throws Exception {
        Provider provider = new Provider("p", new ProviderLimits(null, null, 1), QUICK);
        Provider.Ticket first = admitted(provider, "warm-up");
        List<String> served = Collections.synchronizedList(new ArrayList<>());
        List<Thread> lanes = new ArrayList<>();
        for (int lane = 0; lane < 9; lane++) {
            lanes.add(started(() -> serve(provider, "greedy", served)));
        }
        Awaitility.await().until(() -> provider.waiting() == 9);
        for (int lane = 0; lane < 3; lane++) {
            lanes.add(started(() -> serve(provider, "modest", served)));
        }
        Awaitility.await().until(() -> provider.waiting() == 12);
        first.succeeded(1);
        for (Thread lane : lanes) {
            lane.join();
        }
        assertThat(served.subList(0, 6)).containsExactly("greedy", "modest", "greedy", "modest", "greedy", "modest");
    }

    @Test
    void anOpenCircuitLetsNobodyThroughAndOneProbeClosesIt() throws Exception {
        Provider provider = new Provider("p", ProviderLimits.NONE, QUICK);
        for (int failure = 0; failure < 5; failure++) {
            admitted(provider, "book").failed(CallFailure.of(Kind.OVERLOADED));
        }
        assertThat(provider.trouble()).isNotNull();
        assertThat(provider.circuit()).isNotEqualTo("closed");
        Awaitility.await().until(() -> provider.circuit().equals("half_open"));

        Provider.Ticket probe = admitted(provider, "book");
        assertThat(provider.admit("book", 1)).as("a second probe").isNull();
        probe.succeeded(1);

        assertThat(provider.circuit()).isEqualTo("closed");
        assertThat(provider.trouble()).isNull();
    }

    @Test
    void aRateLimitHoldsEverybodyAndOpensNoCircuit() throws Exception {
        Provider provider = new Provider("p", ProviderLimits.NONE, QUICK);
        for (int failure = 0; failure < 20; failure++) {
            admitted(provider, "book").failed(CallFailure.of(Kind.RATE_LIMITED).after(1));
        }
        assertThat(provider.circuit()).isEqualTo("closed");
        assertThat(Objects.requireNonNull(provider.trouble()).onlyBusy()).isTrue();
        long before = System.nanoTime();
        admitted(provider, "a").failed(CallFailure.of(Kind.RATE_LIMITED).after(30));
        admitted(provider, "b").succeeded(1);
        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
    }

    @Test
    void whatTheCallersDidWrongIsNoTroubleOfTheProvider() throws Exception {
        Provider provider = new Provider("p", ProviderLimits.NONE, QUICK);
        for (int failure = 0; failure < 20; failure++) {
            admitted(provider, "book").failed(CallFailure.of(Kind.REFUSED));
        }
        assertThat(provider.ready()).isTrue();
        assertThat(provider.trouble()).isNull();
    }

    private static void serve(Provider provider, String book, List<String> served) throws InterruptedException {
        Provider.Ticket ticket = admitted(provider, book);
        served.add(book);
        ticket.succeeded(1);
    }

    private static Provider.Ticket admitted(Provider provider, String book) throws InterruptedException {
        return Objects.requireNonNull(provider.admit(book, 1));
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static Thread started(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }
}
