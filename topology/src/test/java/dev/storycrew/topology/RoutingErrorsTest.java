package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.router.Deduplication;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.runtime.RoutingErrors;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingErrorsTest {
    private static final byte[] NOISE = "noise".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void eachReasonIsCountedFromZeroByItself() throws Exception {
        RoutingErrors errors = new RoutingErrors(registry, "router");
        assertThat(counted("router")).containsExactly(0, 0, 0);
        RouterSettings bug = new RouterSettings(RetryPolicy.defaults(), true, Budget.UNLIMITED, failing());
        try (Driver driver = new Driver(
                folder, (topics, wire) -> RouterTopology.build(topics, wire, bug, errors, ChapterTracing.off()))) {
            driver.sendBytes(driver.topics.judgeResults(), "book/1", NOISE);
            assertThat(counted("router")).containsExactly(1, 0, 0);

            driver.send(
                    driver.topics.judgeResults(),
                    "book/1",
                    SampleChapters.judged(SampleChapters.start("book", 1), List.of()));
            assertThat(counted("router")).containsExactly(1, 0, 1);
        }
    }

    @Test
    void aResultWithoutItsReportIsRejectedAndNoBug() throws Exception {
        RoutingErrors errors = new RoutingErrors(registry, "router");
        try (Driver driver = new Driver(
                folder,
                (topics, wire) ->
                        RouterTopology.build(topics, wire, RouterSettings.defaults(), errors, ChapterTracing.off()))) {
            driver.send(driver.topics.judgeResults(), "book/1", SampleChapters.start("book", 1));
        }

        assertThat(counted("router")).containsExactly(0, 1, 0);
    }

    @Test
    void theSequencerCountsItsOwn() throws Exception {
        RoutingErrors errors = new RoutingErrors(registry, "sequencer");
        try (Driver driver = new Driver(
                folder,
                (topics, wire) ->
                        SequencerTopology.build(topics, wire, OnFailure.HOLD, errors, ChapterTracing.off()))) {
            driver.sendBytes(driver.topics.chapterRequests(), "book/1", NOISE);
        }

        assertThat(counted("sequencer")).containsExactly(1, 0, 0);
    }

    /** Unreadable, rejected, unknown. */
    private List<Integer> counted(String service) {
        return List.of("unreadable", "rejected", "unknown").stream()
                .map(reason -> (int) registry.get("storycrew.routing.errors")
                        .tags("service", service, "reason", reason)
                        .counter()
                        .count())
                .toList();
    }

    private static Deduplication failing() {
        return new Deduplication() {
            @Override
            public boolean isNew(@Nullable LastDecision last, ChapterEnvelope judged) {
                throw new IllegalStateException("a bug");
            }
        };
    }
}
