package dev.storycrew.bench.containers;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.storycrew.testcluster.ContainerCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Our image, built of this build's jars, and containers of it: hardened as in docker/compose.yaml. */
final class OurImage {
    private static final String TAG = "storycrew:test";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private OurImage() {}

    /** Builds it with the command of docs/deployment.md. */
    static void build() {
        try {
            Process build = new ProcessBuilder("docker", "build", "-q", "-f", "docker/Dockerfile", "-t", TAG, ".")
                    .directory(Path.of("..").toFile())
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (build.waitFor() != 0) {
                throw new IllegalStateException("the image was not built: " + printed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the image was being built", e);
        }
    }

    /** A service that is started when its health check has passed. */
    static GenericContainer<?> service(ContainerCluster cluster, String... command) {
        return container(cluster, command).waitingFor(Wait.forHealthcheck().withStartupTimeout(PATIENCE));
    }

    /** A command that is started when it has ended with exit code 0. */
    static GenericContainer<?> command(ContainerCluster cluster, String... command) {
        return container(cluster, command)
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(PATIENCE));
    }

    private static GenericContainer<?> container(ContainerCluster cluster, String... command) {
        return new GenericContainer<>(DockerImageName.parse(TAG))
                .withNetwork(cluster.network())
                .withCommand(command)
                .withTmpFs(Map.of("/tmp", "rw"))
                .withEnv("STORYCREW_KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServersInside())
                .withEnv("STORYCREW_SCHEMA_REGISTRY_SCHEMA_REGISTRY_URL", cluster.registryUrlInside())
                .withEnv("STORYCREW_TOPICS_PARTITIONS", "4")
                .withEnv("STORYCREW_TOPICS_REPLICATION_FACTOR", "3")
                // As in ContainerCluster.
                .withEnv("STORYCREW_JAVA_OPTS", "-XX:TieredStopAtLevel=1")
                .withEnv("STORYCREW_SEQUENCER_ON_FAILURE", "continue")
                .withEnv("STORYCREW_LLM_REHEARSAL_LATENCY", "300ms")
                .withCreateContainerCmdModifier(
                        create -> harden(Objects.requireNonNull(create.getHostConfig(), "host config")));
    }

    private static void harden(HostConfig host) {
        host.withReadonlyRootfs(true).withCapDrop(Capability.ALL);
    }
}
