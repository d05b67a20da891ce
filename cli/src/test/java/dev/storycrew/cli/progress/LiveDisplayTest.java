package dev.storycrew.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveDisplayTest {
    private static final String ERASE = "\r\u001b[J";

    private final StringWriter screen = new StringWriter();
    private final AtomicInteger columns = new AtomicInteger(80);
    private final LiveDisplay display =
            LiveDisplay.start(new PrintWriter(screen), () -> new TerminalSize(24, columns.get()), false);

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
        display.at(standing(1, 3));

        assertThat(screen.toString()).endsWith("1 of 3 chapters  0:00\n  book/2  edit  0 s\r\u001b[1A");
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
        display.at(standing(1, 3));
        display.close();
        String before = screen.toString();
        display.at(standing(2, 3));
        display.line("Stopping");

        assertThat(before).endsWith("\u001b[1A" + ERASE);
        assertThat(screen.toString()).isEqualTo(before + "Stopping\n");
    }

    @Test
    void whoeverKnowsOnlyAWriterPrintsLinesAboveTheStatusLineToo() {
        display.at(standing(1, 3));
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
        plain.at(standing(1, 3));
        plain.line("a line");
        plain.close();

        assertThat(screen.toString()).isEqualTo("starting the Kafka broker ..\na line\n");
    }

    @Test
    void nobodyWritesOnForAPipeThatNobodyReads() {
        PlainDisplay read = new PlainDisplay(new PrintWriter(screen));
        PlainDisplay broken = new PlainDisplay(new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        }));
        read.line("a line");
        broken.line("a line");

        assertThat(read.isGone()).isFalse();
        assertThat(broken.isGone()).isTrue();
    }

    @Test
    void theSizeIsWhatTheTerminalSays() {
        assertThat(TerminalSize.parse("20 40\n")).contains(new TerminalSize(20, 40));
        assertThat(TerminalSize.parse("0 0\n")).contains(new TerminalSize(24, 80));
        assertThat(TerminalSize.parse("stty: invalid\n")).isEmpty();
        assertThat(TerminalSize.parse("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "xterm-256color,, '', true",
        "xterm,, '', true",
        "vt100,, '', false",
        "dumb,, '', false",
        "vt100,, truecolor, true",
        "xterm-256color, 1, truecolor, false",
    })
    void coloursAreForTerminalsThatHaveThemAndPeopleWhoWantThem(
            String term, @Nullable String noColor, String colorterm, boolean expected) {
        Map<String, String> environment = new HashMap<>(Map.of("TERM", term, "COLORTERM", colorterm));
        if (noColor != null) {
            environment.put("NO_COLOR", noColor);
        }

        assertThat(Screen.coloured(environment)).isEqualTo(expected);
    }

    private static Standing standing(int ended, int of) {
        return new Standing(
                ended, of, List.of(new Standing.UnderWay("book/2  edit", System.currentTimeMillis())), 1, null, 0);
    }
}
