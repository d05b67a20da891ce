package dev.storycrew.schemas.registry;

import static dev.storycrew.schemas.registry.FakeRegistry.error;
import static dev.storycrew.schemas.registry.FakeRegistry.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.storycrew.schemas.registry.FakeRegistry.Answer;
import dev.storycrew.schemas.registry.FakeRegistry.Asked;
import dev.storycrew.schemas.serde.RegistryAvroDeserializer;
import dev.storycrew.schemas.serde.RegistryAvroSerializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Poison is told from an outage, and an outage is waited out within the bounds that the keys set. */
class RegistryOutagesTest {
    private static final String TEXT =
            "{\"type\":\"record\",\"name\":\"A\",\"namespace\":\"t\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}";
    private static final Schema SCHEMA = new Schema.Parser().parse(TEXT);
    private static final GenericRecord SENT =
            new GenericRecordBuilder(SCHEMA).set("x", 5).build();
    private static final byte[] BYTES = {0, 0, 0, 0, 7, 10};
    private static final Answer UNKNOWN = error(404, 40403);

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, FakeRegistry.CUT})
    void aRegistryThatFailsTwiceIsAskedAThirdTime(int failure) {
        try (FakeRegistry registry =
                FakeRegistry.answering(new Answer(failure, ""), new Answer(failure, ""), schema(TEXT))) {
            assertThat(reader(registry.url(), Map.of()).deserialize("t", BYTES)).isEqualTo(SENT);

            assertThat(registry.asked()).extracting(Asked::path).hasSize(3).containsOnly("/schemas/ids/7");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aRegistryThatFailsForGoodIsAnOutage(int retries) {
        try (FakeRegistry registry = FakeRegistry.answering(error(500, 50001))) {
            Deserializer<Object> reader = reader(registry.url(), Map.of("max.retries", retries));

            assertThatThrownBy(() -> reader.deserialize("t", BYTES))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(registry.url());
            assertThat(registry.asked()).hasSize(1 + retries);
        }
    }

    @Test
    void anAnswerThatDoesNotEndIsAnOutage() {
        try (FakeRegistry registry = FakeRegistry.answering(new Answer(FakeRegistry.DRIPPING, "{\"schema\":"))) {
            Deserializer<Object> reader = reader(
                    registry.url(),
                    Map.of("max.retries", 0, "http.read.timeout.ms", 100, "http.connect.timeout.ms", 100));

            assertThatThrownBy(() -> reader.deserialize("t", BYTES))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("200 ms");
        }
    }

    @Test
    void theNextAddressIsAskedAndStaysTheFirstToBeAsked() throws Exception {
        try (FakeRegistry failing = FakeRegistry.answering(error(503, 50003));
                FakeRegistry good = FakeRegistry.answering(schema(TEXT))) {
            String urls = "http://127.0.0.1:" + closedPort() + "," + failing.url() + " , " + good.url() + "/";
            Deserializer<Object> reader = reader(urls, Map.of("max.retries", 0));

            assertThat(reader.deserialize("t", BYTES)).isEqualTo(SENT);
            assertThat(reader.deserialize("t", new byte[] {0, 0, 0, 0, 8, 10})).isEqualTo(SENT);

            assertThat(failing.asked()).hasSize(1);
            assertThat(good.asked()).extracting(Asked::path).containsExactly("/schemas/ids/7", "/schemas/ids/8");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:%d, it refuses the connection",
        "http://nowhere.invalid:%d, there is no address for its name"
    })
    void whyItIsOutOfReachIsSaidInWords(String url, String reason) throws IOException {
        String address = String.format(Locale.ROOT, url, closedPort());

        assertThatThrownBy(() -> reader(address, Map.of("max.retries", 0)).deserialize("t", BYTES))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessage("the registry at " + address + " is out of reach: " + reason
                        + "; start it, or name another in schema-registry: {schema.registry.url: ..}");
    }

    @ParameterizedTest
    @CsvSource({
        "401, , a caller without credentials, basic.auth.user.info",
        "401, basic.auth.user.info=writer:s3cret, user 'writer', basic.auth.user.info",
        "401, bearer.auth.token=s3cret, the bearer token, bearer.auth.token",
        "403, basic.auth.user.info=writer:s3cret, user 'writer', lacks the permission",
    })
    void whoIsNotLetInIsNamedAndAsksOnce(int status, @Nullable String key, String caller, String advice) {
        String[] given = key == null ? new String[0] : key.split("=");
        Map<String, Object> keys = switch (given.length) {
            case 0 -> Map.of();
            default ->
                given[0].startsWith("basic")
                        ? Map.of("basic.auth.credentials.source", "USER_INFO", given[0], given[1])
                        : Map.of(given[0], given[1]);
        };
        try (FakeRegistry registry = FakeRegistry.answering(new Answer(status, "go away"))) {
            assertThatThrownBy(() -> reader(registry.url(), keys).deserialize("t", BYTES))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(" refuses " + caller + " (HTTP " + status)
                    .hasMessageContaining(advice)
                    .hasMessageNotContaining("s3cret");
            assertThat(registry.asked()).hasSize(1);
        }
    }

    @Test
    void somethingThatIsNoRegistryMakesNoPoison() {
        for (Answer answer : List.of(
                new Answer(404, "<html>nothing here</html>"),
                new Answer(404, "{\"message\":\"no such path\"}"),
                new Answer(200, "<html>please log in</html>"),
                new Answer(301, ""))) {
            try (FakeRegistry registry = FakeRegistry.answering(answer)) {
                assertThatThrownBy(() -> reader(registry.url(), Map.of()).deserialize("t", BYTES))
                        .as(answer.toString())
                        .isInstanceOf(RegistryUnavailableException.class);
            }
        }
        try (FakeRegistry registry = FakeRegistry.answering(new Answer(200, "{}"))) {
            assertThatThrownBy(() -> writer(registry.url(), Map.of()).serialize("t", SENT))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | <!doctype html><TITLE> Welcome\tto nginx!</TITLE> | a web page, 'Welcome to nginx!' (HTTP 200)",
                "404 | <html>nothing here</html> | a web page (HTTP 404)",
                "404 | nothing here | 'nothing here' (HTTP 404)",
                "302 | `` | a redirect (HTTP 302)",
                "302 | {} | a redirect (HTTP 302)",
                "200 | `` | an answer without content (HTTP 200)",
                "404 | {\"error_code\":404,\"message\":\"HTTP 404 Not Found\"} | 'HTTP 404 Not Found', as a Kafka REST proxy, Kafka Connect or a wrong path would (HTTP 404)",
                "405 | {\"error_code\":405,\"message\":\"HTTP 405 Method Not Allowed\"} | as a Kafka REST proxy, Kafka Connect or a wrong path would (HTTP 405)",
                "404 | {\"detail\":\"no such path\"} | JSON with detail (HTTP 404)",
                "400 | {\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1} | JSON with a, b, c, d, e, .. (HTTP 400)",
                "200 | {\"version\":\"4.3.1\",\"kafka_cluster_id\":\"x\"} | JSON with version, kafka_cluster_id (HTTP 200)",
                "200 | [{\"name\":\"a\"}] | the JSON [{\"name\":\"a\"}] (HTTP 200)",
                "200 | \"up\" | the JSON \"up\" (HTTP 200)",
                "200 | [] | ``"
            })
    void anotherProductIsNamedByWhatItAnswers(int status, String body, String found) {
        try (FakeRegistry registry = FakeRegistry.answering(new Answer(status, body))) {
            RegistryClient client = new RegistryClient(RegistrySettings.of(settings(registry.url(), Map.of())));
            if (found.isEmpty()) {
                assertThat(client.subjects()).isEmpty();
                return;
            }
            assertThatThrownBy(client::subjects)
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageStartingWith(
                            "what answers at " + registry.url() + "/subjects is not a schema registry: it gave ")
                    .hasMessageContaining(found)
                    .hasMessageContaining("schema.registry.url")
                    .hasMessageNotContaining("\n");
            assertThat(registry.asked()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'-ERR unknown command\r\n\r\n', it does not speak HTTP on this port",
        "'\u0015\u0003\u0003\u0000\u0002\u0002P', 'it closes the connection without an answer; if it speaks TLS, its address must begin with https:'",
        "'', 'it closes the connection without an answer; if it speaks TLS, its address must begin with https:'"
    })
    void whatSpeaksNoHttpIsOutOfReachForThatReason(String said, String reason) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            Thread answering = new Thread(() -> answerAll(server, said.getBytes(StandardCharsets.ISO_8859_1)));
            answering.start();
            String url = "http://127.0.0.1:" + server.getLocalPort();

            assertThatThrownBy(() -> reader(url, Map.of("max.retries", 0, "http.read.timeout.ms", 5000))
                            .deserialize("t", BYTES))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageStartingWith("the registry at " + url + " is out of reach: " + reason + ";");
        }
    }

    /** The JDK asks a second time where a connection is closed at once. */
    private static void answerAll(ServerSocket server, byte[] said) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream().write(said);
            } catch (IOException e) {
                continue;
            }
        }
    }

    @Test
    void anApiThatAnswersEverythingWithItsOwnJsonMakesNoPoison() {
        try (FakeRegistry registry = FakeRegistry.answering(new Answer(200, "{\"status\":\"ok\"}"))) {
            RegistryClient client = new RegistryClient(RegistrySettings.of(settings(registry.url(), Map.of())));
            for (ThrowingCallable asked : List.<ThrowingCallable>of(
                    () -> client.schema(7),
                    () -> client.register("t", SCHEMA),
                    () -> client.found("t", SCHEMA),
                    () -> client.latest("t"),
                    () -> client.compatibility("t"),
                    () -> client.isCompatible("t", SCHEMA),
                    () -> client.history("t"))) {
                assertThatThrownBy(asked)
                        .isExactlyInstanceOf(RegistryUnavailableException.class)
                        .hasMessageContaining("is not a schema registry: it gave JSON with status");
            }
        }
    }

    @Test
    void anUnknownIdIsPoisonAndIsAskedForAgain() {
        try (FakeRegistry registry = FakeRegistry.answering(UNKNOWN, schema(TEXT))) {
            Deserializer<Object> reader = reader(registry.url(), Map.of());

            assertThatThrownBy(() -> reader.deserialize("t", BYTES))
                    .isInstanceOf(UndecodableException.class)
                    .hasMessageContaining("id 7");
            assertThat(reader.deserialize("t", BYTES)).isEqualTo(SENT);
            assertThat(reader.deserialize("t", BYTES)).isEqualTo(SENT);
            assertThat(registry.asked()).hasSize(2);
        }
    }

    @Test
    void aSchemaOfAnotherKindOrBrokenOrWithALostReferenceIsPoison() {
        Answer lost = new Answer(
                200,
                "{\"schema\":\"\\\"t.B\\\"\",\"references\":[{\"name\":\"t.B\",\"subject\":\"b\",\"version\":1}]}");
        for (List<Answer> answers : List.of(
                List.of(new Answer(200, "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}")),
                List.of(new Answer(200, "{\"schema\":\"nonsense\"}")),
                List.of(lost, error(404, 40402)))) {
            try (FakeRegistry registry = FakeRegistry.answering(answers.toArray(Answer[]::new))) {
                assertThatThrownBy(() -> reader(registry.url(), Map.of()).deserialize("t", BYTES))
                        .isInstanceOf(UndecodableException.class);
            }
        }
    }

    @Test
    void bytesThatAreNotInTheFormatArePoisonWithoutAskingAnybody() {
        try (FakeRegistry registry = FakeRegistry.answering(schema(TEXT))) {
            Deserializer<Object> reader = reader(registry.url(), Map.of());
            for (byte[] bytes :
                    List.of(new byte[0], new byte[] {0}, new byte[] {0, 0, 0, 7}, new byte[] {1, 0, 0, 0, 7, 10})) {
                assertThatThrownBy(() -> reader.deserialize("t", bytes)).isInstanceOf(UndecodableException.class);
            }
            assertThat(registry.asked()).isEmpty();
            assertThatThrownBy(() -> reader.deserialize("t", new byte[] {0, 0, 0, 0, 7}))
                    .isInstanceOf(UndecodableException.class);
        }
    }

    @Test
    void whateverFollowsAGoodIdIsAValueOrPoison() {
        Schema rich = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"s\",\"type\":\"string\"},"
                        + "{\"name\":\"b\",\"type\":\"bytes\"},{\"name\":\"a\",\"type\":{\"type\":\"array\",\"items\":\"long\"}},"
                        + "{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":[\"null\",\"R\"]}},"
                        + "{\"name\":\"e\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"X\"]}}]}");
        try (FakeRegistry registry = FakeRegistry.answering(schema(rich.toString()))) {
            Deserializer<Object> reader = reader(registry.url(), Map.of());
            int poison = 0;
            for (int seed = 0; seed < 20_000; seed++) {
                Random random = new Random(seed);
                byte[] bytes = new byte[5 + random.nextInt(40)];
                random.nextBytes(bytes);
                System.arraycopy(BYTES, 0, bytes, 0, 5);
                try {
                    assertThat(reader.deserialize("t", bytes)).isInstanceOf(GenericRecord.class);
                } catch (UndecodableException e) {
                    poison++;
                }
            }
            assertThat(poison).isPositive();
        }
    }

    @Test
    void aWriterAsksOnceForEachSchemaAndAgainAfterARefusal() {
        try (FakeRegistry registry = FakeRegistry.answering(UNKNOWN, new Answer(200, "{\"id\":7}"))) {
            Serializer<Object> writer = writer(registry.url(), Map.of("auto.register.schemas", false));

            assertThatThrownBy(() -> writer.serialize("t", SENT))
                    .isInstanceOf(SchemaRefusedException.class)
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("t-value")
                    .hasMessageContaining("register it at deployment");
            assertThat(writer.serialize("t", SENT)).isEqualTo(BYTES);
            assertThat(writer.serialize("t", SENT)).isEqualTo(BYTES);
            assertThat(registry.asked()).hasSize(2);
        }
    }

    @Test
    void aSchemaThatDoesNotFitTheSubjectIsRefusedWithTheRegistrysWords() {
        try (FakeRegistry registry = FakeRegistry.answering(error(409, 409))) {
            assertThatThrownBy(() -> writer(registry.url(), Map.of()).serialize("t", SENT))
                    .isInstanceOf(SchemaRefusedException.class)
                    .hasMessageContaining("the fake says so");
        }
    }

    @Test
    void aLatestVersionThatCannotTakeTheRecordIsRefusedUnlessThatIsNotToBeAsked() {
        String latest = TEXT.replace("\"x\"", "\"y\"");
        Answer answer = new Answer(200, "{\"id\":9,\"schema\":\"" + latest.replace("\"", "\\\"") + "\"}");
        Map<String, Object> keys = Map.of("auto.register.schemas", false, "use.latest.version", true);
        try (FakeRegistry registry = FakeRegistry.answering(answer)) {
            assertThatThrownBy(() -> writer(registry.url(), keys).serialize("t", SENT))
                    .isInstanceOf(SchemaRefusedException.class)
                    .hasMessageContaining("latest.compatibility.strict")
                    .hasMessageContaining("id 9");
            Map<String, Object> lax = new HashMap<>(keys);
            lax.put("latest.compatibility.strict", false);
            assertThatThrownBy(() -> writer(registry.url(), lax).serialize("t", SENT))
                    .isInstanceOf(SchemaRefusedException.class)
                    .hasMessageContaining("cannot be written with the schema 9");
        }
        String bigger = TEXT.replace("\"int\"", "\"long\"");
        try (FakeRegistry registry = FakeRegistry.answering(
                new Answer(200, "{\"id\":9,\"schema\":\"" + bigger.replace("\"", "\\\"") + "\"}"))) {
            assertThat(writer(registry.url(), keys).serialize("t", SENT)).isEqualTo(new byte[] {0, 0, 0, 0, 9, 10});
        }
    }

    @Test
    void autoRegistrationComesBeforeTheLatestVersionAsWithConfluent() {
        try (FakeRegistry registry = FakeRegistry.answering(new Answer(200, "{\"id\":7}"))) {
            writer(registry.url(), Map.of("use.latest.version", true)).serialize("t", SENT);

            assertThat(registry.asked())
                    .extracting(Asked::method, Asked::path)
                    .containsExactly(tuple("POST", "/subjects/t-value/versions"));
        }
    }

    @Test
    void normalizationIsAskedOfTheRegistryAndSubjectsAreEscaped() {
        try (FakeRegistry registry = FakeRegistry.answering(new Answer(200, "{\"id\":7}"))) {
            writer(registry.url(), Map.of("normalize.schemas", true)).serialize("t/ü x", SENT);
            writer(registry.url(), Map.of("normalize.schemas", true, "auto.register.schemas", false))
                    .serialize("t", SENT);

            assertThat(registry.asked())
                    .extracting(Asked::path)
                    .containsExactly(
                            "/subjects/t%2F%C3%BC%20x-value/versions?normalize=true",
                            "/subjects/t-value?deleted=false&normalize=true");
        }
    }

    @Test
    void waitsGrowUpToTheirBoundAndAreNeverLonger() {
        Retries retries = new Retries(40, Duration.ofMillis(100), Duration.ofMillis(1000));
        Random random = new Random(3);
        for (int repetition = 0; repetition < 40; repetition++) {
            long ceiling = Math.min(1000, 100L << Math.min(repetition, 10));
            for (int draw = 0; draw < 100; draw++) {
                assertThat(retries.pause(repetition, random).toMillis()).isBetween(1L, ceiling);
            }
        }
        assertThat(new Retries(1, Duration.ZERO, Duration.ZERO).pause(0, random))
                .isZero();
    }

    private static Deserializer<Object> reader(String url, Map<String, Object> keys) {
        Deserializer<Object> reader = new RegistryAvroDeserializer<>();
        reader.configure(settings(url, keys), false);
        return reader;
    }

    private static Serializer<Object> writer(String url, Map<String, Object> keys) {
        Serializer<Object> writer = new RegistryAvroSerializer<>();
        writer.configure(settings(url, keys), false);
        return writer;
    }

    private static Map<String, Object> settings(String url, Map<String, Object> keys) {
        Map<String, Object> settings = new HashMap<>(Map.of("retries.wait.ms", 1, "retries.max.wait.ms", 2));
        settings.putAll(keys);
        settings.put("schema.registry.url", url);
        return settings;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
