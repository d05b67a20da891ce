package dev.storycrew.console.command;

import dev.storycrew.console.SubcommandProvider;

/** Adds {@code bench} to the command line. */
public final class BenchProvider implements SubcommandProvider {
    @Override
    public Object subcommand() {
        return new BenchCommand();
    }
}
