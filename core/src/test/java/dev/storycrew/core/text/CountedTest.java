package dev.storycrew.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 0 chapters | 0 retries", "1 | 1 chapter | 1 retry", "1200 | 1,200 chapters | 1,200 retries"})
    void thePluralFollowsTheNumber(long count, String regular, String irregular) {
        assertThat(Counted.of(count, "chapter")).isEqualTo(regular);
        assertThat(Counted.of(count, "retry", "retries")).isEqualTo(irregular);
    }
}
