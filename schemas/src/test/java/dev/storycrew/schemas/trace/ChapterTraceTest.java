package dev.storycrew.schemas.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChapterTraceTest {
    /** Traces that viewers keep are found by these ids for years. */
    @ParameterizedTest
    @CsvSource({
        "8f2a, 1, b29b273c1a91cb17c1e080a4c4d46dc1, 6c92eb02fb9edcad",
        "8f2a, 2, 3fd74f517f8f2f56868d93f7de7b712e, 5c553aaac57fcb96",
        "\u706f\u5854, 1, 198aee9db13ea96973b537959313f688, 481bfa65ed21fdd1"
    })
    void theIdsOfARunNeverChange(String requestId, int run, String traceId, String rootSpanId) {
        assertThat(ChapterTrace.of(requestId, run)).isEqualTo(new ChapterTrace(traceId, rootSpanId));
    }

    @Test
    void eachRequestAndEachRunHasATraceOfItsOwn() {
        assertThat(new ChapterTrace[] {
                    ChapterTrace.of("a", 1), ChapterTrace.of("a", 2), ChapterTrace.of("b", 1), ChapterTrace.of("a1", 1)
                })
                .doesNotHaveDuplicates();
        assertThat(ChapterTrace.of("a", 11)).isNotEqualTo(ChapterTrace.of("a1", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, 1111111111111111",
        "11111111111111111111111111111111, 0000000000000000",
        "1111111111111111, 1111111111111111",
        "zz111111111111111111111111111111, 1111111111111111"
    })
    void whatIsNoIdIsRefused(String traceId, String rootSpanId) {
        assertThatThrownBy(() -> new ChapterTrace(traceId, rootSpanId))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(traceId);
    }
}
