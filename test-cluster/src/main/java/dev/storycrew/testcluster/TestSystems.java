package dev.storycrew.testcluster;

import java.nio.file.Path;

/**
 * A broker and a schema registry for tests, which need not know where they run: in this process, or with
 * {@code -Pcontainers} in containers.
 */
public interface TestSystems extends AutoCloseable {
    /**
     * Starts them; those in containers are shared by all tests of this JVM.
     *
     * @param folder where those in this process keep their data
     */
    static TestSystems start(Path folder) {
        return Boolean.getBoolean("storycrew.test.containers")
                ? ContainerSystems.shared()
                : new EmbeddedSystems(folder);
    }

    String bootstrapServers();

    /** The registry's address, for {@code schema.registry.url}. */
    String registryUrl();

    /** The beginning of names of topics that no other test has here, with a dot at its end. */
    String prefix();

    /** Takes the registry away; until {@link #startRegistry} its port is free. */
    void stopRegistry();

    /** Brings it back on the same port, with everything that was registered. */
    void startRegistry();

    @Override
    void close();
}
