package dev.storycrew.cli.terminal;

import dev.storycrew.core.text.TerminalText;
import java.io.PrintWriter;
import picocli.CommandLine;

/**
 * What commands print to. Titles, names and answers of models come from outside: what would move the cursor or clear
 * the screen is spelled out, in JSON as JSON does it.
 */
public final class HarmlessWriter extends PrintWriter {
    private final PrintWriter raw;

    private HarmlessWriter(PrintWriter raw) {
        super(raw, true);
        this.raw = raw;
    }

    /** Guards everything that a command line and its commands print from now on. */
    public static void guard(CommandLine line) {
        line.setOut(around(line.getOut()));
        line.setErr(around(line.getErr()));
    }

    private static PrintWriter around(PrintWriter writer) {
        return writer instanceof HarmlessWriter ? writer : new HarmlessWriter(writer);
    }

    /** The writer behind a guarded one, for what draws on a terminal and guards its text itself. */
    public static PrintWriter raw(PrintWriter writer) {
        return writer instanceof HarmlessWriter guarded ? guarded.raw : writer;
    }

    @Override
    public void write(int sign) {
        raw.write(TerminalText.harmless(Character.toString(sign)));
    }

    @Override
    public void write(char[] signs, int from, int length) {
        raw.write(TerminalText.harmless(new String(signs, from, length)));
    }

    @Override
    public void write(String text, int from, int length) {
        raw.write(TerminalText.harmless(text.substring(from, from + length)));
    }

    @Override
    public boolean checkError() {
        return raw.checkError() || super.checkError();
    }
}
