package dev.storycrew.stages.llm;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.storycrew.stages.llm.CallFailure.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Tells what LangChain4j's exceptions mean, in one place. */
final class CallFailures {
    private static final int PAYMENT_REQUIRED = 402;
    private static final int SERVER_ERRORS = 500;

    private CallFailures() {}

    static CallFailure of(RuntimeException thrown) {
        HttpException http = httpCause(thrown);
        Kind kind = kind(thrown, http);
        String status = http == null ? "" : "HTTP " + http.statusCode() + ", ";
        return new CallFailure(kind, status + describe(kind), retryAfter(http));
    }

    private static Kind kind(RuntimeException thrown, @Nullable HttpException http) {
        if (http != null && (http.statusCode() == PAYMENT_REQUIRED || saysQuotaGone(http))) {
            return Kind.QUOTA_GONE;
        }
        if (thrown instanceof RateLimitException) {
            return Kind.RATE_LIMITED;
        }
        if (thrown instanceof InternalServerException || (http != null && http.statusCode() >= SERVER_ERRORS)) {
            return Kind.OVERLOADED;
        }
        if (thrown instanceof TimeoutException) {
            return Kind.TIMED_OUT;
        }
        if (thrown instanceof AuthenticationException) {
            return Kind.BAD_CREDENTIALS;
        }
        if (thrown instanceof ModelNotFoundException) {
            return Kind.UNKNOWN_MODEL;
        }
        if (thrown instanceof ContentFilteredException) {
            return Kind.REFUSED;
        }
        if (thrown instanceof InvalidRequestException || http != null) {
            return Kind.INVALID_REQUEST;
        }
        return Kind.OUT_OF_REACH;
    }

    private static String describe(Kind kind) {
        return switch (kind) {
            case RATE_LIMITED -> "rate limited";
            case OVERLOADED -> "the provider failed";
            case TIMED_OUT -> "no answer in time";
            case OUT_OF_REACH -> "the provider is out of reach";
            case BAD_CREDENTIALS -> "the provider does not take the API key; set the right one and start again";
            case QUOTA_GONE -> "the provider's quota is used up; add credit and start again";
            case UNKNOWN_MODEL -> "the provider does not know the model; set another and start again";
            case REFUSED -> "the provider refused to answer";
            case INVALID_REQUEST -> "the provider does not take the request";
        };
    }

    private static boolean saysQuotaGone(HttpException http) {
        String body = String.valueOf(http.getMessage());
        return body.contains("insufficient_quota") || body.contains("insufficient_balance");
    }

    private static @Nullable HttpException httpCause(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpException http) {
                return http;
            }
        }
        return null;
    }

    /** Retry-After holds seconds or a date (RFC 9110, 10.2.3). */
    private static @Nullable Duration retryAfter(@Nullable HttpException http) {
        String value = http instanceof AnsweredException answered ? answered.header("retry-after") : null;
        if (value == null) {
            return null;
        }
        try {
            if (value.matches("\\d{1,6}(\\.\\d+)?")) {
                return Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000));
            }
            Duration until = Duration.between(
                    ZonedDateTime.now(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
