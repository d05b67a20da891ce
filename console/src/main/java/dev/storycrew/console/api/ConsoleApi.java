package dev.storycrew.console.api;

import dev.storycrew.app.ClusterServiceStatus;
import dev.storycrew.app.Models;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.deadletter.LetterRules;
import dev.storycrew.console.login.LoginSession;
import dev.storycrew.console.login.LoginSessions;
import dev.storycrew.console.read.ArmShelf;
import dev.storycrew.console.read.CardDesk;
import dev.storycrew.console.read.FigureShelf;
import dev.storycrew.console.read.LetterIndex;
import dev.storycrew.console.read.PolicyShelf;
import dev.storycrew.console.read.RequestShelf;
import dev.storycrew.console.read.ResultShelf;
import dev.storycrew.console.read.TitleShelf;
import dev.storycrew.console.read.TopicFollower;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.console.web.LongReads;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.PositionReader;
import dev.storycrew.topology.sequencer.OnFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All of the API's paths, and what they read from. */
public final class ConsoleApi implements AutoCloseable {
    /** How many requests may read topics at once. */
    private static final int LONG_READS = 4;

    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final Connection connection;
    private final PolicyShelf policies;
    private final FigureShelf figures = new FigureShelf();
    private final ArmShelf arms = new ArmShelf();
    private final ResultShelf results = new ResultShelf();
    private final LetterIndex letters;
    private final PositionReader positions;
    private final CardDesk desk;
    private final TitleShelf titles;
    private final EventHub hub;
    private final SessionApi session;
    private final List<Endpoints> endpoints = new ArrayList<>();
    private final List<TopicFollower> followers = new ArrayList<>();

    /** @param version of this program */
    public ConsoleApi(
            Connection connection,
            Config config,
            Models models,
            String version,
            LoginSessions sessions,
            InstantSource clock) {
        this.connection = connection;
        this.policies = new PolicyShelf(config.routing().policy());
        this.letters = new LetterIndex(new LetterRules(connection));
        this.positions = new PositionReader(connection);
        this.desk = new CardDesk(
                connection,
                new ClusterServiceStatus(connection, models, config.routing().onFailure() == OnFailure.CONTINUE),
                config.stuckAfter());
        RequestShelf requests = new RequestShelf(connection, positions);
        AttentionBoard attention = new AttentionBoard(letters);
        ServicesApi services = new ServicesApi(connection);
        AtomicReference<@Nullable Long> behind = new AtomicReference<>();
        this.titles = new TitleShelf(connection, desk);
        BooksApi books = new BooksApi(
                desk,
                requests,
                titles,
                attention,
                services,
                policies::active,
                config.routing().budget(),
                behind,
                clock);
        LongReads longReads = new LongReads(LONG_READS);
        this.hub = new EventHub(desk, books, attention, letters, behind, clock);
        this.session = new SessionApi(version, models, connection.topics(), policies::active, hub.ring()::here);
        endpoints.add(session);
        endpoints.add(books);
        endpoints.add(new ChapterApi(connection, desk, requests, books, policies, longReads, clock));
        endpoints.add(new ReadingApi(desk, requests, longReads, clock));
        endpoints.add(new DeadLettersApi(connection, letters, desk, positions));
        endpoints.add(new FiguresApi(figures, desk, clock));
        endpoints.add(new PoliciesApi(connection, policies, figures, arms, longReads, clock));
        endpoints.add(services);
        endpoints.add(new EventsApi(hub, sessions));
        endpoints.add(new AuditApi(results));
        endpoints.add(new CommandsApi(
                connection,
                desk,
                letters,
                policies,
                results,
                requests,
                config.routing().policy(),
                clock));
    }

    /** Its paths. */
    public List<Endpoints> endpoints() {
        return List.copyOf(endpoints);
    }

    /** What a browser is told about its session. */
    public Object session(LoginSession of) {
        return session.of(of);
    }

    /** Starts to read; returns when what is small has been read. */
    public void start() throws InterruptedException {
        var topics = connection.topics();
        followers.add(
                TopicFollower.start("policies", connection, List.of(topics.policies()), policies, policies::take));
        followers.add(TopicFollower.start(
                "figures", connection, List.of(topics.kpiDaily(), topics.kpiMonthly()), figures, figures::take));
        followers.add(TopicFollower.start("arms", connection, List.of(topics.retryDecisions()), arms, arms::take));
        followers.add(TopicFollower.start(
                "dead-letters", connection, List.of(topics.deadLetters(), topics.commandResults()), letters, event -> {
                    letters.take(event);
                    results.take(event);
                }));
        desk.start();
        titles.start();
        hub.start();
        for (TopicFollower follower : followers) {
            follower.awaitCaughtUp(CATCH_UP);
        }
        // A million cards take longer; until they are read, books are answered with 503.
        desk.awaitRead(CATCH_UP);
    }

    /** True while it knows what the topics say. */
    public boolean isCurrent() {
        return desk.isCurrent() && followers.stream().allMatch(TopicFollower::isCurrent);
    }

    /** Ends the streams of browsers, which would keep the server from stopping. */
    public void endStreams() {
        hub.close();
    }

    @Override
    public void close() {
        hub.close();
        followers.forEach(TopicFollower::close);
        titles.close();
        desk.close();
        positions.close();
    }
}
