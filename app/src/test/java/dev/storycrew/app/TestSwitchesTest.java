package dev.storycrew.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.files.yaml.UnusableFileException;
import dev.storycrew.stages.runtime.Protections;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TestSwitchesTest {
    @Test
    void withoutAnySwitchEveryProtectionIsOn() {
        TestSwitches switches = TestSwitches.of(new Properties());
        assertThat(switches.protections()).isEqualTo(Protections.ALL);
        assertThat(switches.deduplicates()).isTrue();
    }

    @Test
    void aProtectionIsTakenAwayOnlyWhereThatIsAllowedInSoManyWords() {
        assertThatThrownBy(() -> TestSwitches.of(properties(Map.of(TestSwitches.WITHOUT, "bitmap"))))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("fault campaigns alone");
        assertThat(TestSwitches.of(properties(Map.of(TestSwitches.WITHOUT, "bitmap", TestSwitches.ALLOW, "true")))
                        .protections()
                        .bitmap())
                .isFalse();
    }

    @Test
    void aProtectionThatDoesNotExistIsRefused() {
        assertThatThrownBy(() ->
                        TestSwitches.of(properties(Map.of(TestSwitches.WITHOUT, "luck", TestSwitches.ALLOW, "true"))))
                .hasMessageContaining("bitmap, fencing, revocation, dedup or starts, but is 'luck'");
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }
}
