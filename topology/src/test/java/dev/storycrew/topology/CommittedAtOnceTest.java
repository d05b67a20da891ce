package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.CommitPace;
import dev.storycrew.topology.runtime.Inbox;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.Origin;
import dev.storycrew.topology.runtime.Outgoing;
import dev.storycrew.topology.runtime.RoutingErrors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When processors ask for a commit: only what is committed can be read. */
class CommittedAtOnceTest {
    private static final int MANY = 100;

    @TempDir
    private Path folder;

    private final TopicCatalogue topics = new TopicCatalogue("storycrew.", 4);
    private final CommitPace pace = new CommitPace();
    private EmbeddedRegistry registry;
    private WireFormat wire;

    @BeforeEach
    void startRegistry() {
        registry = EmbeddedRegistry.start(folder, 0);
        wire = new WireFormat(new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url()))));
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    @Test
    void whatIsSentOnIsCommittedAtOnce() {
        MockProcessorContext<String, Outgoing> context = context();
        Intake<ChapterRequest, String> intake = intake(List.of(new Inbox.Sent("book/1", sent())), context);

        intake.process(request());

        assertThat(context.forwarded()).hasSize(1);
        assertThat(context.committed()).isTrue();
    }

    @Test
    void aRecordThatNothingFollowsIsCommittedByTheClock() {
        MockProcessorContext<String, Outgoing> context = context();

        intake(List.of(), context).process(request());

        assertThat(context.committed()).isFalse();
    }

    @Test
    void whenThereAreManyTheyShareTheNextCommit() {
        MockProcessorContext<String, Outgoing> context = context();
        Intake<ChapterRequest, String> intake = intake(List.of(new Inbox.Sent("book/1", sent())), context);
        for (int record = 0; record < MANY; record++) {
            intake.process(request());
        }
        context.resetCommit();

        intake.process(request());

        assertThat(context.committed()).isFalse();
    }

    @Test
    void aRecordOnItsWayToItsBooksPartitionIsCommittedAtOnce() {
        MockProcessorContext<String, byte[]> context = context();
        Origin.ByBook byBook = new Origin.ByBook(pace);
        byBook.init(context);

        byBook.process(request());

        assertThat(context.forwarded()).hasSize(1);
        assertThat(context.committed()).isTrue();
    }

    private <V> MockProcessorContext<String, V> context() {
        MockProcessorContext<String, V> context = new MockProcessorContext<>();
        context.setRecordMetadata(topics.chapterRequests().name(), 0, 0);
        context.setCurrentSystemTimeMs(0);
        return context;
    }

    private Intake<ChapterRequest, String> intake(
            List<Inbox.Sent> following, MockProcessorContext<String, Outgoing> context) {
        Inbox inbox = new Inbox(topics, wire, "sequencer", RoutingErrors.unexported(), ChapterTracing.off(), pace);
        Intake<ChapterRequest, String> intake =
                new Intake<>(inbox, topics.chapterRequests(), any -> "state", (key, value, state, now) -> following);
        intake.init(context);
        return intake;
    }

    private Outgoing sent() {
        return new Outgoing(topics.chapters().name(), new byte[0]);
    }

    private Record<String, byte[]> request() {
        return new Record<>("book/1", wire.encode(topics.chapterRequests(), SampleChapters.request("book", 1)), 0L);
    }
}
