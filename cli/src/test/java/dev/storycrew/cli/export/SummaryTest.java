package dev.storycrew.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {
    @ParameterizedTest
    @CsvSource({
        "42.34, retries cost 42.3 % less than the same number of full retries",
        "-6.1, retries cost 6.1 % more than the same number of full retries",
        "0, retries cost as much as the same number of full retries",
        "-0.04, retries cost as much as the same number of full retries"
    })
    void savingsAreNeverNegative(double percent, String sentence) {
        assertThat(Summary.savings(percent)).isEqualTo(sentence);
    }
}
