package dev.storycrew.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.cli.progress.Standing.Spending;
import dev.storycrew.cli.progress.Standing.UnderWay;
import dev.storycrew.core.cost.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class StatusBlockTest {
    private static final Duration ELAPSED = Duration.ofSeconds(72);
    private static final long NOW = 1_000_000;

    @Test
    void itCountsChaptersAndTellsWhatTheyCost() {
        Spending cost = new Spending(Money.ofUsd(0.03), Money.ofUsd(0.06), true, false);

        assertThat(lines(new Standing(1, 3, List.of(), 0, cost, 0), 24, 100))
                .containsExactly("[========>                ] 1 of 3 chapters  1:12  " + cost.text());
        assertThat(cost.text()).isEqualTo(Money.ofUsd(0.03) + " so far, about " + Money.ofUsd(0.06) + " to come");
    }

    @Test
    void whatIsUnderWayHasALineOfItsOwnWithItsTime() {
        Standing standing = new Standing(
                1,
                3,
                List.of(
                        new UnderWay("the-lighthouse/2  edit  retry 1", NOW - 12_999),
                        new UnderWay("the-bridge/7  write  first pass", NOW - 200_000)),
                2,
                null,
                1);

        assertThat(lines(standing, 24, 80))
                .containsExactly(
                        "[======>             ] 1 of 3 chapters  1:12  1 needs you",
                        "  the-lighthouse/2  edit  retry 1  12 s",
                        "  the-bridge/7  write  first pass  3 min 20 s");
    }

    @Test
    void ofManyTheLatestAreNamedAndTheOthersCounted() {
        List<UnderWay> many = new ArrayList<>();
        for (int chapter = 1; chapter <= 40; chapter++) {
            many.add(new UnderWay("book/" + chapter, NOW));
        }

        List<String> lines = lines(new Standing(0, 40, many, 40, null, 0), 24, 80);

        assertThat(lines).hasSize(9).endsWith("  and 33 more").contains("  book/40  0 s");
        assertThat(lines(new Standing(0, 40, many, 40, null, 0), 3, 80)).hasSize(2);
        assertThat(lines(new Standing(0, 2_000, many, 1_040, null, 0), 24, 80)).endsWith("  and 1,033 more");
    }

    @Test
    void aNarrowTerminalHasNoRoomForTheBar() {
        assertThat(lines(new Standing(1, 3, List.of(), 0, null, 0), 24, 40)).containsExactly("1 of 3 chapters  1:12");
    }

    @Test
    void theBarIsFullWhenAllHaveEnded() {
        assertThat(lines(new Standing(1, 1, List.of(), 0, null, 0), 24, 80))
                .containsExactly("[====================] 1 of 1 chapter  1:12");
    }

    @Test
    void noWidthMakesItWrapNotEvenWithWideCharacters() {
        Standing standing =
                new Standing(9, 10, List.of(new UnderWay("灯塔/10  灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔", NOW)), 1, null, 0);
        for (int columns = 1; columns <= 200; columns++) {
            for (String text : lines(standing, 24, columns)) {
                assertThat(new AttributedString(text).columnLength())
                        .as("in %s columns: %s", columns, text)
                        .isLessThan(columns);
            }
        }
    }

    @Test
    void whileThingsAreStartedThereIsNothingToCount() {
        assertThat(text(StatusBlock.step("starting the Kafka broker").lines(new TerminalSize(24, 80), ELAPSED, NOW)))
                .containsExactly("1:12  starting the Kafka broker");
        assertThat(StatusBlock.EMPTY.lines(new TerminalSize(24, 80), ELAPSED, NOW))
                .isEmpty();
    }

    @Test
    void noControlCharacterReachesTheTerminal() {
        assertThat(text(StatusBlock.step("a\u001b[2Jb\nc").lines(new TerminalSize(24, 80), ELAPSED, NOW)))
                .containsExactly("1:12  a [2Jb c");
    }

    @Test
    void whatIsToComeIsWhatAcceptedChaptersCostLessWhatTheOpenOnesHaveCost() {
        assertThat(Spending.toCome(2, Money.ofUsd(0.20), 3, Money.ofUsd(0.05))).isEqualTo(Money.ofUsd(0.25));
        assertThat(Spending.toCome(2, Money.ofUsd(0.20), 1, Money.ofUsd(0.50))).isEqualTo(Money.ZERO);
        assertThat(Spending.toCome(0, Money.ZERO, 3, Money.ZERO)).isNull();
        assertThat(Spending.toCome(3, Money.ofUsd(0.20), 0, Money.ZERO)).isNull();
    }

    private static List<String> lines(Standing standing, int rows, int columns) {
        return text(StatusBlock.of(standing).lines(new TerminalSize(rows, columns), ELAPSED, NOW));
    }

    private static List<String> text(List<AttributedString> lines) {
        return lines.stream().map(AttributedString::toString).toList();
    }
}
