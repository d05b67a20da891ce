package dev.storycrew.cli.service;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.NativeLibraries;
import dev.storycrew.app.ServiceHooks;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.embedded.Listening;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Broker, registry and services in this process, as long as a {@link Lifetime} lasts. */
public final class Embedding {
    /** What the services in this process are called as an instance. */
    static final String INSTANCE = "embedded";

    private Embedding() {}

    /**
     * Starts broker and registry for services; whatever of them has begun when the lifetime ends is closed with it.
     *
     * @param partitions of the topics, if there are none yet
     * @param steps is told what is being started, before each step
     */
    public static EmbeddedCluster start(
            Lifetime lifetime,
            DataFolder locked,
            Config settings,
            int partitions,
            Listening listening,
            Consumer<String> steps) {
        NativeLibraries libraries = NativeLibraries.in(state(locked.path()).resolve("native"));
        return start(lifetime, locked, settings, partitions, listening, steps, libraries::loadRocksDb);
    }

    /** Starts them for whoever only reads what is there. */
    public static EmbeddedCluster forReading(Lifetime lifetime, DataFolder locked, Config settings) {
        return start(
                lifetime,
                locked,
                settings,
                TopicCatalogue.EMBEDDED_PARTITIONS,
                Listening.ANYWHERE_LOCAL,
                step -> {},
                () -> {});
    }

    private static EmbeddedCluster start(
            Lifetime lifetime,
            DataFolder locked,
            Config settings,
            int partitions,
            Listening listening,
            Consumer<String> steps,
            Runnable meanwhile) {
        TopicCatalogue topics = new TopicCatalogue(settings.cluster().topics().prefix(), partitions);
        try (Supervision.Waiting waiting = lifetime.supervision().waitingFor("the embedded broker to start")) {
            return EmbeddedCluster.start(locked, topics, listening, steps, lifetime::add, meanwhile);
        }
    }

    private static Path state(Path data) {
        return data.resolve("streams");
    }

    /** Services that the lifetime closes; none is started yet. */
    public static Services services(
            Lifetime lifetime,
            EmbeddedCluster cluster,
            Config settings,
            Models models,
            Path data,
            MeterRegistry meters,
            ChapterTracing tracing) {
        Services services = new Services(
                cluster.connection(),
                settings,
                models,
                INSTANCE,
                state(data),
                ServiceHooks.NONE,
                lifetime.supervision(),
                meters,
                tracing);
        lifetime.add(services, services::inHand);
        return services;
    }
}
