package dev.storycrew.core.request;

import dev.storycrew.core.names.SpelledName;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SmokeBook;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which ids a book may have, and when two names are the same. */
public final class BookNames {
    /** Names of devices, which no folder can have on Windows. */
    private static final Pattern DEVICES = Pattern.compile("(?i)con|prn|aux|nul|com[0-9]|lpt[0-9]|conin|conout");

    private BookNames() {}

    /** Why a book cannot be called so; null if it can. */
    public static @Nullable String objectionToId(String id) {
        if (id.length() > RequestRules.MAX_ID) {
            return "must have at most " + RequestRules.MAX_ID + " characters, but has " + id.length();
        }
        if (!ChapterId.isBookId(id)) {
            return "may contain only letters, digits and dashes, but is '" + id + "'";
        }
        if (DEVICES.matcher(id).matches()) {
            return "is '" + id + "', which Windows does not allow as a folder name; choose another";
        }
        return SmokeBook.isNamed(id)
                ? "is '" + id + "', which is reserved for the books of storycrew validate; choose another"
                : null;
    }

    /** What two ids have in common that would be exported to the same folder where case does not count. */
    public static String folder(String id) {
        return id.toLowerCase(Locale.ROOT);
    }

    /** What two spellings of the same name have in common: case, accents' composition and blanks do not count. */
    public static String folded(String name) {
        return SpelledName.of(name);
    }
}
