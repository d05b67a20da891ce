package dev.storycrew.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storycrew.app.OutOfReachException;
import dev.storycrew.app.RealCluster;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration says about the cluster: brokers, registry, topics. */
class ClusterConfigTest {
    private static final String PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "broker | 'broker' has no port",
                "broker: | 'broker:' has the port ''",
                "broker:70000 | 'broker:70000' has the port '70000'",
                "broker:0 | 'broker:0' has the port '0'",
                "broker:-1 | has the port '-1'",
                "broker:9092/ | has the port '9092/'",
                "broker:http | has the port 'http'",
                "SSL://broker:9093 | must be host:port, without SSL://",
                "http://broker:9092 | must be host:port, without http://",
                "broker :9092 | is not an address",
                "one:1 two:2 | has the port '1 two:2'",
                "one:1;two:2 | has the port '1;two:2'",
                "::1:9092 | is not an address",
                "one:1,,two:2 | contains an empty address",
                "one:1, | contains an empty address",
                "',' | contains an empty address"
            })
    void aBootstrapAddressThatDoesNotParseIsNamedWithItsLine(String servers, String problem) throws IOException {
        Path file = file("topics: {partitions: 4}\nkafka:\n  bootstrap.servers: '" + servers.replace("'", "") + "'\n");

        assertThatThrownBy(() -> load(file, Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ":3: kafka.bootstrap.servers: ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL"})
    void aBrokerWhoseNameIsNotKnownIsOutOfReachAndNoFaultOfTheConfiguration(String protocol) throws IOException {
        Path file = file("kafka:\n  bootstrap.servers: 'nowhere.invalid:9092'\n  security.protocol: " + protocol
                + "\n  sasl.mechanism: PLAIN\n  sasl.jaas.config: '" + PLAIN_MODULE
                + " required username=\"a\" password=\"b\";'\n");

        Config config = ConfigFile.load(file, Map.of());

        Throwable failure = catchThrowable(() -> RealCluster.connect(config));

        assertThat(OutOfReachException.isMeantBy(failure)).isTrue();
        assertThat(OutOfReachException.sentence(failure, config)).contains("nowhere.invalid:9092");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b:9092", "b-1.example:9092, b_2:9093", "127.0.0.1:1,[::1]:65535", "[fe80::1%eth0]:9092"})
    void everyFormOfAddressIsAccepted(String servers) throws IOException {
        assertThat(load(file("kafka: {bootstrap.servers: '" + servers + "'}\n"), Map.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linger.ms: soon | linger.ms: must be a whole number, but is 'soon'",
                "linger.ms: 99999999999999999999 | linger.ms: must be a whole number in the range of Kafka's type LONG, but is",
                "max.poll.records: -1 | max.poll.records: must be at least 1, but is '-1'",
                "security.protocol: FOO | security.protocol: must be one of: ",
                "check.crcs: perhaps | check.crcs: must be true or false, but is 'perhaps'",
                "value.serializer: com.example.Nope | value.serializer: there is no class com.example.Nope on the class path",
                "interceptor.classes: com.example.Nope | interceptor.classes: there is no class com.example.Nope",
                "client.dns.lookup: never | client.dns.lookup: must be one of",
                "consumer.max.poll.records: many | consumer.max.poll.records: must be a whole number, but is 'many'",
                "producer.linger.ms: -2 | producer.linger.ms: must be at least 0, but is '-2'",
                "num.standby.replicas: some | num.standby.replicas: must be a whole number, but is 'some'",
                "acks: 1 | acks: must be all or -1: no result may be lost",
                "acks: 3 | acks: must be all or -1",
                "producer.acks: 0 | producer.acks: must be all or -1",
                "enable.auto.commit: true | enable.auto.commit: must be false",
                "isolation.level: read_uncommitted | isolation.level: must be read_committed",
                "processing.guarantee: at_least_once | processing.guarantee: must be exactly_once_v2",
                "auto.offset.reset: latest | auto.offset.reset: must be earliest: no request may be skipped",
                "group.id: mine | group.id: cannot be set: groups are named after topics.prefix",
                "transactional.id: mine | transactional.id: cannot be set",
                "group.protocol: consumer | group.protocol: must be classic",
                "ssl.truststore.location: /nowhere/trust.jks | ssl.truststore.location: there is no file /nowhere/trust.jks",
                "sasl.mechanism: plain | sasl.mechanism: must be one of GSSAPI, OAUTHBEARER, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, but is 'plain'",
                "security.protocol: SASL_SSL | security.protocol: SASL_SSL needs sasl.jaas.config",
                "sasl.jaas.config: user=me | sasl.jaas.config: must look like",
                "linger.ms: [1] | linger.ms: must be a single value, but is a list"
            })
    void aValueThatKafkaWouldRefuseIsNamedWithItsLine(String setting, String problem) throws IOException {
        Path file = file("kafka:\n  bootstrap.servers: b:1\n  " + setting + "\n");

        assertThatThrownBy(() -> load(file, Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ":3: kafka." + problem);
    }

    @Test
    void whatTheEnvironmentSetsIsNamedByItsVariable() throws IOException {
        Path file = file("kafka: {linger.ms: 5}\n");

        assertThatThrownBy(() -> load(file, Map.of("STORYCREW_KAFKA_LINGER_MS", "soon")))
                .hasMessage("environment: STORYCREW_KAFKA_LINGER_MS: must be a whole number, but is 'soon'");
        assertThatThrownBy(() -> load(file, Map.of("STORYCREW_KAFKA_BOOTSTRAP_SERVERS", "broker")))
                .hasMessageStartingWith("environment: STORYCREW_KAFKA_BOOTSTRAP_SERVERS: 'broker' has no port");
        assertThatThrownBy(() -> load(file, Map.of("STORYCREW_TOPICS_PREFIX", "a b")))
                .hasMessageStartingWith("environment: STORYCREW_TOPICS_PREFIX: may contain only");
        assertThatThrownBy(() -> load(file, Map.of("STORYCREW_SCHEMA_REGISTRY_MAX_RETRIES", "x")))
                .hasMessageStartingWith("environment: STORYCREW_SCHEMA_REGISTRY_MAX_RETRIES: ");
        assertThatThrownBy(() -> load(file, Map.of("STORYCREW_STAGES_WRITE_LANES", "none")))
                .hasMessage("environment: STORYCREW_STAGES_WRITE_LANES: must be a whole number, but is 'none'");
        assertThatThrownBy(() -> load(file, Map.of("OPENAI_BASE_URL", "model.example/v1")))
                .hasMessageStartingWith("environment: OPENAI_BASE_URL: must be an address");
        assertThatThrownBy(() -> load(file, Map.of("ENABLE_SELECTIVE_RETRY", "no")))
                .hasMessage("environment: ENABLE_SELECTIVE_RETRY: must be true or false, but is 'no'");
    }

    @Test
    void aPasswordIsNeverShown() throws IOException {
        Path file = file("""
                kafka:
                  security.protocol: SASL_PLAINTEXT
                  sasl.mechanism: PLAIN
                  sasl.jaas.config: %s required username="me" password=top secret;
                """.formatted(PLAIN_MODULE));

        assertThatThrownBy(() -> load(file, Map.of()))
                .hasMessageStartingWith(file + ":4: kafka.sasl.jaas.config: ")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("top");
    }

    @Test
    void aStoreThatIsNoStoreIsNamed() throws IOException {
        Path store = Files.writeString(folder.resolve("trust.jks"), "nothing of the kind");
        Path file = file("kafka:\n  security.protocol: SSL\n  ssl.truststore.location: '" + store + "'\n");

        assertThatThrownBy(() -> load(file, Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ":3: kafka.ssl.truststore.location: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linger.msec: 5 | linger.msec: no Kafka client knows this key; did you mean linger.ms?",
                "boostrap.servers: b:1 | boostrap.servers: no Kafka client knows this key; did you mean bootstrap.servers?",
                "consumer.max.pol.records: 5 | consumer.max.pol.records: no Kafka client knows this key; did you mean consumer.max.poll.records?",
                "com.example.interceptor.address.of.the.collector: x | com.example.interceptor.address.of.the.collector: no Kafka client knows this key",
                "compression.type: lz4 | compression.type: the services set this themselves and ignore yours; leave it out"
            })
    void aKeyThatIsProbablyAMistakeIsAWarningWithTheNearestRightOne(String setting, String warning) throws IOException {
        Path file = file("kafka:\n  " + setting + "\n");

        assertThat(load(file, Map.of())).containsExactly(file + ":2: kafka." + warning);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acks: all",
                "enable.auto.commit: false",
                "linger.ms: 5",
                "consumer.fetch.min.bytes: 10",
                "main.consumer.fetch.min.bytes: 10",
                "admin.retries: 3",
                "topic.segment.bytes: 1048576",
                "num.standby.replicas: 1",
                "client.rack: east",
                "security.protocol: plaintext"
            })
    void whatClientsKnowIsSilent(String setting) throws IOException {
        assertThat(load(file("kafka: {" + setting + "}\n"), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema.registry.url: 'localhost:8081' | schema.registry.url: 'localhost:8081' is not an address",
                "schema.registry.url: 'http://r:99999' | schema.registry.url: 'http://r:99999' is not an address",
                "schema.registry.url: 'http://r r' | schema.registry.url: 'http://r r' is not an address",
                "max.retries: often | max.retries: ",
                "auto.register.schemas: perhaps | auto.register.schemas: ",
                "http.read.timeout.ms: 0 | http.read.timeout.ms: ",
                "basic.auth.credentials.source: FILE | basic.auth.credentials.source: ",
                "schema.registry.ssl.truststore.location: /nowhere | schema.registry.ssl.truststore.location: /nowhere cannot be read",
                "auto.regster.schemas: false | auto.regster.schemas: is not supported; did you mean auto.register.schemas?"
            })
    void aSettingOfTheRegistryThatCannotBeUsedIsNamedWithItsLine(String setting, String problem) throws IOException {
        Path file = file("debug: false\nschema-registry:\n  " + setting + "\n");

        assertThatThrownBy(() -> load(file, Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ":3: schema-registry." + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prefix: 'story crew.' | prefix: may contain only",
                "prefix: 'geschichten-ü.' | prefix: may contain only",
                "prefix: story/ | prefix: may contain only",
                "prefix: . | prefix: must contain a letter or digit",
                "prefix: .. | prefix: must contain a letter or digit",
                "prefix: ' ' | prefix: must not be blank",
                "replication-factor: 0 | replication-factor: must be at least 1",
                "replication-factor: 70000 | replication-factor: must be at least 1",
                "partitions: 0 | partitions: must be at least 1, but is 0"
            })
    void topicsThatNoBrokerCouldMakeAreNamedWithTheirLine(String setting, String problem) throws IOException {
        Path file = file("topics:\n  " + setting + "\n");

        assertThatThrownBy(() -> load(file, Map.of())).hasMessageStartingWith(file + ":2: topics." + problem);
    }

    @Test
    void aPrefixLeavesRoomForTheLongestTopic() throws IOException {
        String longest = "p".repeat(TopicCatalogue.MAX_PREFIX_LENGTH);

        assertThat(load(file("topics: {prefix: " + longest + "}\n"), Map.of())).isEmpty();
        assertThatThrownBy(() -> load(file("topics: {prefix: " + longest + "p}\n"), Map.of()))
                .hasMessageContaining("topics.prefix: must have at most 202 characters, but has 203");
    }

    private static List<String> load(Path file, Map<String, String> environment) {
        List<String> warnings = new ArrayList<>();
        ConfigFile.load(file, environment, warnings::add);
        return warnings;
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), yaml);
    }
}
