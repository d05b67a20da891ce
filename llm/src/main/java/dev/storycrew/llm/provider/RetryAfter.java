package dev.storycrew.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long a provider asks to wait: from its headers, or else from Gemini's body. */
final class RetryAfter {
    private static final String SECONDS = "\\d{1,6}(\\.\\d{1,9})?";
    private static final double MILLIS = 1000;

    private RetryAfter() {}

    static @Nullable Duration of(AnsweredException answered, String body) {
        String millis = answered.header("retry-after-ms");
        if (millis != null && millis.matches(SECONDS)) {
            return Duration.ofMillis(Math.round(Double.parseDouble(millis)));
        }
        String header = answered.header("retry-after");
        return header == null ? inBody(body) : parsed(header);
    }

    /** RFC 9110, 10.2.3: seconds or a date. */
    private static @Nullable Duration parsed(String value) {
        if (value.matches(SECONDS)) {
            return seconds(value);
        }
        try {
            Duration until = Duration.between(
                    ZonedDateTime.now(ZoneOffset.UTC),
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return null;
        }
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

    private static Duration seconds(String value) {
        return Duration.ofMillis(Math.round(Double.parseDouble(value) * MILLIS));
    }
}
