package dev.storycrew.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameWordsTest {
    @ParameterizedTest
    @CsvSource({
        "'The third stair is hollow.', 'the third stair is hollow'",
        "'The third stair is hollow.', 'The third stair is hollow!'",
        "'It was 1987.', 'It was 1987'",
        "'第三级台阶是空的。', '第三级台阶 是空的'",
        "'She owes 1.5 crowns.', 'she owes 1.5 crowns'",
        "'-5 degrees', '\u22125 degrees.'",
        "'mid-winter', 'mid winter'"
    })
    void thisIsTheSame(String one, String other) {
        assertThat(SameWords.of(one)).isEqualTo(SameWords.of(other));
    }

    @ParameterizedTest
    @CsvSource({
        "'It costs 1.5 crowns.', 'It costs 15 crowns.'",
        "'It costs 1,500 crowns.', 'It costs 1.500 crowns.'",
        "'It is -5 degrees.', 'It is 5 degrees.'",
        "'Pages 1-2', 'Pages 12'",
        "'At 10:30', 'At 1030'",
        "'She is here.', 'She is not here.'"
    })
    void thisIsNot(String one, String other) {
        assertThat(SameWords.of(one)).isNotEqualTo(SameWords.of(other));
    }

    @Test
    void aPhraseIsAPartOfALongerOneAlsoWhereNoBlankPartsWords() {
        UsedPhrase shorter = new UsedPhrase("そっと息を", new TreeMap<>());
        UsedPhrase longer = new UsedPhrase("彼女はそっと息を吐いた", new TreeMap<>());

        assertThat(shorter.isPartOf(longer)).isTrue();
        assertThat(longer.isPartOf(shorter)).isFalse();
        for (String other : List.of("she held her breath", "her breath away")) {
            assertThat(new UsedPhrase("held her", new TreeMap<>()).isPartOf(new UsedPhrase(other, new TreeMap<>())))
                    .isEqualTo(other.contains("held her"));
        }
    }
}
