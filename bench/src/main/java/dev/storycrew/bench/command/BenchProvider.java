package dev.storycrew.bench.command;

import dev.storycrew.cli.SubcommandProvider;

/** Adds {@code bench} to the command line. */
public final class BenchProvider implements SubcommandProvider {
    @Override
    public Object subcommand() {
        return new BenchCommand();
    }
}
