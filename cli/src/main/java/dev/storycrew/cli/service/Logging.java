package dev.storycrew.cli.service;

import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/** Sends logs to a file: the terminal is for progress. */
public final class Logging {
    private static final String FILE = "storycrew.log";
    private static final String DEBUG_LEVEL = "storycrew.log.debug";

    private Logging() {}

    /** From here on everything is logged to a file, one JSON object a line. */
    public static void toFile(Path file) {
        toFile(file, false);
    }

    /**
     * The same.
     *
     * @param debug whether debug lines are written too, to the file and to standard error
     */
    public static void toFile(Path file, boolean debug) {
        System.setProperty(FILE, file.toString());
        System.setProperty(DEBUG_LEVEL, debug ? "debug" : "off");
        Configurator.reconfigure();
    }
}
