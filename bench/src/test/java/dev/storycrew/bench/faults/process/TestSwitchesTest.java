package dev.storycrew.bench.faults.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.app.ServiceHooks;
import dev.storycrew.stages.runtime.Protections;
import dev.storycrew.topology.router.Deduplication;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestSwitchesTest {
    private static final ConsumerGroupMetadata MEMBER =
            new ConsumerGroupMetadata("group", 7, "member", Optional.of("one"));

    @Test
    void withoutAnySwitchEverythingIsAsItMustBe() {
        assertThat(TestSwitches.of(new Properties())).isEqualTo(ServiceHooks.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bitmap", "fencing", "revocation", "dedup", "starts"})
    void eachSwitchTakesAwayItsProtectionAndNoOther(String without) {
        ServiceHooks hooks = TestSwitches.of(properties(Map.of(TestSwitches.WITHOUT, without)));
        Protections protections = hooks.protections();

        assertThat(protections.finishedBeyond("done:AQ").isEmpty()).isEqualTo(without.equals("bitmap"));
        assertThat(protections.committingAs(MEMBER).generationId() != 7).isEqualTo(without.equals("fencing"));
        assertThat(!protections.dropsRevoked()).isEqualTo(without.equals("revocation"));
        assertThat(protections.maxStarts() > 10).isEqualTo(without.equals("starts"));
        assertThat(!hooks.deduplication().equals(Deduplication.ON)).isEqualTo(without.equals("dedup"));
    }

    @Test
    void aCampaignSetsItsOwnTimes() {
        ServiceHooks hooks = TestSwitches.of(
                properties(Map.of(TestSwitches.SESSION_MILLIS, "6000", TestSwitches.DRAIN_MILLIS, "100")));

        assertThat(hooks.sessionTimeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(hooks.drain()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aProtectionThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> TestSwitches.of(properties(Map.of(TestSwitches.WITHOUT, "luck"))))
                .hasMessageContaining("bitmap, fencing, revocation, dedup or starts, but is 'luck'");
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }
}
