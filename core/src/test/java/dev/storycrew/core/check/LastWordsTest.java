package dev.storycrew.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastWordsTest {
    @Test
    void aShortChapterIsItsOwnEnding() {
        assertThat(lastWords("  The ferry left at six, and nobody was on it.\n"))
                .isEqualTo("The ferry left at six, and nobody was on it.");
    }

    @Test
    void scenesFollowOnEachOther() {
        assertThat(LastWords.of(new TreeMap<>(Map.of(2, "She left.\n", 1, "She came."))))
                .isEqualTo("She came.\n\nShe left.");
        assertThat(LastWords.of(new TreeMap<>())).isNull();
        assertThat(LastWords.of(new TreeMap<>(Map.of(1, " \n")))).isNull();
    }

    @Test
    void itBeginsWithAWholeSentenceAndItsQuotationMark() {
        String sentence = "“You came by the early boat,” he said, and looked past her at the tower.\n\n";

        String ending = lastWords(sentence.repeat(60));

        assertThat(ending).startsWith("“You came").endsWith("the tower.");
        assertThat(TextMetrics.words(ending)).isBetween(236, 250);
        assertThat(sentence.repeat(60)).contains(ending);
    }

    @ParameterizedTest
    @ValueSource(ints = {251, 40_000})
    void aSentenceThatIsTooLongIsCutAtAWord(int words) {
        String ending = lastWords("and water, ".repeat(words / 2) + "stone".repeat(words % 2) + ".");

        assertThat(TextMetrics.words(ending)).isEqualTo(250);
        assertThat(ending).matches("(?s)(and|water).*");
    }

    @Test
    void aShortLastLineDoesNotLeaveTheSentenceBeforeItOut() {
        assertThat(lastWords("and water, ".repeat(400) + "and stone. The lamp lit."))
                .endsWith("and stone. The lamp lit.")
                .satisfies(ending -> assertThat(TextMetrics.words(ending)).isEqualTo(250));
    }

    @Test
    void inChineseEachCharacterIsAWord() {
        String ending = lastWords("他在桥头等了很久，雨还没有停。".repeat(40));

        assertThat(ending).startsWith("他在桥头").endsWith("没有停。");
        assertThat(TextMetrics.words(ending)).isBetween(237, 250);
        assertThat(TextMetrics.words(lastWords("雨".repeat(3_000)))).isEqualTo(250);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "🌊", "."})
    void whatHasNoWordsToCountIsBounded(String letter) {
        String ending = lastWords("The sea. " + letter.repeat(50_000));

        assertThat(ending.length()).isBetween(1, 5_000);
        assertThat(ending.codePoints()).noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }

    private static String lastWords(String text) {
        return Objects.requireNonNull(LastWords.of(new TreeMap<>(Map.of(1, text))));
    }
}
