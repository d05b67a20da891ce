package dev.storycrew.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.console.login.ConsoleRole;
import dev.storycrew.console.login.LoginSession;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A request of somebody who is logged in. */
public final class Asked {
    private static final int MAX_PAGE = 200;
    private static final int PAGE = 50;
    private static final int MAX_PARAMETER = 2000;

    private final Context context;
    private final LoginSession session;

    Asked(Context context, LoginSession session) {
        this.context = context;
        this.session = session;
    }

    public LoginSession session() {
        return session;
    }

    public boolean byOperator() {
        return session.person().role() == ConsoleRole.OPERATOR;
    }

    /** A part of the path, decoded. */
    public String part(String name) {
        return context.pathParam(name);
    }

    /** A parameter; empty if it is missing or blank. @throws ProblemException if it is too long */
    public Optional<String> parameter(String name) {
        String value = context.queryParam(name);
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        if (value.length() > MAX_PARAMETER) {
            throw ProblemException.ofField(name, "has more than " + MAX_PARAMETER + " characters");
        }
        return Optional.of(value);
    }

    /** A whole number of at most nine digits. @throws ProblemException if it is none */
    public OptionalInt number(String name) {
        Optional<String> value = parameter(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!value.get().matches("[0-9]{1,9}")) {
            throw ProblemException.ofField(name, "must be a whole number");
        }
        return OptionalInt.of(Integer.parseInt(value.get()));
    }

    /** How long a page shall be. @throws ProblemException if that is not 1 to 200 */
    public int limit() {
        return limit(PAGE, MAX_PAGE);
    }

    /** The same with other bounds. */
    public int limit(int usual, int most) {
        int limit = number("limit").orElse(usual);
        if (limit < 1 || limit > most) {
            throw ProblemException.ofField("limit", "must be 1 to " + most + ", but is " + limit);
        }
        return limit;
    }

    /** Where the page before ended; null for the first. */
    public @Nullable String after() {
        return parameter("after").orElse(null);
    }

    /** A header; null if there is none. */
    public @Nullable String header(String name) {
        return context.header(name);
    }

    /** The body. @throws ProblemException if it is no JSON object, or too large */
    public JsonNode body() {
        return ConsoleJson.object(ConsoleServer.bytes(context));
    }

    /** Says when to ask again. */
    public void askAgain(int seconds) {
        context.header("Retry-After", Integer.toString(seconds));
    }

    /** Answers with a file to be kept. */
    public void file(String name, String type, byte[] bytes) {
        context.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
        context.contentType(type);
        context.result(bytes);
    }

    /** Answers with a stream, whose bytes go out at once. */
    public OutputStream stream(String type) {
        context.res().setContentType(type);
        context.res().setCharacterEncoding("UTF-8");
        try {
            context.res().flushBuffer();
            return context.res().getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
