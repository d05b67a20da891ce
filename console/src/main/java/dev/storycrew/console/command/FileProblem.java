package dev.storycrew.console.command;

import dev.storycrew.console.web.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages about a text that was sent in place of a file, taken apart: {@code policy:3: rules[0].level: ..}. */
public final class FileProblem {
    /** In place of a policy file's name. */
    public static final String POLICY = "policy";

    /** In place of a book file's name. */
    public static final String BOOK = "book";

    private static final Pattern MESSAGE = Pattern.compile(
            "^(?:" + POLICY + "|" + BOOK + ")(?::(\\d+))?(?::\\d+)?: (?:([A-Za-z][\\w.\\[\\]-]*): )?(.*)$",
            Pattern.DOTALL);

    private FileProblem() {}

    /** A message as a problem. */
    public static Problem of(String message) {
        Matcher matcher = MESSAGE.matcher(message);
        if (!matcher.matches()) {
            return Problem.of(message);
        }
        String line = matcher.group(1);
        return new Problem(matcher.group(3), null, matcher.group(2), line == null ? null : Integer.valueOf(line));
    }
}
