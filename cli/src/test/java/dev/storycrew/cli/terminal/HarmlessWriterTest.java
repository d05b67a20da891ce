package dev.storycrew.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HarmlessWriterTest {
    private final StringWriter screen = new StringWriter();
    private final CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create())
            .setOut(new PrintWriter(screen))
            .setErr(new PrintWriter(screen));

    @Test
    void whateverWayItIsPrintedNothingMovesTheCursor() {
        HarmlessWriter.guard(line);
        PrintWriter out = line.getOut();

        out.print("a\u001b[2J");
        out.print('\u009b');
        out.write("x\u202ey".toCharArray(), 0, 3);
        out.printf("%s", "\u0007");
        out.append("\rb").println();
        line.getErr().println("\u001bc");
        line.getErr().flush();
        out.flush();

        assertThat(screen.toString())
                .contains("a\\u001b[2J", "\\u009b", "x\\u202ey", "\\u0007", "\\u000db", "\\u001bc")
                .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e]");
    }

    @Test
    void ordinaryTextOfAnyScriptStaysAsItIs() {
        HarmlessWriter.guard(line);
        String text = "The Lighthouse\t灯塔\n\uD83D\uDEA2 — done\n";

        line.getOut().print(text);
        line.getOut().flush();

        assertThat(screen.toString()).isEqualTo(text);
    }

    @Test
    void guardedTwiceItIsSpelledOutOnce() {
        HarmlessWriter.guard(line);
        HarmlessWriter.guard(line);

        line.getOut().print("\u001b");
        line.getOut().flush();

        assertThat(screen.toString()).isEqualTo("\\u001b");
        assertThat(HarmlessWriter.raw(line.getOut())).isNotInstanceOf(HarmlessWriter.class);
    }
}
