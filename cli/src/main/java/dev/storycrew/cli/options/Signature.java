package dev.storycrew.cli.options;

import dev.storycrew.core.request.RequestRules;
import dev.storycrew.core.request.Writing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Who decides and why, as an operator's options say it: short enough for a record, and fit for every screen. */
public final class Signature {
    private Signature() {}

    /**
     * Who decides: the name given, or the current user.
     *
     * @throws ParameterException when no name can be like that
     */
    public static String who(CommandLine line, @Nullable String by) {
        if (by == null || by.isBlank()) {
            return System.getProperty("user.name", "unknown");
        }
        return checked(line, "--by", by, RequestRules.MAX_NAME, Writing.objectionToLine(by));
    }

    /**
     * Why, or null.
     *
     * @throws ParameterException when no note can be like that
     */
    public static @Nullable String note(CommandLine line, @Nullable String note) {
        return note == null || note.isBlank()
                ? null
                : checked(line, "--note", note, RequestRules.MAX_SENTENCES, Writing.objectionToText(note));
    }

    /**
     * A command's id.
     *
     * @throws ParameterException when no id can be like that
     */
    public static String id(CommandLine line, String id) {
        return checked(line, "--id", id, RequestRules.MAX_NAME, Writing.objectionToLine(id));
    }

    private static String checked(CommandLine line, String option, String text, int most, @Nullable String objection) {
        String problem = text.length() > most
                ? "must have at most " + most + " characters, but has " + text.length()
                : objection;
        if (problem != null) {
            throw new ParameterException(line, option + ": " + problem);
        }
        return text;
    }
}
