package dev.storycrew.cli.service;

import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.files.system.SystemReason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.util.PropertiesUtil;

/** Sends logs to a file: the terminal is for progress. */
public final class Logging {
    private static final String FILE = "storycrew.log";
    private static final String STDOUT_LEVEL = "storycrew.log.stdout";
    private static final String DEBUG_LEVEL = "storycrew.log.debug";

    private static final URI CONFIGURATION = URI.create("classpath:log4j2-storycrew.xml");

    private Logging() {}

    /** From here on everything is logged to a file, one JSON object a line. */
    public static void toFile(Path file) {
        toFile(file, false);
    }

    /**
     * The same.
     *
     * @param debug whether debug lines are written too, to the file and to standard error
     * @throws NotWrittenException if the file cannot be written
     */
    public static void toFile(Path file, boolean debug) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new NotWrittenException(
                    "the log cannot be written: " + SystemReason.withFile(e)
                            + "; fix that, or choose another folder with --data",
                    e);
        }
        System.setProperty(FILE, file.toString());
        reconfigure(debug);
    }

    /**
     * From here on everything is logged to standard output, one JSON object a line, for whoever collects it there.
     *
     * @param debug whether debug lines are written too, there and to standard error
     */
    static void toStandardOutput(boolean debug) {
        System.setProperty(STDOUT_LEVEL, "info");
        reconfigure(debug);
    }

    private static void reconfigure(boolean debug) {
        System.setProperty(DEBUG_LEVEL, debug ? "debug" : "off");
        // Whoever has a configuration of their own names it to Log4j, by a property or in the environment.
        if (PropertiesUtil.getProperties().getStringProperty(ConfigurationFactory.CONFIGURATION_FILE_PROPERTY)
                == null) {
            Configurator.reconfigure(CONFIGURATION);
        } else {
            Configurator.reconfigure();
        }
    }
}
