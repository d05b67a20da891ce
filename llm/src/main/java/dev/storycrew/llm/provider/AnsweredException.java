package dev.storycrew.llm.provider;

import dev.langchain4j.exception.HttpException;
import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** An error answer that keeps its headers, Retry-After among them. */
final class AnsweredException extends HttpException {
    private static final long serialVersionUID = 1L;

    private final transient HttpHeaders headers;

    AnsweredException(int status, String body, HttpHeaders headers) {
        super(status, body);
        this.headers = headers;
    }

    @Nullable
    String header(String name) {
        return headers.firstValue(name).orElse(null);
    }
}
