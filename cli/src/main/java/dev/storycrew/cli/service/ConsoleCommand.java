package dev.storycrew.cli.service;

import dev.storycrew.cli.options.BuildVersion;
import dev.storycrew.console.ConsoleSettings;
import dev.storycrew.console.WebConsole;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code console}: the web console against a cluster. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = {
            "Serves the web console until Ctrl-C or SIGTERM: books as they grow, what needs a person, figures, policies,"
                    + " and operators' commands. No chapter waits for it.",
            "If it listens on this machine only, it prints a link that logs you in. On any other"
                    + " address it needs --token-file."
        })
public final class ConsoleCommand implements Callable<Integer>, Narrating {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + ConsoleSettings.PORT,
            description = "The port to listen on; 0 takes a free port (default: ${DEFAULT-VALUE}).")
    private int port = ConsoleSettings.PORT;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = ConsoleSettings.LOOPBACK,
            description = "The address to listen on, such as 0.0.0.0 in a container (default: ${DEFAULT-VALUE}).")
    private String host = ConsoleSettings.LOOPBACK;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Who may log in: a line per person with name, role (viewer or operator) and token. Other"
                    + " users must not be able to read the file.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--allowed-host",
            paramLabel = "NAME",
            description = "Another host name by which browsers reach it, such as stories.example.org behind a"
                    + " proxy; with a port, only that port is allowed. May be given more than once.")
    private List<String> allowedHosts = new ArrayList<>();

    @Option(
            names = "--behind-https",
            description = "A proxy in front of it speaks HTTPS with browsers, so cookies are sent over HTTPS only.")
    private boolean https;

    @Mixin
    private ServiceOptions options = new ServiceOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter terminal = spec.commandLine().getOut();
        ConsoleSettings settings = new ConsoleSettings(
                host,
                port,
                tokenFile,
                allowedHosts,
                https,
                System.getProperty("user.name", "unknown"),
                BuildVersion.number(),
                line -> {
                    terminal.println(line);
                    terminal.flush();
                });
        return options.serve(
                "console",
                List.of(),
                (services, connection, config, models) -> {
                    WebConsole console = WebConsole.start(settings, connection, config, models);
                    services.started("console", console::ready, console::close);
                    terminal.println("console on " + console.address());
                },
                terminal);
    }
}
