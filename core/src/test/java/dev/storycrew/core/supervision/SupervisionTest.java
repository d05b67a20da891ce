package dev.storycrew.core.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SupervisionTest {
    private final AtomicLong clock = new AtomicLong();
    private final Supervision supervision = new Supervision(clock::get);

    @Test
    void aThreadThatEndsByAnExceptionIsAFailureOfTheProcess() {
        Runnable work = supervision.guarded("write-lane-1", () -> {
            throw new IllegalStateException("outer", new ArithmeticException("by zero"));
        });

        assertThatThrownBy(work::run).isInstanceOf(IllegalStateException.class);

        assertThat(supervision.failure()).hasValue("write-lane-1 stopped for good: ArithmeticException: by zero");
    }

    @Test
    void anErrorIsAFailureToo() {
        Runnable work = supervision.guarded("plan-committer", () -> {
            throw new StackOverflowError();
        });

        assertThatThrownBy(work::run).isInstanceOf(StackOverflowError.class);

        assertThat(supervision.failure()).hasValue("plan-committer stopped for good: StackOverflowError");
    }

    @Test
    void aThreadThatEndsByItselfIsNoFailure() {
        supervision.guarded("write-lane-1", () -> {}).run();

        assertThat(supervision.failure()).isEmpty();
    }

    @Test
    void theFirstFailureIsTheOneThatIsTold() {
        List<String> told = new ArrayList<>();
        supervision.onFailure(told::add);

        supervision.failed("the router", new IllegalStateException("first\nsecond line"));
        supervision.failed("the ledger", new IllegalStateException("later"));
        supervision.onFailure(told::add);

        assertThat(told)
                .containsExactly(
                        "the router stopped for good: IllegalStateException: first",
                        "the router stopped for good: IllegalStateException: first");
    }

    @Test
    void ofManyThatWaitForTheSameTheLongestIsTold() {
        supervision.waitingFor("the registry");
        clock.addAndGet(Duration.ofSeconds(7).toNanos());
        supervision.waitingFor("the registry");
        supervision.waitingFor("the broker");
        clock.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(supervision.overdue(Duration.ofSeconds(5)))
                .extracting(Supervision.Overdue::sentence)
                .containsExactly("waiting for the registry (12 s so far)", "waiting for the broker (5 s so far)");
        assertThat(supervision.overdue(Duration.ofSeconds(6)))
                .extracting(Supervision.Overdue::what)
                .containsExactly("the registry");
    }

    @Test
    void aWaitThatIsOverIsNotTold() {
        try (Supervision.Waiting over = supervision.waitingFor("the registry")) {
            assertThat(supervision.overdue(Duration.ZERO)).hasSize(1);
        }

        assertThat(supervision.overdue(Duration.ZERO)).isEmpty();
    }
}
