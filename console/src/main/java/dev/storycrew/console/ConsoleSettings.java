package dev.storycrew.console;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a console is started.
 *
 * @param host to bind
 * @param port to bind; 0 takes a free one
 * @param tokenFile of those who may log in; null on loopback, where a link on the terminal lets in whoever sees it
 * @param allowedHosts other names by which browsers call it, with a port or for any port
 * @param https whether browsers come by HTTPS, through a proxy
 * @param user who logs in by a link
 * @param version of this program
 * @param terminal is told each login link
 */
public record ConsoleSettings(
        String host,
        int port,
        @Nullable Path tokenFile,
        List<String> allowedHosts,
        boolean https,
        String user,
        String version,
        Consumer<String> terminal) {
    /** Where it listens unless told otherwise. */
    public static final String LOOPBACK = "127.0.0.1";

    /** And at which port. */
    public static final int PORT = 8080;

    public ConsoleSettings {
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** The same at another port. */
    public ConsoleSettings withPort(int other) {
        return new ConsoleSettings(host, other, tokenFile, allowedHosts, https, user, version, terminal);
    }
}
