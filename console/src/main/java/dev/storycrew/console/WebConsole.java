package dev.storycrew.console;

import dev.storycrew.app.Models;
import dev.storycrew.app.config.Config;
import dev.storycrew.console.api.ConsoleApi;
import dev.storycrew.console.login.AccessTokens;
import dev.storycrew.console.login.ConsoleRole;
import dev.storycrew.console.login.ConsoleUser;
import dev.storycrew.console.login.LoginLinks;
import dev.storycrew.console.login.LoginSessions;
import dev.storycrew.console.login.TokenFile;
import dev.storycrew.console.web.ConsoleServer;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;

/**
 * A console that runs in this process. It is in no group and keeps nothing: it can be stopped, killed and run twice.
 */
public final class WebConsole implements AutoCloseable {
    private final ConsoleServer server;
    private final ConsoleApi api;

    private WebConsole(ConsoleServer server, ConsoleApi api) {
        this.server = server;
        this.api = api;
    }

    /**
     * Starts it.
     *
     * @throws UsageException if it would be open to others without tokens, or its token file cannot be used
     * @throws dev.storycrew.app.OutOfReachException if its port is taken
     */
    public static WebConsole start(ConsoleSettings settings, Connection connection, Config config, Models models)
            throws InterruptedException {
        return start(settings, connection, config, models, InstantSource.system());
    }

    /** @param clock that sessions end by */
    static WebConsole start(
            ConsoleSettings settings, Connection connection, Config config, Models models, InstantSource clock)
            throws InterruptedException {
        AccessTokens tokens = settings.tokenFile() == null ? null : TokenFile.read(settings.tokenFile());
        if (tokens == null && !isLoopback(settings.host())) {
            throw new UsageException("--host " + settings.host()
                    + ": others can reach this address, so say who may log in with --token-file FILE");
        }
        LoginLinks links =
                tokens == null ? new LoginLinks(clock, new ConsoleUser(settings.user(), ConsoleRole.OPERATOR)) : null;
        LoginSessions sessions = new LoginSessions(clock);
        ConsoleApi api = new ConsoleApi(connection, config, models, settings.version(), sessions, clock);
        // The port first: whoever must choose another should not wait for the topics.
        ConsoleServer server = ConsoleServer.start(
                new ConsoleServer.Access(
                        settings.host(),
                        settings.port(),
                        settings.allowedHosts(),
                        settings.https(),
                        tokens,
                        links,
                        settings.terminal()),
                sessions,
                clock,
                api.endpoints(),
                api::session);
        WebConsole console = new WebConsole(server, api);
        try {
            api.start();
        } catch (InterruptedException | RuntimeException e) {
            console.close();
            throw e;
        }
        server.offerLink();
        return console;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UsageException("--host " + host + ": this name has no address");
        }
    }

    /** As a browser on this machine would call it. */
    public String address() {
        return server.address();
    }

    /** Where it is bound. */
    public int port() {
        return server.port();
    }

    /** True while it knows what the topics say. */
    public boolean ready() {
        return api.isCurrent();
    }

    @Override
    public void close() {
        // A request that is being answered must not find its readers closed.
        api.endStreams();
        server.close();
        api.close();
    }
}
