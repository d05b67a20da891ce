package dev.storycrew.schemas.registry;

/** The registry answered with an error: the request is at fault, and asking again would not help. */
final class RegistryAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param code Confluent's {@code error_code}, or the HTTP status where there is none */
    RegistryAnswerException(int code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * Whether it says that a subject, version or schema does not exist; a 404 from something else than a registry does
     * not.
     */
    boolean saysNotThere() {
        return code >= 40401 && code <= 40499;
    }
}
