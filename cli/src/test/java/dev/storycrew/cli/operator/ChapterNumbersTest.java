package dev.storycrew.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChapterNumbersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"3 | 3", "1-4 | 1 2 3 4", "1-3,7 | 1 2 3 7", "7,1-2,2 | 1 2 7", "1 - 2 , 4 | 1 2 4"})
    void rangesAndSinglesAreRead(String named, String numbers) {
        assertThat(ChapterNumbers.parse(named))
                .containsExactlyElementsOf(
                        Arrays.stream(numbers.split(" ")).map(Integer::valueOf).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | chapters are named like 3, 1-10 or 1-3,7, but this is ''",
                "all | chapters are named like 3, 1-10 or 1-3,7, but this is 'all'",
                "1,,2 | chapters are named like 3, 1-10 or 1-3,7, but this is '1,,2'",
                "0-3 | chapters are named like 3, 1-10 or 1-3,7, but this is '0-3'; chapters are numbered from 1",
                "5-3 | chapters are named like 3, 1-10 or 1-3,7, but this is '5-3'; 5 comes after 3",
                "1-999999 | chapters are named like 3, 1-10 or 1-3,7, but this is '1-999999'; at most 10000 at once"
            })
    void anythingElseIsRefusedWithTheReason(String named, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChapterNumbers.parse(named))
                .withMessage(message);
    }
}
