package dev.storycrew.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForbiddenWordTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "— | He came — and went. | 1",
                "! | Stop! Now! | 2",
                "... | So... then | 1",
                "C++ | He wrote c++ and C++20. | 2",
                "(a+)+$ | a aaa a cat | 0",
                "(a+)+$ | the sign (a+)+$ stood there | 1",
                "suddenly | Suddenly, it rained. _suddenly_ | 2",
                "sudden | Suddenly, it rained. | 0",
                "he | The hen; he's here; then he left. | 1",
                "amour | l'amour | 1",
                "all of a sudden | All  of a sudden, it rained. | 1",
                "don't | I don’t. I don't. | 2",
                "突然 | 他突然站起来。 | 1",
                "ทันที | เขาลุกขึ้นทันทีแล้วไป | 1",
                "فجأة | ثم فجأة سكت | 1",
                "すぐ | 彼はすぐに来た | 1",
                "café | Un CAFE\u0301. | 1",
                "cafe | Un café. | 0",
                "straße | STRASSE | 1",
                "😀 | ok 😀😀 | 2",
                "“ | He said “no”. | 1",
                ".* | anything | 0",
                "sud\u00addenly | suddenly | 1"
            })
    void itMatchesLiterallyInAnyScript(String word, String text, int times) {
        assertThat(ForbiddenWord.objectionTo(word)).isNull();
        assertThat(ForbiddenWord.of(word).occurrencesIn(ForbiddenWord.folded(text)))
                .isEqualTo(times);
    }
}
