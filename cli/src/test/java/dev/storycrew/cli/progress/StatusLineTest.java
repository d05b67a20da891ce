package dev.storycrew.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private static final Duration ELAPSED = Duration.ofSeconds(72);

    @Test
    void itCountsChaptersAndNamesWhatIsUnderWay() {
        assertThat(new StatusLine(1, 3, "the-lighthouse/2  write  first pass").text(80, ELAPSED))
                .isEqualTo("[======>             ] 1 of 3 chapters  1:12  the-lighthouse/2  write  first pa");
    }

    @Test
    void aNarrowTerminalHasNoRoomForTheBar() {
        assertThat(new StatusLine(1, 3, "the-lighthouse/2  write  first pass").text(40, ELAPSED))
                .isEqualTo("1 of 3 chapters  1:12  the-lighthouse/2");
    }

    @Test
    void theBarIsFullWhenAllHaveEnded() {
        assertThat(new StatusLine(1, 1, "").text(80, ELAPSED)).isEqualTo("[====================] 1 of 1 chapter  1:12");
    }

    @Test
    void noWidthMakesItWrapNotEvenWithWideCharacters() {
        StatusLine line = new StatusLine(9, 10, "灯塔/10  写作  第一次  灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔灯塔");
        for (int columns = 1; columns <= 200; columns++) {
            String text = line.text(columns, ELAPSED);
            assertThat(new AttributedString(text).columnLength())
                    .as("in %s columns: %s", columns, text)
                    .isLessThan(columns);
        }
    }

    @Test
    void whileThingsAreStartedThereIsNothingToCount() {
        assertThat(new StatusLine(0, 0, "starting the Kafka broker").text(80, ELAPSED))
                .isEqualTo("1:12  starting the Kafka broker");
        assertThat(StatusLine.EMPTY.text(80, ELAPSED)).isEmpty();
    }

    @Test
    void noControlCharacterReachesTheTerminal() {
        assertThat(new StatusLine(0, 0, "a\u001b[2Jb\nc").text(80, ELAPSED)).isEqualTo("1:12  a [2Jb c");
    }
}
