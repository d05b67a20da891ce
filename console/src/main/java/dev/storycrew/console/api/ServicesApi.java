package dev.storycrew.console.api;

import dev.storycrew.app.metrics.ServiceSurvey;
import dev.storycrew.app.metrics.ServiceTopics;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.TopicSizes;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.topic.CardSources;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/services}: who works on the chapters, and how far behind. Answers are seconds old at most. */
public final class ServicesApi implements Endpoints {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Fewer records are what is under way. */
    private static final long MUCH = 100;

    private final Connection connection;
    private @Nullable Services last;
    private long at;

    /** A service's name, and whether it needs somebody. */
    record ServiceRow(
            String service,
            int members,
            long lag,
            int partitions,
            String state,
            @Nullable String advice) {

        static ServiceRow of(ServiceSurvey.Standing standing) {
            boolean absent = standing.members() == 0;
            boolean behind = !absent && standing.lag() > MUCH;
            String command = "./storycrew " + command(standing.service());
            return new ServiceRow(
                    standing.service(),
                    standing.members(),
                    standing.lag(),
                    standing.partitions(),
                    absent ? "ABSENT" : behind ? "BEHIND" : "UP",
                    absent
                            ? "start it: " + command
                            : behind ? "it cannot keep up; start another process: " + command : null);
        }

        private static String command(String service) {
            if (service.equals(CardSources.SERVICE)) {
                return ServiceTopics.LEDGER;
            }
            return Stream.of(Stage.values()).anyMatch(stage -> stage.label().equals(service))
                    ? "stage " + service
                    : service;
        }
    }

    record TopicRow(
            String name,
            int partitions,
            long records,
            @Nullable Long bytes) {}

    record Services(
            List<ServiceRow> items, int brokers, @Nullable String registry, List<TopicRow> topics) {}

    public ServicesApi(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/services", asked -> services());
    }

    /** What was found out last, a few seconds ago at most. */
    synchronized Services services() throws InterruptedException {
        long now = System.nanoTime();
        Services known = last;
        if (known == null || now - at > FRESH_NANOS) {
            ServiceSurvey survey = ServiceSurvey.of(connection);
            known = new Services(
                    survey.services().stream().map(ServiceRow::of).toList(),
                    survey.brokers(),
                    registry(),
                    TopicSizes.of(connection).stream()
                            .map(size -> new TopicRow(
                                    size.topic().name(),
                                    size.partitions(),
                                    size.offsets(),
                                    size.bytes().isPresent() ? size.bytes().getAsLong() : null))
                            .toList());
            last = known;
            at = System.nanoTime();
        }
        return known;
    }

    /** Where the registry is; null when it does not answer. Its address may hold a login, which is nobody's business. */
    private @Nullable String registry() {
        try {
            new RegistryClient(RegistrySettings.of(connection.registry())).subjects();
        } catch (RegistryUnavailableException e) {
            return null;
        }
        String first = connection
                .registry()
                .getOrDefault("schema.registry.url", "")
                .split(",", -1)[0]
                .strip();
        try {
            URI uri = URI.create(first);
            return uri.getHost() == null
                    ? null
                    : uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
