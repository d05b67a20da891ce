package dev.storycrew.bench.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However often docker/secrets runs, and whatever was taken away in between, all trust each other or it says what is missing. */
@Tag("long")
class SecretsTest {
    private static final List<String> CERTIFIED = List.of("broker-1", "broker-2", "broker-3", "registry", "admin");

    @TempDir
    private static Path made;

    @TempDir
    private Path folder;

    private Secrets secrets = new Secrets(Path.of("secrets"));

    @BeforeAll
    static void make() throws Exception {
        Secrets.Said said = Secrets.in(made).run();
        assertThat(said.exit()).as(said.text()).isZero();
    }

    @BeforeEach
    void copy() throws IOException {
        secrets = Secrets.in(folder);
        try (Stream<Path> paths = Files.walk(made.resolve("secured"))) {
            for (Path path : paths.toList()) {
                Files.copy(path, folder.resolve(made.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    void withTheCasKeyAwayAnotherRunChangesNoCertificateAndAddsWhatNeedsNone() throws Exception {
        delete("ca/keystore.p12");
        delete("ca/keystore-password");
        delete("users/storycrew-write");

        Secrets.Said said = secrets.run();

        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(secrets.folder().resolve("users/storycrew-write")).isNotEmptyFile();
        for (String name : CERTIFIED) {
            assertThat(secrets.folder().resolve(name).resolve("keystore.p12"))
                    .hasSameBinaryContentAs(
                            made.resolve("secured").resolve(name).resolve("keystore.p12"));
        }
        everyStoreIsTrustedByAll();
    }

    @Test
    void aCertificateThatTheAbsentKeyMustSignIsRefusedInOneSentenceAndMadeOnceTheKeyIsBack() throws Exception {
        Path key = secrets.folder().resolve("ca/keystore.p12");
        Path away = Files.move(key, folder.resolve("away.p12"));
        delete("broker-2/keystore.p12");

        Secrets.Said refused = secrets.run();

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.text())
                .startsWith("broker-2 needs a certificate, and the CA's key is away")
                .hasLineCount(1);
        Files.move(away, key);
        Secrets.Said said = secrets.run();
        assertThat(said.exit()).as(said.text()).isZero();
        everyStoreIsTrustedByAll();
    }

    @Test
    void theKeyOfAnotherCaSignsNothing() throws Exception {
        // The broker's own pair stands for a CA that nobody trusts.
        Files.move(secrets.folder().resolve("registry/keystore.p12"), folder.resolve("own.p12"));
        String password = Files.readString(secrets.folder().resolve("registry/keystore-password"));
        rename(folder.resolve("own.p12"), password);
        Files.move(
                folder.resolve("own.p12"),
                secrets.folder().resolve("ca/keystore.p12"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(secrets.folder().resolve("ca/keystore-password"), password);

        Secrets.Said refused = secrets.run();

        assertThat(refused.exit()).as(refused.text()).isEqualTo(2);
        assertThat(refused.text()).contains("is not the key of the CA").hasLineCount(1);
        assertThat(secrets.folder().resolve("registry/keystore.p12")).doesNotExist();
    }

    @Test
    void aCaThatIsGoneAltogetherIsNotReplacedByAnother() throws Exception {
        try (Stream<Path> files = Files.list(secrets.folder().resolve("ca"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        Secrets.Said refused = secrets.run();

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.text()).contains("ca/trusted.jks is missing").hasLineCount(1);
        assertThat(secrets.folder().resolve("ca")).isEmptyDirectory();
    }

    @Test
    void aStoreWhosePasswordIsLostIsMadeAnew() throws Exception {
        delete("broker-3/keystore-password");

        Secrets.Said said = secrets.run();

        assertThat(said.exit()).as(said.text()).isZero();
        everyStoreIsTrustedByAll();
    }

    private void everyStoreIsTrustedByAll() throws Exception {
        for (String name : CERTIFIED) {
            Path own = secrets.folder().resolve(name);
            Certificate[] chain = store(
                            own.resolve("keystore.p12"), "PKCS12", Files.readString(own.resolve("keystore-password")))
                    .getCertificateChain(name);
            try (Stream<Path> folders = Files.list(secrets.folder())) {
                for (Path trusted : folders.map(path -> path.resolve("trusted.jks"))
                        .filter(Files::exists)
                        .toList()) {
                    Certificate authority = store(trusted, "JKS", "public").getCertificate("ca");
                    assertThat(chain).as("%s, by %s", name, trusted).endsWith(authority);
                    chain[0].verify(authority.getPublicKey());
                }
            }
        }
    }

    private static KeyStore store(Path file, String type, String password) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        try (var bytes = Files.newInputStream(file)) {
            store.load(bytes, password.toCharArray());
        }
        return store;
    }

    /** Gives the registry's pair the alias of a CA. */
    private static void rename(Path file, String password) throws Exception {
        KeyStore store = store(file, "PKCS12", password);
        char[] secret = password.toCharArray();
        store.setKeyEntry("ca", store.getKey("registry", secret), secret, store.getCertificateChain("registry"));
        store.deleteEntry("registry");
        try (var bytes = Files.newOutputStream(file)) {
            store.store(bytes, secret);
        }
    }

    private void delete(String file) throws IOException {
        Files.delete(secrets.folder().resolve(file));
    }
}
