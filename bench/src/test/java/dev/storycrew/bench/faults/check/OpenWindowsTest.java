package dev.storycrew.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.bench.faults.calls.Call;
import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.core.story.ChapterId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenWindowsTest {
    private static final long START = Instant.parse("2026-11-26T05:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;

    @TempDir
    Path data;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(data.resolve("services"));
    }

    @Test
    void aCallIsRepeatedForNothingThatHappenedToSomebodyElse() {
        assertThat(open(event(2, CampaignEvent.Kind.DIED, "edit-2"))).isFalse();
        assertThat(open(event(20, CampaignEvent.Kind.DIED, "edit-1")))
                .as("too late")
                .isFalse();
        assertThat(open(event(2, CampaignEvent.Kind.SERVING, "edit-1")))
                .as("no harm")
                .isFalse();
    }

    @Test
    void aCallerThatDiedWasStoppedOrCutOffBetweenTheCallsOpensTheWindow() {
        for (CampaignEvent.Kind harm : List.of(
                CampaignEvent.Kind.DIED,
                CampaignEvent.Kind.STOPPED,
                CampaignEvent.Kind.CONTINUED,
                CampaignEvent.Kind.CUT_OFF)) {
            assertThat(open(event(2, harm, "edit-1"))).as(harm.toString()).isTrue();
        }
    }

    @Test
    void aRequestThatWasOnItsWayWhenItsCallerWasStoppedMayComeAfterwards() {
        assertThat(open(event(10, CampaignEvent.Kind.CONTINUED, "edit-2"))).isTrue();
        assertThat(open(event(8, CampaignEvent.Kind.CONTINUED, "edit-2"))).isFalse();
    }

    @Test
    void aPartitionThatWentOpensTheWindowOnlyWhereItHadACause() throws IOException {
        partitionWent(START + 5_000, 1);

        assertThat(open()).as("no cause").isFalse();
        assertThat(open(event(3, CampaignEvent.Kind.STARTED, "write-3")))
                .as("another stage's")
                .isFalse();
        assertThat(open(event(6, CampaignEvent.Kind.STARTED, "edit-3")))
                .as("too late")
                .isFalse();
        assertThat(open(event(3, CampaignEvent.Kind.STARTED, "edit-3"))).isTrue();
        assertThat(open(event(3, CampaignEvent.Kind.DIED, "broker-1"))).isTrue();
    }

    @Test
    void aBrokerThatItsControllerFencedIsACause() throws IOException {
        partitionWent(START + 5_000, 1);
        assertThat(open()).isFalse();

        log(
                data.resolve("broker-1.log"),
                START + 2_000,
                "\"message\":\"processExpiredBrokerHeartbeat: Timed out heartbeat from broker 1.\"");

        assertThat(open()).isTrue();
    }

    @Test
    void aPartitionThatWentWithNothingInHandIsNoExcuse() throws IOException {
        partitionWent(START + 5_000, 0);

        assertThat(open(event(3, CampaignEvent.Kind.STARTED, "edit-3"))).isFalse();
    }

    @Test
    void whatAProcessWritesByAClockThatIsOffIsReadByThatClock() throws IOException {
        partitionWent(START + 5_000 + HOUR, 1);
        CampaignEvent cause = event(3, CampaignEvent.Kind.STARTED, "edit-3");

        assertThat(open(cause)).isFalse();
        assertThat(open(
                        new CampaignEvent(START - 1000, 0, CampaignEvent.Kind.CLOCK, "edit-1", Long.toString(HOUR), ""),
                        cause))
                .isTrue();
    }

    private void partitionWent(long at, int dropped) throws IOException {
        log(
                data.resolve("services/edit-1/logs/edit.log"),
                at,
                "\"event\":\"partition_gone\",\"dropped\":\"" + dropped + "\"");
    }

    private static void log(Path file, long at, String fields) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"@timestamp\":\"" + Instant.ofEpochMilli(at) + "\"," + fields + "}\n");
    }

    private static CampaignEvent event(int second, CampaignEvent.Kind kind, String member) {
        return new CampaignEvent(START + second * 1000L, 1, kind, member, "", "");
    }

    /** A call by edit-1 one second after the start, and the same by edit-2 nine seconds later. */
    private boolean open(CampaignEvent... events) {
        return OpenWindows.of(List.of(events), data).open(call(1, "edit-1"), call(10, "edit-2"));
    }

    private static Call call(int second, String caller) {
        return new Call(
                second,
                START + second * 1000L,
                caller,
                "edit",
                new ChapterId("book-1", 1),
                0,
                "1,2",
                Call.GOOD,
                100,
                false);
    }
}
