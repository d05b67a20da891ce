package dev.storycrew.schemas.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * Tells a broker's refusal from an outage, and puts it into a sentence: who asked, where, and for what. A refusal lasts
 * until somebody changes a password, an ACL or a certificate; asking again does not help.
 */
public final class BrokerRefusal {
    private static final Pattern USER = Pattern.compile("username\\s*=\\s*(\"[^\"]*\"|'[^']*'|[^\\s;]+)");

    /** What only administrators' requests do; a producer's may be denied for the cluster too. */
    private static final Set<String> OF_THE_CLUSTER = Set.of("CREATE", "ALTER");

    /** Kafka Streams says so only in its words. */
    private static final Predicate<String> SENDING =
            Pattern.compile("Error encountered sending record to topic").asPredicate();

    private BrokerRefusal() {}

    /** True when an exception, or a cause of it, says that the broker refuses this client. */
    public static boolean isMeantBy(Throwable exception) {
        return refusal(exception).isPresent();
    }

    /**
     * The sentence.
     *
     * @param kafka the client's settings; their passwords are never shown
     * @return empty if the exception is no refusal
     */
    public static Optional<String> sentence(Throwable exception, Map<String, String> kafka) {
        String broker = "the broker at " + kafka.get("bootstrap.servers");
        return refusal(exception).map(refusal -> {
            if (refusal instanceof AuthorizationException denied) {
                return broker + " does not let " + principal(kafka) + " " + operation(exception, denied) + " "
                        + resource(exception, denied)
                        + "; grant that (docs/operations.md lists what each service needs)";
            }
            if (refusal instanceof SslAuthenticationException) {
                return "no TLS connection to " + broker + ": " + tls(refusal);
            }
            if (refusal instanceof UnsupportedSaslMechanismException) {
                return broker + " does not accept logins by " + kafka.get("sasl.mechanism") + ": "
                        + refusal.getMessage() + "; change kafka: {sasl.mechanism: ..}";
            }
            if (refusal instanceof IllegalSaslStateException) {
                return broker + " does not expect a login on this port: " + refusal.getMessage()
                        + "; change kafka: {security.protocol: ..}, or the port";
            }
            return broker + " does not accept the login of " + principal(kafka) + " by "
                    + kafka.getOrDefault("sasl.mechanism", "GSSAPI") + ": " + refusal.getMessage()
                    + "; check kafka: {sasl.jaas.config: ..}";
        });
    }

    private static Optional<Throwable> refusal(Throwable exception) {
        return chain(exception).stream()
                .filter(cause -> cause instanceof AuthenticationException || cause instanceof AuthorizationException)
                .findFirst();
    }

    private static List<Throwable> chain(Throwable exception) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = exception; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    /** Who the client says it is. */
    private static String principal(Map<String, String> kafka) {
        String protocol = kafka.getOrDefault("security.protocol", "PLAINTEXT").toUpperCase(Locale.ROOT);
        if (protocol.startsWith("SASL_")) {
            Matcher user = USER.matcher(kafka.getOrDefault("sasl.jaas.config", ""));
            return user.find() ? "user " + user.group(1).replaceAll("[\"']", "") : "this client";
        }
        return protocol.equals("SSL") && kafka.keySet().stream().anyMatch(key -> key.startsWith("ssl.keystore."))
                ? "the owner of the certificate in ssl.keystore"
                : "the anonymous user (security.protocol is " + protocol + ")";
    }

    private static String operation(Throwable exception, AuthorizationException denied) {
        return chain(exception).stream()
                .filter(DeniedException.class::isInstance)
                .map(cause -> ((DeniedException) cause).operation())
                .filter(operation ->
                        denied instanceof TopicAuthorizationException || OF_THE_CLUSTER.contains(operation))
                .findFirst()
                .orElseGet(() -> {
                    if (chain(exception).stream().anyMatch(cause -> SENDING.test(String.valueOf(cause.getMessage())))) {
                        return "WRITE";
                    }
                    if (denied instanceof GroupAuthorizationException) {
                        return "READ";
                    }
                    if (denied instanceof TransactionalIdAuthorizationException) {
                        return "WRITE";
                    }
                    return denied instanceof ClusterAuthorizationException ? "IDEMPOTENT_WRITE" : "READ or WRITE";
                });
    }

    private static String resource(Throwable exception, AuthorizationException denied) {
        if (denied instanceof TopicAuthorizationException topics) {
            Optional<String> known = chain(exception).stream()
                    .filter(DeniedException.class::isInstance)
                    .flatMap(cause -> Stream.ofNullable(((DeniedException) cause).resource()))
                    .findFirst();
            if (known.isPresent()) {
                return known.get();
            }
            if (topics.unauthorizedTopics().isEmpty()) {
                return "a topic";
            }
            return topics.unauthorizedTopics().stream().sorted().collect(Collectors.joining(", ", "topic ", ""));
        }
        if (denied instanceof GroupAuthorizationException group) {
            return "group " + group.groupId();
        }
        if (denied instanceof TransactionalIdAuthorizationException) {
            return "its transactional id";
        }
        return denied instanceof ClusterAuthorizationException ? "the cluster" : "something: " + denied.getMessage();
    }

    private static String tls(Throwable refusal) {
        List<Throwable> chain = chain(refusal);
        String said =
                chain.stream().map(Throwable::getMessage).map(String::valueOf).collect(Collectors.joining("; "));
        return TlsFailure.sentence(said, "ssl.truststore.location", "ssl.keystore.location");
    }
}
