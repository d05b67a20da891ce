package dev.storycrew.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {
    @ParameterizedTest
    @CsvSource({
        "0, $0.0000",
        "12_300_000, $0.0123",
        "49_999, $0.0000",
        "50_000, $0.0001",
        "1_234_567_890_000, $1234.5679",
        "-12_300_000, $-0.0123"
    })
    void isWrittenInDollarsWithFourDecimals(String nanoUsd, String text) {
        assertThat(new Money(Long.parseLong(nanoUsd.replace("_", "")))).hasToString(text);
    }

    @Test
    void dollarsAreRoundedToTheNearestBillionth() {
        assertThat(Money.ofUsd(0.1)).isEqualTo(new Money(100_000_000));
        assertThat(Money.ofUsd(1.4e-9)).isEqualTo(new Money(1));
        assertThat(Money.ofUsd(1.6e-9)).isEqualTo(new Money(2));
        assertThat(Money.ofUsd(0.1).plus(Money.ofUsd(0.2))).isEqualTo(Money.ofUsd(0.3));
    }

    @Test
    void theTighterCapCounts() {
        Money spent = new Money(30);
        Money others = new Money(100);
        assertThat(Budget.UNLIMITED.left(spent, others)).isNull();
        assertThat(new Budget(new Money(50), null).left(spent, others)).isEqualTo(new Money(20));
        assertThat(new Budget(null, new Money(120)).left(spent, others)).isEqualTo(new Money(-10));
        assertThat(new Budget(new Money(50), new Money(140)).left(spent, others))
                .isEqualTo(new Money(10));
        assertThat(new Budget(new Money(35), new Money(140)).left(spent, others))
                .isEqualTo(new Money(5));
        assertThatThrownBy(() -> new Budget(Money.ZERO, null)).hasMessage("a budget must be above 0");
    }
}
