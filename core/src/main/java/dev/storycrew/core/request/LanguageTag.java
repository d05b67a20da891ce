package dev.storycrew.core.request;

import com.ibm.icu.util.ULocale;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A book's language as a BCP 47 tag, such as {@code en}, {@code pt-BR} or {@code zh-Hant}. */
public final class LanguageTag {
    /** Tags that are well formed and name no language. */
    private static final Set<String> NO_LANGUAGE = Set.of("", "und", "mul", "mis", "zxx", "root");

    private static final String EXAMPLES = "a language tag such as en, pt-BR or zh-Hant";

    private LanguageTag() {}

    /** Why a text is no tag of a known language; null if it is one. */
    public static @Nullable String objectionTo(String tag) {
        Locale locale;
        try {
            locale = new Locale.Builder().setLanguageTag(tag).build();
        } catch (IllformedLocaleException e) {
            return "must be " + EXAMPLES + ", but is '" + tag + "'";
        }
        ULocale known = ULocale.forLocale(locale);
        String language = known.getLanguage();
        if (NO_LANGUAGE.contains(language) || language.equals(ULocale.getDisplayLanguage(language, ULocale.ENGLISH))) {
            return "must be " + EXAMPLES + ", but '" + tag + "' names no known language";
        }
        if (!known.getScript().isEmpty()
                && isUnknown(known.getScript(), "Zzzz", known.getDisplayScript(ULocale.ENGLISH))) {
            return "must be " + EXAMPLES + ", but '" + tag + "' names no known script";
        }
        if (!known.getCountry().isEmpty()
                && isUnknown(known.getCountry(), "ZZ", known.getDisplayCountry(ULocale.ENGLISH))) {
            return "must be " + EXAMPLES + ", but '" + tag + "' names no known region";
        }
        return null;
    }

    /** A tag in its usual form: {@code EN-us} as {@code en-US}. */
    public static String normalised(String tag) {
        return new Locale.Builder().setLanguageTag(tag).build().toLanguageTag();
    }

    private static boolean isUnknown(String code, String unknown, String name) {
        return code.equals(unknown) || code.equals(name);
    }
}
