package dev.storycrew.cli.options;

/** Nobody reads standard output any more, or it cannot be written: a command without an end ends. */
public final class OutputGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
