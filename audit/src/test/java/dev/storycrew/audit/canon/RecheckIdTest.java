package dev.storycrew.audit.canon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecheckIdTest {
    @Test
    void theIdOfARecheckNamesItsCauseAndItsChapter() {
        assertThat(RecheckId.of("by-mia-3-recheck-12")).isEqualTo(new RecheckId("by-mia-3", 12));
    }

    @Test
    void anythingElseIsNoRecheck() {
        assertThat(RecheckId.of("by-mia-3")).isNull();
        assertThat(RecheckId.of("by-mia-3-recheck-0")).isNull();
        assertThat(RecheckId.of("-recheck-2")).isNull();
        assertThat(RecheckId.of(null)).isNull();
    }
}
