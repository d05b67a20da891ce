package dev.storycrew.llm.provider;

/** A server answered successfully, but with something that is not its protocol. */
final class GarbledAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Without a cause: the parser's message quotes what it could not read.
     *
     * @param message our own words, never the server's
     */
    GarbledAnswerException(String message) {
        super(message);
    }
}
