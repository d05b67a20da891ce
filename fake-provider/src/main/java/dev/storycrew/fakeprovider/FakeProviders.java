package dev.storycrew.fakeprovider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server on loopback that speaks OpenAI's, Anthropic's and Gemini's protocols, fails on command, and keeps a ledger of
 * its calls and of the tokens that it reported. What it answers comes from outside; it is for tests and campaigns, where
 * the gateway to language models must be the real one.
 */
public final class FakeProviders implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int READ_OF_A_CUT_INPUT = 3;
    private static final int MIN_REASONING = 3;
    private static final int LONGEST_DRIP = 600;
    private static final String RETRY_AFTER_MILLIS = "20";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Function<FakeRequest, String> brain;
    private final Function<FakeRequest, @Nullable Fault> mischief;
    private final List<FakeCall> ledger = new ArrayList<>();
    private final boolean keepsLedger;
    private final @Nullable Window window;
    private final Map<UUID, Integer> tries = new HashMap<>();
    private final Set<UUID> cache = new HashSet<>();
    private final AtomicInteger inFlight = new AtomicInteger();

    private FakeProviders(
            HttpServer server,
            Function<FakeRequest, String> brain,
            Function<FakeRequest, @Nullable Fault> mischief,
            boolean keepsLedger,
            @Nullable Window window) {
        this.window = window;
        this.server = server;
        this.brain = brain;
        this.mischief = mischief;
        this.keepsLedger = keepsLedger;
    }

    /**
     * Starts on a free port.
     *
     * @param brain what a request is answered with
     * @param mischief what goes wrong with a request; null for nothing
     */
    public static FakeProviders start(
            Function<FakeRequest, String> brain, Function<FakeRequest, @Nullable Fault> mischief) {
        return start(InetAddress.getLoopbackAddress(), brain, mischief, true);
    }

    /**
     * Starts on a free port a server whose model reads so much of a request and no more.
     *
     * @param brain what that is answered with; the ledger holds the whole request
     */
    public static FakeProviders start(Function<FakeRequest, String> brain, Window window) {
        return start(InetAddress.getLoopbackAddress(), brain, request -> null, true, window);
    }

    /**
     * The same, for many calls: the ledger keeps requests word for word, and whoever makes its own need not have it kept.
     *
     * @param address to listen on
     * @param keepsLedger false to leave {@link #ledger()} empty
     */
    public static FakeProviders start(
            InetAddress address,
            Function<FakeRequest, String> brain,
            Function<FakeRequest, @Nullable Fault> mischief,
            boolean keepsLedger) {
        return start(address, brain, mischief, keepsLedger, null);
    }

    private static FakeProviders start(
            InetAddress address,
            Function<FakeRequest, String> brain,
            Function<FakeRequest, @Nullable Fault> mischief,
            boolean keepsLedger,
            @Nullable Window window) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
            FakeProviders providers = new FakeProviders(server, brain, mischief, keepsLedger, window);
            server.setExecutor(providers.threads);
            server.createContext("/", providers::serve);
            server.start();
            return providers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** The base URL of a protocol, as a configuration names it. */
    public String url(Protocol protocol) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + (protocol == Protocol.GEMINI ? "/v1beta" : "/v1");
    }

    /** All chat calls so far, in the order in which they ended. */
    public List<FakeCall> ledger() {
        synchronized (ledger) {
            return List.copyOf(ledger);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("GET")) {
            send(exchange, 200, "{\"object\":\"list\",\"data\":[]}");
            return;
        }
        int running = inFlight.incrementAndGet();
        try {
            JsonNode json = JSON.readTree(body);
            Protocol protocol = Protocol.ofPath(path);
            FakeRequest request = counted(protocol.read(path, exchange.getRequestHeaders(), json, body));
            Fault overflow = window == null || sent(request) <= window.tokens()
                    ? null
                    : window.overflow() == Window.Overflow.REFUSED ? Fault.CONTEXT_TOO_LONG : Fault.INPUT_CUT;
            serve(exchange, request, overflow == null ? mischief.apply(request) : overflow, running);
        } finally {
            inFlight.decrementAndGet();
            exchange.close();
        }
    }

    private void serve(HttpExchange exchange, FakeRequest request, @Nullable Fault fault, int running)
            throws IOException {
        Protocol protocol = request.protocol();
        if (fault == null) {
            answer(exchange, request, null, brain.apply(request), Protocol.End.WHOLE, running);
            return;
        }
        switch (fault) {
            case REFUSED -> answer(exchange, request, fault, "", Protocol.End.REFUSED, running);
            case INPUT_CUT -> {
                FakeRequest read = window == null ? request : window.read(request);
                answer(exchange, request, fault, brain.apply(read), Protocol.End.WHOLE, running);
            }
            case EMPTY -> answer(exchange, request, fault, "", Protocol.End.WHOLE, running);
            case BROKEN ->
                answer(exchange, request, fault, "Certainly! Here it is: {\"scen", Protocol.End.WHOLE, running);
            case TRUNCATED -> {
                String whole = brain.apply(request);
                String half = whole.substring(0, whole.length() / 2);
                answer(exchange, request, fault, half, Protocol.End.TRUNCATED, running);
            }
            case CUT -> note(request, fault, NOTHING, running);
            case DRIP -> {
                note(request, fault, NOTHING, running);
                drip(exchange);
            }
            case GARBAGE -> {
                note(request, fault, NOTHING, running);
                send(exchange, 200, "<html><body>It works!</body></html>");
            }
            default -> {
                if (fault == Fault.RATE_LIMITED) {
                    exchange.getResponseHeaders().add("retry-after-ms", RETRY_AFTER_MILLIS);
                }
                note(request, fault, NOTHING, running);
                Protocol.ErrorAnswer error = protocol.error(fault, request.key() + " " + request.user());
                send(exchange, error.status(), error.body());
            }
        }
    }

    /** The sizes of windows are multiples of it. */
    private static final int WINDOW_STEP = 1_024;

    private static final Protocol.Bill NOTHING = new Protocol.Bill(0, 0, 0, 0, 0);

    private void answer(
            HttpExchange exchange,
            FakeRequest request,
            @Nullable Fault fault,
            String text,
            Protocol.End end,
            int running)
            throws IOException {
        Protocol.Bill whole = bill(request, text);
        Protocol.Bill bill = fault == Fault.INPUT_CUT
                ? new Protocol.Bill(
                        window == null ? whole.input() / READ_OF_A_CUT_INPUT : window.tokens(),
                        0,
                        0,
                        whole.output(),
                        whole.reasoning())
                : whole;
        note(request, fault, bill, running);
        send(exchange, 200, request.protocol().answer(text, end, bill));
    }

    /** A prefix cache as providers have them: Anthropic's on request, the others' by themselves. */
    private Protocol.Bill bill(FakeRequest request, String text) {
        long system = Window.tokensOf(request.system());
        long messages = sent(request) - system;
        if ((system + messages) % WINDOW_STEP == 0) {
            // Whatever has the size of a window is asked once more, which a test of calls would not expect.
            messages++;
        }
        boolean cacheable = request.protocol() != Protocol.ANTHROPIC || request.cacheMarked();
        boolean first;
        synchronized (ledger) {
            first = cacheable && cache.add(digest(request.model() + request.system()));
        }
        long cached = cacheable && !first ? system : 0;
        long written = request.protocol() == Protocol.ANTHROPIC && first ? system : 0;
        long reasoning = request.protocol() == Protocol.ANTHROPIC ? 0 : MIN_REASONING;
        return new Protocol.Bill(system + messages, cached, written, Window.tokensOf(text) + reasoning, reasoning);
    }

    private static long sent(FakeRequest request) {
        return Window.tokensOf(request.system())
                + request.messages().stream()
                        .mapToLong(message -> Window.tokensOf(message.text()))
                        .sum();
    }

    private FakeRequest counted(FakeRequest request) {
        int count;
        synchronized (ledger) {
            count = tries.merge(digest(request.model() + request.system() + request.user()), 1, Integer::sum);
        }
        return new FakeRequest(
                request.protocol(),
                request.model(),
                request.system(),
                request.messages(),
                count,
                request.maxTokens(),
                request.schema(),
                request.cacheMarked(),
                request.key(),
                request.body());
    }

    /** Stands for a long text. */
    private static UUID digest(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void note(FakeRequest request, @Nullable Fault fault, Protocol.Bill bill, int running) {
        if (!keepsLedger) {
            return;
        }
        synchronized (ledger) {
            ledger.add(new FakeCall(
                    request,
                    fault,
                    bill.input(),
                    bill.cached(),
                    bill.cacheWrite(),
                    bill.output(),
                    bill.reasoning(),
                    running,
                    System.nanoTime()));
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** A space now and then, until the client has had enough. */
    private static void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try {
            for (int sent = 0; sent < LONGEST_DRIP; sent++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.sleep(50);
            }
        } catch (IOException e) {
            // The client has gone, as it should.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
