package dev.storycrew.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForbiddenPhraseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "suddenly | Suddenly, it was SUDDENLY dark. | 2",
                "art | The party was an art. | 1",
                "don | I don't, and I don’t. | 0",
                "don't | I don’t; DON'T! | 2",
                "all of a sudden | It came all  of a\u00a0sudden. | 1",
                "all of a sudden | all of us, a sudden end | 0",
                "! | Stop! Now! | 2",
                "— | He went — and came. | 1",
                "... | Well... | 1",
                "C++ | We write C++ and c++. | 2",
                "C++ | We write C. | 0",
                "(a+)+$ | a aa aaa$ (a+)+$ | 1",
                "(a+)+$ | A word. | 0",
                ".* | anything | 0",
                "\\d+ | 42 | 0",
                "突然 | 他突然停下。 | 1",
                "AI | 他用AI写字。 | 1",
                "แมว | ฉันเห็นแมวตัวหนึ่ง | 1",
                "فجأة | توقف فجأة. | 1",
                "straße | STRASSE und Straße | 2",
                "café | cafe\u0301 und café | 2",
                "cafe | cafe\u0301 und café | 0",
                "ДОМ | дом, домой | 1",
                "well-known | a well-known man, well known | 1",
                "😀 | Ha 😀😀 | 2",
                "naïve | NAI\u0308VE | 1",
                "4 | 4 of 44 | 1"
            })
    void whatIsForbiddenIsFoundAsItIsWritten(String phrase, String text, int times) {
        assertThat(new ForbiddenPhrase(phrase).occurrences(text)).isEqualTo(times);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0\t", "\u200b", "\u0301", "\u0301a", "a\u0000b", "\u001b[2J", "\ud800"})
    void whatNoTextCanHaveIsRefused(String phrase) {
        assertThat(ForbiddenPhrase.problem(phrase)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "—", "突然", "C++", "all of a sudden", "👩\u200d🚀"})
    void anythingElseCanBeForbidden(String phrase) {
        assertThat(ForbiddenPhrase.problem(phrase)).isNull();
        assertThat(new ForbiddenPhrase(phrase).occurrences("“" + phrase + "”")).isOne();
    }
}
