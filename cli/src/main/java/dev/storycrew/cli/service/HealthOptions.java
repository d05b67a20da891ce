package dev.storycrew.cli.service;

import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.health.HealthServer;
import dev.storycrew.app.metrics.ProcessMetrics;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command that serves tells of its health. */
final class HealthOptions {
    @Option(
            names = "--health-port",
            paramLabel = "PORT",
            description =
                    "Serves /health/live, /health/ready and /metrics on this port of 127.0.0.1 or --health-host; 0 takes a free"
                            + " port (default: not served).")
    private @Nullable Integer port;

    @Option(
            names = "--health-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address for --health-port, such as 0.0.0.0 in a container (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    /** True if it is wanted. */
    boolean wanted() {
        return port != null;
    }

    /** Starts it if it is wanted; the caller closes it. */
    Optional<HealthServer> serve(Services services, Models models, ProcessMetrics metrics) {
        Integer wanted = port;
        return wanted == null
                ? Optional.empty()
                : Optional.of(HealthServer.start(host, wanted, services, models, metrics));
    }

    /** Says where it is. */
    String line(HealthServer server) {
        return line(server, HealthServer.READY);
    }

    /** Says where one of its pages is. */
    String line(HealthServer server, String path) {
        return "health on http://" + host + ":" + server.port() + path;
    }
}
