package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.avro.ChapterRequestRecord;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.registry.SchemaRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others may register schemas for the input: one that does not fit is refused, and one that is there already is named. */
@Tag("long")
class ForeignSchemasTest {
    private static final Schema OWN = ChapterRequestRecord.getClassSchema();

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private EmbeddedRegistry registry;
    private RegistryClient client;
    private String prefix;

    private record Said(int exit, String out) {}

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startRegistry(@TempDir Path data, org.junit.jupiter.api.TestInfo test) {
        registry = EmbeddedRegistry.start(data, 0);
        client = new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url())));
        prefix = test.getTestMethod().orElseThrow().getName().substring(0, 12) + ".";
    }

    @org.junit.jupiter.api.AfterEach
    void stopRegistry() {
        registry.close();
    }

    @Test
    void aSchemaWithoutAFieldThatIsNeededIsRefusedOnceTopicsAreCreated() throws IOException {
        assertThat(topicsCreate().exit()).isZero();

        assertThat(client.compatibility(subject())).isEqualTo("FULL_TRANSITIVE");
        assertThatThrownBy(() -> client.register(subject(), without("bible")))
                .isInstanceOf(SchemaRefusedException.class)
                .hasMessageContaining("409");
        assertThat(client.isCompatible(subject(), without("bible"))).isFalse();
    }

    @Test
    void aVersionThatWasThereBeforeIsNamedWithItsFieldAndWhatToDo() throws IOException {
        client.register(subject(), without("bible"));

        Said said = topicsCreate();

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out())
                .contains("✗ version 1 of subject " + subject())
                .contains("the field bible of ChapterRequestRecord is missing")
                .contains("DELETE /subjects/" + subject() + "/versions/1");
    }

    @Test
    void anOlderForeignVersionBehindOursIsNamedAsWell() throws IOException {
        client.setCompatibility(subject(), "NONE");
        client.register(subject(), without("brief"));
        client.register(subject(), OWN);

        Said said = topicsCreate();

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out()).contains("the field brief of ChapterRequestRecord is missing");
    }

    @Test
    void whatValidateFindsFaultWithTopicsCreateDoesToo() throws Exception {
        assertThat(topicsCreate().exit()).isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, prefix + "stage-runs"),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("retention.ms", "3600000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }

        Said said = topicsCreate();

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out()).contains("✗ topic " + prefix + "stage-runs has retention.ms=3600000");
    }

    private static Schema without(String field) {
        List<Schema.Field> fields = new ArrayList<>();
        OWN.getFields().stream()
                .filter(own -> !own.name().equals(field))
                .forEach(own -> fields.add(new Schema.Field(own, own.schema())));
        return Schema.createRecord(OWN.getName(), null, OWN.getNamespace(), false, fields);
    }

    private String subject() {
        return prefix + "chapter-requests-value";
    }

    private Said topicsCreate() throws IOException {
        Path config = Files.writeString(
                folder.resolve("config.yaml"), """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s", auto.register.schemas: "false"}
                topics: {prefix: "%s", partitions: 2, replication-factor: 1}
                """.formatted(broker.bootstrapServers(), registry.url(), prefix));
        StringWriter out = new StringWriter();
        int exit = StoryCrew.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute("topics", "create", "--config", config.toString());
        return new Said(exit, out.toString());
    }
}
