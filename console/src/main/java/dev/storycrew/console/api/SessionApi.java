package dev.storycrew.console.api;

import dev.storycrew.app.Models;
import dev.storycrew.console.login.LoginSession;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code /api/session}: who looks, and what the pages need to begin. */
public final class SessionApi implements Endpoints {
    private final String version;
    private final String model;
    private final boolean notional;
    private final Supplier<RetryPolicy> active;
    private final Supplier<String> lastEvent;
    private final Map<String, String> topics;

    /** A level of the active policy. */
    record Level(String name, List<String> erases) {}

    record Session(
            String name,
            String role,
            String csrf,
            String version,
            String model,
            boolean notional,
            List<String> stages,
            List<Level> levels,
            Map<String, String> topics,
            String events) {}

    /**
     * @param active the active policy, asked each time
     * @param lastEvent the id of the last event: whatever a page reads later holds what was told until then
     */
    SessionApi(
            String version,
            Models models,
            TopicCatalogue catalogue,
            Supplier<RetryPolicy> active,
            Supplier<String> lastEvent) {
        this.version = version;
        this.model = models.rehearsal() ? "rehearsal" : models.names();
        this.notional = models.rehearsal();
        this.active = active;
        this.lastEvent = lastEvent;
        this.topics = new TreeMap<>(Map.of(
                "requests", catalogue.chapterRequests().name(),
                "chapters", catalogue.chapters().name(),
                "commands", catalogue.operatorCommands().name(),
                "decisions", catalogue.retryDecisions().name(),
                "dead_letters", catalogue.deadLetters().name(),
                "policies", catalogue.policies().name()));
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/session", asked -> of(asked.session()));
    }

    Session of(LoginSession session) {
        return new Session(
                session.person().name(),
                session.person().role().label(),
                session.csrf(),
                version,
                model,
                notional,
                Stream.of(Stage.values()).map(Stage::label).toList(),
                active.get().levels().values().stream()
                        .sorted(RetryLevel.BY_REACH)
                        .map(level ->
                                new Level(level.name(), List.of(level.erases().label())))
                        .toList(),
                topics,
                lastEvent.get());
    }
}
