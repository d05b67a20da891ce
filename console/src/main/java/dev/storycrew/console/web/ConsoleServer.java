package dev.storycrew.console.web;

import dev.storycrew.app.OutOfReachException;
import dev.storycrew.console.login.AccessTokens;
import dev.storycrew.console.login.ConsoleRole;
import dev.storycrew.console.login.ConsoleUser;
import dev.storycrew.console.login.LoginLinks;
import dev.storycrew.console.login.LoginSession;
import dev.storycrew.console.login.LoginSessions;
import dev.storycrew.core.text.Counted;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.server.ConnectionLimit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves pages and API. Nothing but the pages and the login is there for somebody without a session. */
public final class ConsoleServer implements AutoCloseable {
    /** What a POST request must bring along. */
    public static final String CSRF_HEADER = "X-StoryCrew-Token";

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);
    private static final String CSP = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self';"
            + " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final int MAX_BODY = 2 * 1024 * 1024;
    private static final long MOST_READ_OF_REFUSED = 8L * MAX_BODY;
    private static final int REFUSED_READ_AT_ONCE = 8;
    private static final int CHUNK = 16 * 1024;
    /** Nobody is known yet who sends this one. */
    private static final int MAX_LOGIN = 1024;

    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MAX_CONNECTIONS = 512;
    /** A stream keeps a thread. */
    private static final int THREADS = 160;

    private static final int FEWEST_THREADS = 4;
    private static final int IDLE_MILLIS = 30_000;
    private static final long SLOWEST_BYTES_A_SECOND = 1000;
    private static final int WRONG_TOKENS_A_MINUTE = 30;
    private static final String API = "/api/";
    private static final String LINK = "/login/";
    private static final int NOT_MODIFIED = 304;
    private static final int SERVER_ERROR = 500;
    private static final int NO_CONTENT = 204;
    private static final int MILLIS = 1000;

    private final Access access;
    private final LoginSessions sessions;
    private final List<Endpoints> endpoints;
    private final Function<LoginSession, Object> session;
    private final PageFiles pages = new PageFiles();
    private final WrongTokens wrong;
    private final Semaphore readingToTheEnd = new Semaphore(REFUSED_READ_AT_ONCE);
    private final Javalin javalin;
    private @Nullable RequestGuard guard;
    private String cookie = "";

    /**
     * Whom it lets in.
     *
     * @param host to bind
     * @param port to bind; 0 takes a free one
     * @param allowed other names that it has
     * @param https whether browsers come by HTTPS, through a proxy
     * @param tokens who may log in by a token; null if nobody
     * @param links of those who log in by a link; null if nobody
     * @param terminal is told each new link
     */
    public record Access(
            String host,
            int port,
            List<String> allowed,
            boolean https,
            @Nullable AccessTokens tokens,
            @Nullable LoginLinks links,
            Consumer<String> terminal) {
        public Access {
            allowed = List.copyOf(allowed);
        }
    }

    private ConsoleServer(
            Access access,
            LoginSessions sessions,
            InstantSource clock,
            List<Endpoints> endpoints,
            Function<LoginSession, Object> session) {
        this.access = access;
        this.sessions = sessions;
        this.endpoints = endpoints;
        this.session = session;
        this.wrong = new WrongTokens(clock, WRONG_TOKENS_A_MINUTE, Duration.ofMinutes(1));
        this.javalin = Javalin.create(this::configure);
    }

    /**
     * Starts.
     *
     * @param session what a browser is told that has just logged in
     * @throws OutOfReachException if its port is taken, or cannot be had
     */
    public static ConsoleServer start(
            Access access,
            LoginSessions sessions,
            InstantSource clock,
            List<Endpoints> endpoints,
            Function<LoginSession, Object> session) {
        ConsoleServer server = new ConsoleServer(access, sessions, clock, endpoints, session);
        try {
            server.javalin.start();
        } catch (RuntimeException e) {
            server.close();
            throw unbound(access, e);
        }
        int port = server.javalin.port();
        server.guard = new RequestGuard(access.host, port, access.allowed, access.https);
        // Cookies know no ports: two consoles on one machine must not take each other's.
        server.cookie = "storycrew_" + port;
        return server;
    }

    private static RuntimeException unbound(Access access, RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    || cause instanceof SocketException
                    || cause instanceof UnresolvedAddressException
                    || String.valueOf(cause.getMessage()).contains("Failed to bind")
                    || String.valueOf(cause.getMessage()).contains("already in use")) {
                return new OutOfReachException("the console cannot listen on " + access.host + ":" + access.port
                        + ": the port is taken, or the address is not this machine's; choose another port, or 0 for any"
                        + " free one");
            }
        }
        return failure;
    }

    /** Where it is bound. */
    public int port() {
        return javalin.port();
    }

    /** Prints a link to log in by, if there is not a good one already. */
    public void offerLink() {
        LoginLinks links = access.links;
        if (links != null) {
            links.another()
                    .ifPresent(code -> access.terminal.accept(
                            "Open " + address() + LINK + code + " to log in to the console (once, within "
                                    + Counted.of(LoginLinks.AGE.toMinutes(), "minute") + ")"));
        }
    }

    /** As a browser on this machine would call it. */
    public String address() {
        String host = access.host.equals("0.0.0.0") || access.host.equals("::") ? "127.0.0.1" : access.host;
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = MAX_BODY;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, FEWEST_THREADS, IDLE_MILLIS);
        threads.setName("console");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(ConsoleServer::bound);
        config.jetty.addConnector((server, http) -> connector(server, http));
        config.routes.before(this::let);
        config.routes.get(LINK + "{code}", this::useLink);
        for (String path : List.of("/api/session", "/api/login")) {
            config.routes.post(path, this::logIn);
        }
        config.routes.delete("/api/session", this::logOut);
        endpoints.forEach(each -> each.register(new Registered(config)));
        config.routes.get("/*", this::page);
        config.routes.exception(ProblemException.class, (e, context) -> {
            readToItsEnd(context);
            answer(context, e.status(), e.problem());
        });
        config.routes.exception(
                HttpResponseException.class,
                (e, context) -> answer(
                        context,
                        e.getStatus(),
                        Problem.of("there is no such path, or it does not accept this method")));
        config.routes.exception(Exception.class, ConsoleServer::failed);
    }

    private static void bound(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(MAX_HEADERS);
        http.setMinRequestDataRate(SLOWEST_BYTES_A_SECOND);
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        server.addBean(new ConnectionLimit(MAX_CONNECTIONS, server));
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(access.host);
        connector.setPort(access.port);
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    /** Takes paths for Javalin, with what each request must have. */
    private final class Registered implements Endpoints.Routes {
        private final JavalinConfig config;

        private Registered(JavalinConfig config) {
            this.config = config;
        }

        @Override
        public void get(String path, Endpoints.Answer answer) {
            config.routes.get(path, context -> respond(context, answer, false));
        }

        @Override
        public void post(String path, Endpoints.Answer answer) {
            config.routes.post(path, context -> respond(context, answer, false));
        }

        @Override
        public void command(String path, Endpoints.Answer answer) {
            config.routes.post(path, context -> respond(context, answer, true));
        }
    }

    private void let(Context context) {
        context.header("Content-Security-Policy", CSP);
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "no-referrer");
        context.header("X-Frame-Options", "DENY");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        context.header("Cache-Control", context.path().startsWith(API) ? "no-store" : "no-cache");
        RequestGuard own = guard;
        if (own == null) {
            throw ProblemException.of(ProblemException.OUT_OF_REACH, "the console is starting");
        }
        own.objectionTo(context.header("Host"), context.header("Origin")).ifPresent(why -> {
            throw ProblemException.of(ProblemException.NOT_ALLOWED, why);
        });
    }

    private void respond(Context context, Endpoints.Answer answer, boolean forOperators) throws Exception {
        LoginSession session = session(context);
        if (!context.method().name().equals("GET")) {
            requireOwn(context, session);
        }
        if (forOperators && session.person().role() != ConsoleRole.OPERATOR) {
            throw ProblemException.of(
                    ProblemException.NOT_ALLOWED,
                    session.person().name() + " may look, but not give commands",
                    "ask somebody with the role operator");
        }
        Object given = answer.to(new Asked(context, session));
        if (given != null) {
            answer(context, context.statusCode(), given);
        }
    }

    private LoginSession session(Context context) {
        return sessions.find(context.cookie(cookie)).orElseThrow(() -> {
            offerLink();
            return ProblemException.of(
                    ProblemException.NO_SESSION, "you are not logged in, or your session has ended", howToLogIn());
        });
    }

    private String howToLogIn() {
        return access.tokens != null
                ? "log in with your token"
                : "open the link that the console has printed on its terminal";
    }

    /** A page of another site can neither read the session's token nor send JSON unasked. */
    private static void requireOwn(Context context, LoginSession session) {
        if (!session.owns(context.header(CSRF_HEADER))) {
            throw ProblemException.of(
                    ProblemException.NOT_ALLOWED,
                    "the header " + CSRF_HEADER + " is missing, or belongs to another session",
                    "reload the page");
        }
        requireJson(context);
    }

    private static void requireJson(Context context) {
        String type = context.header("Content-Type");
        if (!context.method().name().equals("DELETE")
                && (type == null || !type.replaceFirst(";.*", "").strip().equalsIgnoreCase("application/json"))) {
            throw ProblemException.of(ProblemException.NOT_JSON, "the content type must be application/json");
        }
    }

    private void useLink(Context context) {
        LoginLinks links = access.links;
        Optional<ConsoleUser> person = links == null ? Optional.empty() : links.use(context.pathParam("code"));
        if (person.isEmpty()) {
            offerLink();
            context.status(ProblemException.NO_SESSION)
                    .contentType("text/plain; charset=utf-8")
                    .result("This link was already used, is older than "
                            + Counted.of(LoginLinks.AGE.toMinutes(), "minute") + ", or was never valid. To log in, "
                            + howToLogIn()
                            + ".\n");
            return;
        }
        begin(context, person.get());
        context.redirect("/", HttpStatus.SEE_OTHER);
    }

    private void logIn(Context context) {
        requireLength(context, MAX_LOGIN);
        requireJson(context);
        AccessTokens tokens = access.tokens;
        if (tokens == null) {
            offerLink();
            throw ProblemException.of(
                    ProblemException.NO_SESSION, "this console was started without a token file", howToLogIn());
        }
        String token =
                ConsoleJson.object(bytes(context, MAX_LOGIN)).path("token").asText("");
        ConsoleUser person = tokens.holderOf(token)
                .orElseThrow(() -> wrong.count()
                        ? ProblemException.of(ProblemException.NO_SESSION, "nobody has this token")
                        : ProblemException.of(
                                ProblemException.TOO_MANY, "too many wrong tokens", "try again in a minute"));
        String secret = begin(context, person);
        answer(
                context,
                context.statusCode(),
                session.apply(sessions.find(secret).orElseThrow()));
    }

    private String begin(Context context, ConsoleUser person) {
        sessions.end(context.cookie(cookie));
        String secret = sessions.begin(person);
        Cookie kept = new Cookie(cookie, secret);
        kept.setPath("/");
        kept.setHttpOnly(true);
        kept.setSecure(access.https);
        kept.setSameSite(SameSite.STRICT);
        kept.setMaxAge((int) (LoginSessions.AGE.toMillis() / MILLIS));
        context.cookie(kept);
        return secret;
    }

    private void logOut(Context context) {
        requireOwn(context, session(context));
        sessions.end(context.cookie(cookie));
        context.removeCookie(cookie, "/");
        context.status(NO_CONTENT);
    }

    private void page(Context context) {
        if (context.path().startsWith(API)) {
            session(context);
        }
        PageFiles.PageFile file = context.path().startsWith(API)
                ? null
                : pages.find(context.path()).orElse(null);
        if (file == null) {
            throw ProblemException.of(ProblemException.NOT_THERE, "there is no such path");
        }
        context.header("ETag", file.etag());
        if (file.etag().equals(context.header("If-None-Match"))) {
            context.status(NOT_MODIFIED);
            return;
        }
        context.contentType(file.type()).result(file.bytes());
    }

    private static void answer(Context context, int status, Object body) {
        context.status(status).contentType("application/json; charset=utf-8").result(ConsoleJson.bytes(body));
    }

    private static void failed(Exception failure, Context context) {
        if (context.res().isCommitted()) {
            return;
        }
        if (failure instanceof dev.storycrew.files.yaml.UsageException) {
            answer(context, ProblemException.WRONG, Problem.of(String.valueOf(failure.getMessage())));
            return;
        }
        if (OutOfReachException.isMeantBy(failure)) {
            LOG.atWarn()
                    .addKeyValue("event", "console_out_of_reach")
                    .setCause(failure)
                    .log("The cluster is out of reach");
            answer(
                    context,
                    ProblemException.OUT_OF_REACH,
                    new Problem(
                            "Kafka or the schema registry is out of reach",
                            "the console's log says why; it tries again with each request",
                            null,
                            null));
            return;
        }
        LOG.atError()
                .addKeyValue("event", "console_failed")
                .addKeyValue("path", context.path())
                .setCause(failure)
                .log("A request failed");
        answer(
                context,
                SERVER_ERROR,
                new Problem(
                        "the console could not answer because of an internal error",
                        "try again; if it happens again, look for console_failed in the console's log",
                        null,
                        null));
    }

    /** The body, however it comes. @throws ProblemException if it is too large */
    static byte[] bytes(Context context) {
        return bytes(context, MAX_BODY);
    }

    private static byte[] bytes(Context context, int most) {
        requireLength(context, most);
        try {
            // The container's stream, which it closes itself: what is left of it may still be wanted.
            byte[] read = context.req().getInputStream().readNBytes(most + 1);
            if (read.length > most) {
                throw tooLarge(most);
            }
            return read;
        } catch (IOException e) {
            throw ProblemException.of(ProblemException.WRONG, "the body could not be read");
        }
    }

    /**
     * Reads what is left of the body of a refused request, within bounds: if its connection were closed, whoever is still
     * sending might never see why it was refused. Only a few at a time, so that nobody can keep all threads busy with it.
     */
    private void readToItsEnd(Context context) {
        if (!readingToTheEnd.tryAcquire()) {
            return;
        }
        try {
            InputStream body = context.req().getInputStream();
            byte[] chunk = new byte[CHUNK];
            long left = MOST_READ_OF_REFUSED;
            int read = 0;
            while (left > 0 && read >= 0) {
                read = body.read(chunk);
                left -= read;
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("A refused request was not read to its end");
        } finally {
            readingToTheEnd.release();
        }
    }

    /** What says that it is too large is not taken at all. */
    private static void requireLength(Context context, int most) {
        if (context.req().getContentLengthLong() > most) {
            throw tooLarge(most);
        }
    }

    private static ProblemException tooLarge(int most) {
        return ProblemException.of(ProblemException.TOO_LARGE, "the body has more than " + most + " bytes");
    }

    /** Stops; streams end at once. */
    @Override
    public void close() {
        javalin.stop();
    }
}
