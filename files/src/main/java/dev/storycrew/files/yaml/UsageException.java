package dev.storycrew.files.yaml;

/** A file that cannot be used. Its message is one line: file, line, field, what is wrong and what to do. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message.replaceAll("\\s*\\R\\s*", " "));
    }
}
