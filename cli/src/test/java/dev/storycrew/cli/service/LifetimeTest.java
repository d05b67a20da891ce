package dev.storycrew.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.app.OutOfReachException;
import dev.storycrew.core.supervision.Supervision;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LifetimeTest {
    private static final int TERM = 15;
    private static final int INT = 2;

    private final StringWriter printed = new StringWriter();
    private final List<Integer> halts = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final Lifetime lifetime =
            new Lifetime(new PrintWriter(printed, true), halts::add, new Supervision(clock::get));
    private final CountDownLatch began = new CountDownLatch(1);
    private final AtomicInteger inHand = new AtomicInteger();

    @Test
    void whatACommandStartedIsClosedInReverseOrder() throws Exception {
        int exit = lifetime.live(life -> {
            life.add(() -> closed.add("broker"));
            life.add(() -> closed.add("services"));
            return 1;
        });

        assertThat(exit).isEqualTo(1);
        assertThat(closed).containsExactly("services", "broker");
        assertThat(printed.toString()).isEmpty();
    }

    @Test
    void aSignalEndsACommandThatWouldWaitForEver() throws Exception {
        CompletableFuture<Integer> exit = inBackground();

        lifetime.signalled(TERM);

        assertThat(exit.get()).isEqualTo(128 + TERM);
        assertThat(closed).containsExactly("services");
        assertThat(printed.toString()).startsWith("Stopping;").doesNotContain("Waiting");
        assertThat(halts).isEmpty();
    }

    @Test
    void callsInHandAreWaitedForWithOneLine() throws Exception {
        inHand.set(2);
        CountDownLatch answered = new CountDownLatch(1);
        CompletableFuture<Integer> exit = inBackground(answered::await);

        lifetime.signalled(INT);

        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(printed.toString()).contains("Waiting for 2 calls in progress, at most 60 s."));
        assertThat(exit).isNotDone();
        answered.countDown();
        assertThat(exit.get()).isEqualTo(128 + INT);
        assertThat(printed.toString()).containsOnlyOnce("Waiting for");
    }

    @Test
    void aSecondSignalEndsAtOnceAndSaysWhatItCosts() throws Exception {
        inHand.set(3);
        CountDownLatch answered = new CountDownLatch(1);
        CompletableFuture<Integer> exit = inBackground(answered::await);
        lifetime.signalled(TERM);

        lifetime.signalled(INT);

        assertThat(halts).containsExactly(128 + INT);
        assertThat(printed.toString())
                .contains("Stopped at once with 3 calls in progress, to be paid for and made again.");
        answered.countDown();
        exit.get();
    }

    @Test
    void whatDoesNotCloseIsLeftBehind() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        CompletableFuture<Integer> exit = inBackground(never::get);

        lifetime.signalled(TERM);

        assertThat(exit.get()).isEqualTo(128 + TERM);
        never.complete(null);
    }

    @Test
    void whatStoppedForGoodEndsTheCommandWithItsCause() {
        assertThatThrownBy(() -> lifetime.live(life -> {
                    life.supervision().failed("the router", new IllegalStateException("no disk"));
                    TimeUnit.DAYS.sleep(1);
                    return 0;
                }))
                .isInstanceOf(OutOfReachException.class)
                .hasMessage("the router stopped for good: IllegalStateException: no disk; nothing is lost, and the same"
                        + " command resumes where it left off");
    }

    @Test
    void anyThreadThatDiesEndsTheCommand() {
        assertThatThrownBy(() -> lifetime.live(life -> {
                    new Thread(
                                    () -> {
                                        throw new IllegalStateException("out of luck");
                                    },
                                    "health-server")
                            .start();
                    TimeUnit.DAYS.sleep(1);
                    return 0;
                }))
                .isInstanceOf(OutOfReachException.class)
                .hasMessageContaining("the thread health-server stopped for good: IllegalStateException: out of luck");
    }

    @Test
    void whatStartsAfterTheEndIsClosedAtOnce() throws Exception {
        lifetime.live(life -> 0);

        lifetime.add(() -> closed.add("late"));

        assertThat(closed).containsExactly("late");
    }

    @Test
    void aLongWaitIsNamed() throws Exception {
        CompletableFuture<Integer> exit = inBackground();
        lifetime.supervision().waitingFor("the schema registry");
        clock.set(Duration.ofSeconds(6).toNanos());

        Awaitility.await()
                .untilAsserted(() -> assertThat(printed.toString())
                        .containsOnlyOnce("waiting for the schema registry (6 s so far)"));

        lifetime.signalled(TERM);
        exit.get();
    }

    private CompletableFuture<Integer> inBackground() throws InterruptedException {
        return inBackground(() -> closed.add("services"));
    }

    private CompletableFuture<Integer> inBackground(AutoCloseable services) throws InterruptedException {
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread command = new Thread(() -> {
            try {
                exit.complete(lifetime.live(life -> {
                    life.add(services, inHand::get);
                    began.countDown();
                    TimeUnit.DAYS.sleep(1);
                    return 0;
                }));
            } catch (Exception e) {
                exit.completeExceptionally(e);
            }
        });
        command.setDaemon(true);
        command.start();
        began.await();
        return exit;
    }
}
