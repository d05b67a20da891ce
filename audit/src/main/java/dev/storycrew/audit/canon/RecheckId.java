package dev.storycrew.audit.canon;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of a command that no operator sent: a chapter is looked at again, since one before it was made again.
 *
 * @param cause the id of the operator's command that this comes from
 * @param chapter the chapter to look at again
 */
public record RecheckId(String cause, int chapter) {
    private static final Pattern FORM = Pattern.compile("(.+)-recheck-([1-9][0-9]{0,8})");

    /** Null if an id has another form. */
    public static @Nullable RecheckId of(@Nullable String commandId) {
        Matcher matcher = FORM.matcher(commandId == null ? "" : commandId);
        return matcher.matches() ? new RecheckId(matcher.group(1), Integer.parseInt(matcher.group(2))) : null;
    }
}
