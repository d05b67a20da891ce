package dev.storycrew.cli.service;

import dev.storycrew.app.Models;
import dev.storycrew.app.OutOfReachException;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.cli.options.BuildVersion;
import dev.storycrew.console.ConsoleSettings;
import dev.storycrew.console.WebConsole;
import dev.storycrew.history.Connection;
import java.util.List;
import java.util.function.Consumer;

/** A console beside all services in one process, for whoever sits at this machine. */
final class LocalConsole {
    private LocalConsole() {}

    /**
     * Starts it at a port, or at a free one if that cannot be used.
     *
     * @param lines is told where it is, and the links to log in by
     */
    static void start(
            Services services, Connection connection, Config config, Models models, int port, Consumer<String> lines)
            throws InterruptedException {
        ConsoleSettings settings = new ConsoleSettings(
                ConsoleSettings.LOOPBACK,
                port,
                null,
                List.of(),
                false,
                System.getProperty("user.name", "unknown"),
                BuildVersion.number(),
                lines);
        WebConsole console;
        try {
            console = WebConsole.start(settings, connection, config, models);
        } catch (OutOfReachException e) {
            console = WebConsole.start(settings.withPort(0), connection, config, models);
            lines.accept("the console could not use port " + port + ", so it is on " + console.address());
        }
        services.started("console", console::ready, console::close);
    }
}
