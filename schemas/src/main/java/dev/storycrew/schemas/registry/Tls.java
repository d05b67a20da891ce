package dev.storycrew.schemas.registry;

import dev.storycrew.files.system.SystemReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.AbstractConfig;
import org.jspecify.annotations.Nullable;

/** TLS trust and identity from Confluent's keys; the JVM's defaults if none are given. */
final class Tls {
    private Tls() {}

    /**
     * Loads the stores.
     *
     * @return null if nothing is given
     * @throws IllegalArgumentException naming the key whose file cannot be used
     */
    static @Nullable SSLContext of(AbstractConfig keys) {
        KeyStore trusted = load(keys, ConfluentKeys.TRUSTSTORE);
        KeyStore own = load(keys, ConfluentKeys.KEYSTORE);
        if (trusted == null && own == null) {
            return null;
        }
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own == null ? null : keyManagers(keys, own), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    ConfluentKeys.KEYSTORE + "* and " + ConfluentKeys.TRUSTSTORE + "* cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }

    /** For a client that never speaks TLS. */
    static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    private static KeyManager[] keyManagers(AbstractConfig keys, KeyStore own) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        String keyPassword = keys.getPassword(ConfluentKeys.KEY_PASSWORD).value();
        String storePassword = keys.getPassword(ConfluentKeys.KEYSTORE + ConfluentKeys.PASSWORD)
                .value();
        managers.init(own, (keyPassword.isEmpty() ? storePassword : keyPassword).toCharArray());
        return managers.getKeyManagers();
    }

    private static @Nullable KeyStore load(AbstractConfig keys, String store) {
        String location = keys.getString(store + ConfluentKeys.LOCATION);
        String password = keys.getPassword(store + ConfluentKeys.PASSWORD).value();
        if (location.isEmpty()) {
            if (!password.isEmpty()) {
                throw new IllegalArgumentException(store + ConfluentKeys.PASSWORD + " is given, but " + store
                        + ConfluentKeys.LOCATION + " is not");
            }
            return null;
        }
        try (InputStream file = Files.newInputStream(Path.of(location))) {
            KeyStore loaded = KeyStore.getInstance(keys.getString(store + ConfluentKeys.TYPE));
            loaded.load(file, password.isEmpty() ? null : password.toCharArray());
            return loaded;
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    store + ConfluentKeys.LOCATION + ": " + location + " cannot be read as "
                            + keys.getString(store + ConfluentKeys.TYPE) + ": " + SystemReason.of(e),
                    e);
        }
    }
}
