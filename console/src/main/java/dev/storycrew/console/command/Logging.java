package dev.storycrew.console.command;

import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/** Sends logs to a file: the terminal is for progress. */
final class Logging {
    private static final String FILE = "storycrew.log";

    private Logging() {}

    /** From here on everything is logged to a file, one JSON object a line. */
    static void toFile(Path file) {
        System.setProperty(FILE, file.toString());
        Configurator.reconfigure();
    }
}
