package dev.storycrew.schemas.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.jspecify.annotations.Nullable;

/** How we authenticate to a registry, by Confluent's keys: the {@code Authorization} header for an address. */
final class Credentials {
    private static final String JAAS = "sasl.jaas.config";

    private Credentials() {}

    /**
     * Reads them.
     *
     * @param all the settings, with Kafka's own where they are to be inherited
     * @return the header's value for an address, or null
     * @throws IllegalArgumentException for keys that contradict each other, or a source without its credentials
     */
    static Function<URI, @Nullable String> of(AbstractConfig keys, Map<String, ?> all) {
        String basicSource = keys.getString(ConfluentKeys.BASIC_SOURCE);
        String userInfo = keys.getPassword(ConfluentKeys.USER_INFO).value();
        String token = keys.getPassword(ConfluentKeys.BEARER_TOKEN).value();
        if (token.isEmpty() && keys.getString(ConfluentKeys.BEARER_SOURCE).isEmpty()) {
            return basic(basicSource, userInfo, all);
        }
        if (token.isEmpty()) {
            throw new IllegalArgumentException(ConfluentKeys.BEARER_TOKEN + " is missing");
        }
        if (!basicSource.isEmpty() || !userInfo.isEmpty()) {
            throw new IllegalArgumentException(
                    ConfluentKeys.BEARER_TOKEN + " and the keys basic.auth.* cannot be given together");
        }
        return registry -> "Bearer " + token;
    }

    private static Function<URI, @Nullable String> basic(String source, String userInfo, Map<String, ?> all) {
        if (source.equals("SASL_INHERIT")) {
            String inherited = encoded(inherited(all));
            return registry -> inherited;
        }
        if (source.equals("URL") || (source.isEmpty() && userInfo.isEmpty())) {
            if (!userInfo.isEmpty()) {
                throw new IllegalArgumentException(ConfluentKeys.USER_INFO + " is given, but "
                        + ConfluentKeys.BASIC_SOURCE + " is URL; make it USER_INFO");
            }
            return registry -> registry.getUserInfo() == null ? null : encoded(registry.getUserInfo());
        }
        if (userInfo.isEmpty()) {
            throw new IllegalArgumentException(
                    ConfluentKeys.USER_INFO + " is missing, but " + ConfluentKeys.BASIC_SOURCE + " is USER_INFO");
        }
        if (!userInfo.contains(":")) {
            throw new IllegalArgumentException(ConfluentKeys.USER_INFO + " must be user:password, but has no colon");
        }
        String given = encoded(userInfo);
        return registry -> given;
    }

    private static String inherited(Map<String, ?> all) {
        Map<String, Object> settings = new HashMap<>(all);
        settings.computeIfPresent(JAAS, (key, value) -> value instanceof String text ? new Password(text) : value);
        List<AppConfigurationEntry> entries;
        try {
            entries = JaasContext.loadClientContext(settings).configurationEntries();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    ConfluentKeys.BASIC_SOURCE + " is SASL_INHERIT, but there is no usable " + JAAS, e);
        }
        return entries.stream()
                .<Map<String, ?>>map(AppConfigurationEntry::getOptions)
                .filter(options -> options.containsKey("username"))
                .map(options -> options.get("username") + ":" + options.get("password"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        ConfluentKeys.BASIC_SOURCE + " is SASL_INHERIT, but " + JAAS + " has no username"));
    }

    private static String encoded(String userInfo) {
        return Endpoint.BASIC + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }
}
