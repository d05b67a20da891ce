package dev.storycrew.testcluster;

import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import java.net.URI;
import java.nio.file.Path;

/** Broker and registry in this process. */
final class EmbeddedSystems implements TestSystems {
    private final Path registryFolder;
    private final EmbeddedBroker broker;
    private EmbeddedRegistry registry;

    EmbeddedSystems(Path folder) {
        registryFolder = folder.resolve("registry");
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        registry = EmbeddedRegistry.start(registryFolder, 0);
    }

    @Override
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public String registryUrl() {
        return registry.url();
    }

    @Override
    public String prefix() {
        return "storycrew.";
    }

    @Override
    public void stopRegistry() {
        registry.close();
    }

    @Override
    public void startRegistry() {
        registry = EmbeddedRegistry.start(
                registryFolder, URI.create(registry.url()).getPort());
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}
