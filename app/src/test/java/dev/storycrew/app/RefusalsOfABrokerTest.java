package dev.storycrew.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storycrew.app.config.Config;
import dev.storycrew.history.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real broker with logins, certificates and ACLs: what it refuses is told from an outage, at once. */
@Tag("long")
class RefusalsOfABrokerTest {
    @TempDir
    private static Path folder;

    private static SecuredBroker secured;

    @BeforeAll
    static void start() throws Exception {
        secured = new SecuredBroker(folder, List.of("alice"));
    }

    @AfterAll
    static void stop() {
        secured.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PLAIN | SASL_PLAINTEXT | PLAIN         | plain.Plain | alice | does not accept the login of user alice by PLAIN: Authentication failed: Invalid username or password",
                "PLAIN | SASL_PLAINTEXT | PLAIN         | plain.Plain | nobody | does not accept the login of user nobody by PLAIN",
                "SCRAM | SASL_PLAINTEXT | SCRAM-SHA-256 | scram.Scram | bob | does not accept the login of user bob by SCRAM-SHA-256",
                "SCRAM | SASL_PLAINTEXT | SCRAM-SHA-256 | scram.Scram | nobody | does not accept the login of user nobody by SCRAM-SHA-256",
                "SCRAM | SASL_PLAINTEXT | PLAIN         | plain.Plain | bob | does not accept logins by PLAIN",
                "PLAINTEXT | SASL_PLAINTEXT | PLAIN     | plain.Plain | alice | does not expect a login on this port"
            })
    void aWrongLoginIsNotAnOutage(
            String listener, String protocol, String mechanism, String module, String user, String problem)
            throws IOException {
        String said = refused(listener, secured.login(protocol, mechanism, module, user, "wr0ng"));

        assertThat(said).contains(problem).contains(secured.address(listener)).doesNotContain("wr0ng");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GOOD | stranger | its certificate is not trusted; put its CA into ssl.truststore.location",
                "ELSEWHERE | elsewhere | its certificate is for another host name",
                "EXPIRED | good | a certificate has expired",
                "MUTUAL | good | it wants a client certificate that it trusts; give one in ssl.keystore.location",
                "PLAINTEXT | good | it does not speak TLS"
            })
    void aTlsConnectionThatFailsSaysWhy(String listener, String trusted, String problem) throws IOException {
        assertThat(refused(listener, secured.tls(trusted))).contains(problem).contains(secured.address(listener));
    }

    @ParameterizedTest
    @CsvSource({
        "good,wr0ng,does not accept the login of user alice by SCRAM-SHA-512",
        "stranger,right,its certificate is not trusted"
    })
    void whereBothAreWantedTlsComesFirstAndTheLoginNext(String trusted, String password, String problem)
            throws IOException {
        String login = secured.login("SASL_SSL", "SCRAM-SHA-512", "scram.Scram", "alice", password);

        assertThat(refused("SECURED", login + secured.trust(trusted)))
                .contains(problem)
                .doesNotContain(password + "\"");
    }

    @ParameterizedTest
    @CsvSource({"GOOD,speaks TLS", "PLAIN,it may want a login"})
    void aPlainClientAtAnotherKindOfPortIsToldSo(String listener, String problem) throws IOException {
        assertThat(refused(listener, "")).contains(problem).contains(secured.address(listener));
    }

    @Test
    void whatAUserMayNotDoIsNamedWithUserOperationAndResource() throws IOException {
        Config config =
                secured.config("PLAIN", secured.login("SASL_PLAINTEXT", "PLAIN", "plain.Plain", "alice", "right"));
        Connection connection = RealCluster.connect(config);

        Throwable refusal = catchThrowable(() -> RealCluster.createTopics(connection));

        assertThat(OutOfReachException.isMeantBy(refusal)).isTrue();
        assertThat(OutOfReachException.sentence(refusal, config))
                .matches(
                        "the broker at .* does not let user alice CREATE topic storycrew\\..* .missing.*; grant that .*");
    }

    @Test
    void theRightLoginIsLetIn() throws IOException {
        assertThat(RealCluster.connect(secured.config("GOOD", secured.tls("good")))
                        .topics()
                        .prefix())
                .isEqualTo("storycrew.");
        assertThat(RealCluster.connect(secured.config(
                                "SCRAM",
                                secured.login("SASL_PLAINTEXT", "SCRAM-SHA-256", "scram.Scram", "bob", "right")))
                        .topics()
                        .prefix())
                .isEqualTo("storycrew.");
    }

    private static String refused(String listener, String settings) throws IOException {
        Config config = secured.config(listener, settings);
        Throwable refusal = catchThrowable(() -> RealCluster.connect(config));

        assertThat(refusal).isNotNull();
        assertThat(OutOfReachException.isMeantBy(refusal)).isTrue();
        return OutOfReachException.sentence(refusal, config);
    }
}
