package dev.storycrew.cli;

/**
 * A command that another module adds to the command line, found by a {@link java.util.ServiceLoader}: the command line
 * does not know what else is on the class path.
 */
public interface SubcommandProvider {
    /** A new instance of the command, a class with picocli's {@code @Command}. */
    Object subcommand();
}
