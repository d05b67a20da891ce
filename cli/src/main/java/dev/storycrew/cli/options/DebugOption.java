package dev.storycrew.cli.options;

import dev.storycrew.app.config.Config;
import picocli.CommandLine.Option;

/** The option that turns debug mode on. */
public final class DebugOption {
    @Option(
            names = "--debug",
            description =
                    "Logs, for each chapter, the issues found, the level and why, what is preserved, and which parts each"
                            + " stage was given, and prints it to standard error too; never chapter text, notes or keys."
                            + " STORYCREW_DEBUG=true, or debug: true in the configuration, does the same.")
    private boolean debug;

    public boolean isOn(Config config) {
        return debug || config.debug();
    }
}
