package dev.storycrew.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storycrew.embedded.EmbeddedRegistry;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.entities.Config;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import io.confluent.kafka.schemaregistry.client.rest.entities.SubjectVersion;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's own client against the registry in the process: paths, answers and error codes are as it expects them. */
class GenuineClientOnEmbeddedRegistryTest {
    private static final AvroSchema ONE = record("One", "{\"name\":\"x\",\"type\":\"int\"}");
    private static final AvroSchema WIDER =
            record("One", "{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"y\",\"type\":\"int\",\"default\":0}");
    private static final AvroSchema INCOMPATIBLE = record("One", "{\"name\":\"x\",\"type\":\"string\"}");
    private static final AvroSchema INNER = record("Inner", "{\"name\":\"i\",\"type\":\"int\"}");
    private static final List<SchemaReference> TO_INNER = List.of(new SchemaReference("t.Inner", "inner", 1));
    private static final AvroSchema OUTER = new AvroSchema(
            text("Outer", "{\"name\":\"in\",\"type\":\"t.Inner\"}"),
            TO_INNER,
            Map.of("t.Inner", INNER.canonicalString()),
            null);

    @TempDir
    private Path folder;

    private EmbeddedRegistry registry;
    private CachedSchemaRegistryClient client;

    @BeforeEach
    void start() {
        registry = EmbeddedRegistry.start(folder, 0);
        client = client();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void whatIsRegisteredIsFoundByIdVersionAndSchema() throws Exception {
        int id = client.register("s", ONE);
        int wider = client.register("s", WIDER);

        CachedSchemaRegistryClient fresh = client();
        assertThat(wider).isNotEqualTo(id);
        assertThat(fresh.getId("s", ONE)).isEqualTo(id);
        assertThat(fresh.getVersion("s", WIDER)).isEqualTo(2);
        assertThat(fresh.getSchemaById(id)).isEqualTo(ONE);
        assertThat(fresh.getAllVersions("s")).containsExactly(1, 2);
        assertThat(fresh.getLatestSchemaMetadata("s").getVersion()).isEqualTo(2);
        assertThat(fresh.getLatestSchemaMetadata("s").getSchema()).isEqualTo(WIDER.canonicalString());
        assertThat(fresh.getAllVersionsById(id)).containsExactly(new SubjectVersion("s", 1));
        assertThat(fresh.getAllSubjectsById(id)).containsExactly("s");
        assertThat(fresh.getSchemas("s", false, true)).hasSize(1);
    }

    @Test
    void aSchemaHasOneIdInAllSubjectsAndIsRegisteredOnce() throws Exception {
        int id = client.register("a", ONE);

        assertThat(client.register("b", ONE)).isEqualTo(id);
        assertThat(client().register("a", ONE)).isEqualTo(id);
        assertThat(client.getAllVersions("a")).containsExactly(1);
        assertThat(client.getAllSubjects()).containsExactly("a", "b");
        assertThat(client.getAllSubjectsByPrefix("b")).containsExactly("b");
    }

    @Test
    void referencesAreResolvedAndKept() throws Exception {
        int inner = client.register("inner", INNER);
        int outer = client.register("outer", OUTER);

        ParsedSchema read = client().getSchemaById(outer);
        assertThat(read.references()).isEqualTo(TO_INNER);
        assertThat(((AvroSchema) read).rawSchema().toString()).contains("\"name\":\"i\"");
        assertThat(read.canonicalString()).doesNotContain("\"name\":\"i\"");
        assertThat(client.getId("outer", OUTER)).isEqualTo(outer).isNotEqualTo(inner);
        assertThat(client().getLatestSchemaMetadata("outer").getReferences()).isEqualTo(TO_INNER);
    }

    @Test
    void aSchemaThatIsWholeFindsItsTwinThatRefers() throws Exception {
        client.register("inner", INNER);
        int outer = client.register("outer", OUTER);
        AvroSchema whole = new AvroSchema(OUTER.rawSchema());

        assertThat(client().getId("outer", whole)).isEqualTo(outer);
        assertThat(client().register("outer", whole)).isEqualTo(outer);
        assertThat(client.getAllVersions("outer")).containsExactly(1);
    }

    @Test
    void aReferenceThatLeadsNowhereIsAnInvalidSchema() {
        assertError(422, 42201, () -> client.register("outer", OUTER));
    }

    @Test
    void normalizedSchemasDifferInNothingThatMatters() throws Exception {
        AvroSchema oneWay = record("N", "{\"name\":\"x\",\"type\":{\"type\":\"int\",\"a\":\"1\",\"b\":\"2\"}}");
        AvroSchema otherWay = record("N", "{\"name\":\"x\",\"type\":{\"type\":\"int\",\"b\":\"2\",\"a\":\"1\"}}");
        int id = client.register("s", oneWay, true);

        assertThat(client().register("s", otherWay, true)).isEqualTo(id);
        assertThat(client().getId("s", otherWay, true)).isEqualTo(id);
        assertThat(client.getAllVersions("s")).containsExactly(1);
        assertThat(((AvroSchema) client().getSchemaById(id)).rawSchema()).isEqualTo(oneWay.rawSchema());
    }

    @Test
    void aDeletedVersionIsHiddenAndItsIdStillReads() throws Exception {
        int id = client.register("s", ONE);
        client.register("s", WIDER);

        assertThat(client.deleteSchemaVersion("s", "1", false)).isEqualTo(1);

        assertThat(client().getAllVersions("s")).containsExactly(2);
        assertThat(client().getAllVersions("s", true)).containsExactly(1, 2);
        assertThat(client().getSchemaById(id)).isEqualTo(ONE);
        assertThat(client().getSchemaMetadata("s", 1, true).getId()).isEqualTo(id);
        assertError(404, 40402, () -> client().getSchemaMetadata("s", 1));
        assertError(404, 40403, () -> client().getId("s", ONE));
        assertError(404, 40406, () -> client.deleteSchemaVersion("s", "1", false));
        assertError(404, 40407, () -> client.deleteSchemaVersion("s", "2", true));
        assertThat(client.deleteSchemaVersion("s", "1", true)).isEqualTo(1);
        assertThat(client().getAllVersions("s", true)).containsExactly(2);
    }

    @Test
    void aDeletedSubjectComesBackWithTheSameIdAndANewVersion() throws Exception {
        int id = client.register("s", ONE);

        assertThat(client.deleteSubject("s")).containsExactly(1);

        assertThat(client.getAllSubjects()).isEmpty();
        assertThat(client.getAllSubjects(true)).containsExactly("s");
        assertError(404, 40401, () -> client().getAllVersions("s"));
        assertError(404, 40404, () -> client.deleteSubject("s"));
        assertThat(client().register("s", ONE)).isEqualTo(id);
        assertThat(client().getAllVersions("s")).containsExactly(2);
        assertError(404, 40405, () -> client.deleteSubject("s", true));
        client.deleteSubject("s");
        assertThat(client.deleteSubject("s", true)).containsExactly(1, 2);
        assertThat(client.getAllSubjects(true)).isEmpty();
    }

    @Test
    void whatIsReferredToCannotBeDeleted() throws Exception {
        client.register("inner", INNER);
        client.register("outer", OUTER);

        assertError(422, 42206, () -> client.deleteSubject("inner"));
        assertError(422, 42206, () -> client.deleteSchemaVersion("inner", "1"));
        client.deleteSubject("outer");
        assertThat(client.deleteSubject("inner")).containsExactly(1);
    }

    @Test
    void compatibilityIsOfASubjectOrOfAll() throws Exception {
        client.register("s", ONE);
        assertThat(client.getCompatibility(null)).isEqualTo("BACKWARD");
        assertError(404, 40408, () -> client.getConfig("s"));
        assertThat(client.testCompatibility("s", WIDER)).isTrue();
        assertThat(client.testCompatibility("s", INCOMPATIBLE)).isFalse();
        assertThat(client.testCompatibilityVerbose("s", INCOMPATIBLE))
                .singleElement()
                .asString()
                .contains("TYPE_MISMATCH");
        assertThat(client.testCompatibilityVerbose("s", WIDER)).isEmpty();
        assertError(409, 409, () -> client.register("s", INCOMPATIBLE));

        assertThat(client.updateCompatibility("s", "NONE")).isEqualTo("NONE");

        assertThat(client.getCompatibility("s")).isEqualTo("NONE");
        assertThat(client.testCompatibility("s", INCOMPATIBLE)).isTrue();
        client.deleteConfig("s");
        client.updateConfig(null, new Config("FORWARD_TRANSITIVE"));
        assertThat(client.getCompatibility(null)).isEqualTo("FORWARD_TRANSITIVE");
        assertThat(client.testCompatibility("s", INCOMPATIBLE)).isFalse();
        assertError(422, 42203, () -> client.updateCompatibility("s", "SOMEHOW"));
    }

    @Test
    void aReadOnlySubjectTakesNothing() throws Exception {
        assertThat(client.getMode()).isEqualTo("READWRITE");
        assertError(404, 40409, () -> client.getMode("s"));

        assertThat(client.setMode("READONLY", "s")).isEqualTo("READONLY");

        assertThat(client.getMode("s")).isEqualTo("READONLY");
        assertError(422, 42205, () -> client.register("s", ONE));
        client.register("other", ONE);
        client.deleteMode("s");
        client.register("s", ONE);
        assertThat(client.setMode("READONLY")).isEqualTo("READONLY");
        assertError(422, 42205, () -> client.register("s", WIDER));
        assertError(422, 42204, () -> client.setMode("IMPORT"));
    }

    @Test
    void whatIsNotThereIsSaidInConfluentsCodes() throws Exception {
        assertError(404, 40403, () -> client.getSchemaById(77));
        assertError(404, 40401, () -> client.getAllVersions("nobody"));
        assertError(404, 40401, () -> client.getId("nobody", ONE));
        assertError(404, 40401, () -> client.getLatestSchemaMetadata("nobody"));
        client.register("s", ONE);
        assertError(404, 40403, () -> client.getId("s", WIDER));
        assertError(404, 40402, () -> client.getSchemaMetadata("s", 9));
        assertError(404, 40401, () -> client.deleteSubject("nobody"));
    }

    @Test
    void everythingIsThereAfterARestartThatCutTheLastLine() throws Exception {
        int inner = client.register("inner", INNER);
        int outer = client.register("outer", OUTER);
        client.register("gone", ONE);
        client.deleteSubject("gone");
        client.updateCompatibility("outer", "FULL");
        client.setMode("READONLY", "inner");
        registry.close();
        Files.writeString(folder.resolve("schemas.jsonl"), "{\"subject\":\"torn", StandardOpenOption.APPEND);

        registry = EmbeddedRegistry.start(folder, 0);
        client = client();

        assertThat(client.getId("inner", INNER)).isEqualTo(inner);
        assertThat(client.getSchemaById(outer).references()).isEqualTo(TO_INNER);
        assertThat(client.getAllSubjects()).containsExactly("inner", "outer");
        assertThat(client.getAllSubjects(true)).containsExactly("gone", "inner", "outer");
        assertThat(client.getCompatibility("outer")).isEqualTo("FULL");
        assertThat(client.getMode("inner")).isEqualTo("READONLY");
        assertThat(client.register("new", WIDER)).isEqualTo(4);
    }

    private CachedSchemaRegistryClient client() {
        return new CachedSchemaRegistryClient(registry.url(), 100);
    }

    private static void assertError(int status, int code, ThrowingCallable call) {
        RestClientException error = catchThrowableOfType(RestClientException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.getErrorCode()).as(error.getMessage()).isEqualTo(code);
        assertThat(error.getStatus()).isEqualTo(status);
    }

    private static AvroSchema record(String name, String fields) {
        return new AvroSchema(text(name, fields));
    }

    private static String text(String name, String fields) {
        return "{\"type\":\"record\",\"name\":\"" + name + "\",\"namespace\":\"t\",\"fields\":[" + fields + "]}";
    }
}
