package dev.storycrew.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long a provider asks to wait: from its headers, or else from Gemini's body. */
final class RetryAfter {
    private static final String SECONDS = "\\d{1,6}(\\.\\d{1,9})?";
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            old("EEEE, dd-MMM-")
                    .appendValueReduced(
                            ChronoField.YEAR,
                            2,
                            2,
                            LocalDate.now(ZoneOffset.UTC).minusYears(50))
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC),
            old("EEE MMM ppd HH:mm:ss yyyy").toFormatter(Locale.ENGLISH).withZone(ZoneOffset.UTC));

    private static final double MILLIS = 1000;

    private RetryAfter() {}

    static @Nullable Duration of(AnsweredException answered, String body) {
        String millis = answered.header("retry-after-ms");
        if (millis != null && millis.matches(SECONDS)) {
            return Duration.ofMillis(Math.round(Double.parseDouble(millis)));
        }
        String header = answered.header("retry-after");
        return header == null ? inBody(body) : parsed(header.strip(), now(answered));
    }

    /** RFC 9110, 10.2.3: seconds or a date. */
    private static @Nullable Duration parsed(String value, ZonedDateTime now) {
        if (value.matches(SECONDS)) {
            return seconds(value);
        }
        ZonedDateTime date = date(value);
        if (date == null) {
            return null;
        }
        Duration until = Duration.between(now, date);
        return until.isNegative() ? Duration.ZERO : until;
    }

    /** The server's own time, so that a wrong clock here does not matter. */
    private static ZonedDateTime now(AnsweredException answered) {
        String header = answered.header("date");
        ZonedDateTime date = header == null ? null : date(header.strip());
        return date == null ? ZonedDateTime.now(ZoneOffset.UTC) : date;
    }

    /** RFC 9110, 5.6.7: the usual form, or one of the two old ones; null for anything else. */
    private static @Nullable ZonedDateTime date(String value) {
        for (DateTimeFormatter form : DATES) {
            try {
                return ZonedDateTime.parse(value, form);
            } catch (DateTimeException e) {
                // The next form.
            }
        }
        return null;
    }

    /** google.rpc.RetryInfo: {@code "details": [{"retryDelay": "34s"}]}. */
    private static @Nullable Duration inBody(String body) {
        for (JsonNode detail : CallFailures.json(body).path("error").path("details")) {
            String delay = detail.path("retryDelay").asText("");
            if (delay.matches(SECONDS + "s")) {
                return seconds(delay.substring(0, delay.length() - 1));
            }
        }
        return null;
    }

    private static DateTimeFormatterBuilder old(String pattern) {
        return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
    }

    private static Duration seconds(String value) {
        return Duration.ofMillis(Math.round(Double.parseDouble(value) * MILLIS));
    }
}
