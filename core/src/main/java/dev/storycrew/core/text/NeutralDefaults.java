package dev.storycrew.core.text;

import java.util.Locale;
import java.util.TimeZone;

/**
 * The JVM's default locale and time zone, set to the same on every machine. Our own code names both; libraries do not:
 * where the machine's language is Turkish, Kafka turns {@code plaintext} into {@code PLAİNTEXT} and finds no such
 * protocol.
 */
public final class NeutralDefaults {
    private NeutralDefaults() {}

    /** From here on the defaults are English and UTC; call it before any library is used. */
    public static void set() {
        Locale.setDefault(Locale.ENGLISH);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }
}
