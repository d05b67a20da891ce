package dev.storycrew.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputCountTest {
    private static final String ENGLISH =
            "The lamp has been dark since 1987, and nobody \u2014 not even Mara \u2014 has asked why. ".repeat(400);
    private static final String CHINESE =
            "\u706f\u5854\u81ea\u4ece\u90a3\u4e00\u591c\u5c31\u6ca1\u6709\u4eae\u8fc7\uff0c\u8c01\u4e5f\u4e0d\u613f\u63d0\u8d77\u539f\u56e0\u3002"
                    .repeat(400);

    @ParameterizedTest
    @CsvSource({"1.3, false", "1, false", "0.9, false", "0.7, false", "0.61, false", "0.59, true", "0.1, true"})
    void ofEnglishLessThanThreeFifthsIsCut(double share, boolean cut) {
        assertThat(cut(ENGLISH, share)).isEqualTo(cut);
    }

    /** Another vocabulary may know them better: such a request is not called cut for o200k's sake. */
    @ParameterizedTest
    @CsvSource({"0.39, false", "0.2, true"})
    void strangeWordsCountAsProseOfTheirLength(double share, boolean cut) {
        Random random = new Random(1);
        StringBuilder words = new StringBuilder();
        for (int word = 0; word < 5_000; word++) {
            random.ints(8, 'a', 'z' + 1).forEach(words::appendCodePoint);
            words.append(' ');
        }

        assertThat(cut(words.toString(), share)).isEqualTo(cut);
    }

    /** Moonshot and GLM take as few as 0.55 tokens a character, o200k about 0.8. */
    @ParameterizedTest
    @CsvSource({"1.4, false", "1, false", "0.64, false", "0.55, false", "0.45, true"})
    void ofChineseLessThanHalfIsCut(double share, boolean cut) {
        assertThat(cut(CHINESE, share)).isEqualTo(cut);
    }

    @Test
    void aWindowThatIsFilledToTheLastTokenIsACutUnlessTheScriptMayExplainIt() {
        assertThat(InputCount.isCut(ENGLISH, 6_000, 4_096)).isTrue();
        assertThat(InputCount.isCut(ENGLISH, 6_000, 4_095)).isFalse();
        assertThat(InputCount.isCut(ENGLISH, 4_500, 4_096)).isFalse();
        String chinese = CHINESE.repeat(3).substring(0, CHINESE.length() * 6_600 / Tokens.count(CHINESE));
        assertThat(InputCount.isCut(chinese, Tokens.count(chinese), 4_096)).isFalse();
        assertThat(InputCount.isCut(chinese, Tokens.count(chinese), 2_048)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "6000, 4096, true",
        "4100, 4096, true",
        "1900, 2048, true",
        "3500, 3072, true",
        "3072, 3072, false",
        "3500, 3000, false",
        "1000, 2048, false",
        "6000, 0, false",
        "400, 256, false"
    })
    void whatHasTheSizeOfAWindowMayBeCut(long sent, long reported, boolean may) {
        assertThat(InputCount.mayBeCut(sent, reported)).isEqualTo(may);
    }

    @Test
    void aModelThatCountedAsManyBeforeMayCountAsManyAgain() {
        Counting counting = new Counting();
        assertThat(counting.explains(4_100, 4_096)).isFalse();

        counting.whole(3_000, 3_010);

        assertThat(counting.explains(4_100, 4_096)).isTrue();
        assertThat(counting.explains(4_300, 4_096)).isFalse();
    }

    @Test
    void whatIsNotReportedAndWhatIsSmallIsNoCut() {
        assertThat(InputCount.isCut(ENGLISH, 6_000, 0)).isFalse();
        assertThat(InputCount.isCut("short", 400, 7)).isFalse();
    }

    private static boolean cut(String text, double share) {
        long sent = Tokens.count(text);
        return InputCount.isCut(text, sent, Math.round(sent * share));
    }
}
