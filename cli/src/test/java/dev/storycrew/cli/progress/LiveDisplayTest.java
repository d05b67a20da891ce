package dev.storycrew.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveDisplayTest {
    private static final String ERASE = "\r\u001b[J";

    private final StringWriter screen = new StringWriter();
    private final AtomicInteger columns = new AtomicInteger(80);
    private final LiveDisplay display = LiveDisplay.start(new PrintWriter(screen), columns::get);

    @AfterEach
    void close() {
        display.close();
    }

    @Test
    void aLineTakesThePlaceOfTheStatusLineWhichGoesBelowIt() {
        display.step("starting the Kafka broker");
        display.line("a line");

        assertThat(screen.toString())
                .isEqualTo(ERASE + "0:00  starting the Kafka broker\r" + ERASE + "a line\n" + ERASE
                        + "0:00  starting the Kafka broker\r");
    }

    @Test
    void theCursorWaitsWhereTheStatusLineBegins() {
        display.at(1, 3, "book/2");

        assertThat(screen.toString()).endsWith("book/2\r");
    }

    @Test
    void aNarrowerTerminalGetsAShorterLine() {
        display.step("starting the Kafka broker");
        columns.set(20);
        display.redraw();

        assertThat(screen.toString()).endsWith(ERASE + "0:00  starting the \r");
    }

    @Test
    void nothingIsLeftOfItInTheEnd() {
        display.at(1, 3, "book/2");
        display.close();
        String before = screen.toString();
        display.at(2, 3, "book/3");
        display.line("Stopping");

        assertThat(before).endsWith("\r" + ERASE);
        assertThat(screen.toString()).isEqualTo(before + "Stopping\n");
    }

    @Test
    void whoeverKnowsOnlyAWriterPrintsLinesAboveTheStatusLineToo() {
        display.at(1, 3, "book/2");
        PrintWriter writer = display.writer();
        writer.print("half ");
        writer.flush();
        assertThat(screen.toString()).doesNotContain("half");
        writer.println("and half");

        assertThat(screen.toString()).contains(ERASE + "half and half\n" + ERASE);
    }

    @Test
    void withoutATerminalThereAreOnlyLines() {
        Progress.Display plain = Screen.display(new PrintWriter(screen), true, Map.of("TERM", "xterm"));
        plain.step("starting the Kafka broker");
        plain.at(1, 3, "book/2");
        plain.line("a line");
        plain.close();

        assertThat(screen.toString()).isEqualTo("starting the Kafka broker ..\na line\n");
    }

    @Test
    void theWidthIsWhatTheTerminalSays() {
        assertThat(Screen.columns("20 40\n")).contains(40);
        assertThat(Screen.columns("0 0\n")).contains(80);
        assertThat(Screen.columns("stty: invalid\n")).isEmpty();
        assertThat(Screen.columns("")).isEmpty();
    }
}
