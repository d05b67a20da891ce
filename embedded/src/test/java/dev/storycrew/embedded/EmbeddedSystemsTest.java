package dev.storycrew.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedSystemsTest {
    private static final String ONE =
            "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":[{\\\"name\\\":\\\"x\\\",\\\"type\\\":\\\"int\\\"}]}";
    private static final String INCOMPATIBLE = ONE.replace("\\\"int\\\"", "\\\"string\\\"");

    @TempDir
    Path folder;

    @Test
    void aBrokerKeepsItsTopicsWhenItComesBackOnAnotherPort() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("kept", 4, (short) 1)))
                    .all()
                    .get();
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).isEqualTo(Set.of("kept"));
        }
    }

    @Test
    void whoListensOnEveryAddressIsReachedOnAnyAndTellsClientsOfLoopback() throws Exception {
        Listening everywhere = new Listening("0.0.0.0", 0, 0);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, everywhere, begun -> {});
                Admin admin = Admin.create(
                        Map.of("bootstrap.servers", broker.bootstrapServers().replace("127.0.0.1", "127.0.0.2")))) {
            assertThat(admin.describeCluster().nodes().get()).singleElement().satisfies(node -> {
                assertThat(node.host()).isEqualTo("127.0.0.1");
                assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + node.port());
            });
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, taken.getLocalPort()))
                    .isInstanceOf(EmbeddedSystemException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    @Test
    void aDataFolderBelongsToOneRunAtATime() throws Exception {
        try (DataFolder mine = DataFolder.lock(folder)) {
            assertThatThrownBy(() -> DataFolder.lock(mine.path()))
                    .isInstanceOf(EmbeddedSystemException.class)
                    .hasMessageContaining("in use");
        }
        DataFolder.lock(folder).close();
    }

    @Test
    void aDataFolderOfANewerVersionIsRefusedAndLeftAlone() throws Exception {
        Files.writeString(folder.resolve("format"), "2\n");

        assertThatThrownBy(() -> DataFolder.lock(folder))
                .isInstanceOf(EmbeddedSystemException.class)
                .hasMessageContainingAll("newer version of StoryCrew", "format 2", "--data");
        assertThat(folder.resolve("format")).hasContent("2");
        assertThat(folder.resolve("kafka")).doesNotExist();

        Files.writeString(folder.resolve("format"), "1\n");
        DataFolder.lock(folder).close();
    }

    @Test
    void aDataFolderOfAVersionThatWroteNoFormatIsOpened() throws Exception {
        Files.createDirectories(folder.resolve("kafka"));

        DataFolder.lock(folder).close();

        assertThat(folder.resolve("format")).hasContent("1");
        DataFolder.lock(folder).close();
    }

    @Test
    void aDataFolderWhoseFormatIsNoNumberIsRefused() throws Exception {
        Files.writeString(folder.resolve("format"), "PNG\n");

        assertThatThrownBy(() -> DataFolder.lock(folder))
                .isInstanceOf(EmbeddedSystemException.class)
                .hasMessageContainingAll("format", "--data");
    }

    @Test
    void theRegistryKeepsItsIdsAndRefusesWhatIsIncompatible() throws Exception {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0)) {
            assertThat(post(registry, "/subjects/a-value/versions", ONE).body()).isEqualTo("{\"id\":1}");
            assertThat(post(registry, "/subjects/b-value/versions", ONE).body()).isEqualTo("{\"id\":1}");
            assertThat(post(registry, "/subjects/a-value/versions", INCOMPATIBLE)
                            .statusCode())
                    .isEqualTo(409);
        }
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0)) {
            assertThat(post(registry, "/subjects/a-value", ONE).body()).contains("\"version\":1", "\"id\":1");
            assertThat(post(registry, "/subjects/none-value", ONE).body()).contains("40401");
            assertThat(get(registry, "/schemas/ids/7").body()).contains("40403");
            assertThat(get(registry, "/subjects").body()).isEqualTo("[\"a-value\",\"b-value\"]");
            assertThat(post(registry, "/compatibility/subjects/a-value/versions/latest", INCOMPATIBLE)
                            .body())
                    .contains("\"is_compatible\":false");
        }
    }

    private static HttpResponse<String> post(EmbeddedRegistry registry, String path, String schema) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(registry.url() + path))
                .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"" + schema + "\"}")));
    }

    private static HttpResponse<String> get(EmbeddedRegistry registry, String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(registry.url() + path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
