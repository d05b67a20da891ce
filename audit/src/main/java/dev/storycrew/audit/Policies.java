package dev.storycrew.audit;

import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The policies that decisions name. */
public final class Policies {
    private final Map<String, RetryPolicy> byReference;

    private Policies(Map<String, RetryPolicy> byReference) {
        this.byReference = byReference;
    }

    /**
     * The published ones, plus the configured and the default one if never published.
     *
     * @param configured what a router started with the same configuration decides by
     */
    public static Policies of(Connection connection, RetryPolicy configured) {
        Map<String, RetryPolicy> known = new HashMap<>();
        known.put(RetryPolicy.defaults().reference(), RetryPolicy.defaults());
        known.put(configured.reference(), configured);
        EventReader.open(connection, ReadPlan.all(List.of(connection.topics().policies())))
                .forEach(event -> {
                    if (event.value() instanceof PolicyDocument document) {
                        published(document).ifPresent(policy -> known.put(policy.reference(), policy));
                    }
                });
        return new Policies(known);
    }

    /** These and no others. */
    public static Policies of(RetryPolicy... policies) {
        Map<String, RetryPolicy> known = new HashMap<>();
        for (RetryPolicy policy : policies) {
            known.put(policy.reference(), policy);
        }
        return new Policies(known);
    }

    /** The policy that {@code name@version} refers to; empty if it was never published and is not configured. */
    public Optional<RetryPolicy> find(String reference) {
        return Optional.ofNullable(byReference.get(reference));
    }

    /** A document with errors was never applied by a router. */
    private static Optional<RetryPolicy> published(PolicyDocument document) {
        try {
            RetryPolicy policy = PolicyFile.parse(document.name() + "@" + document.version(), document.body());
            // The version was assigned at publishing; the text may name another, or none.
            return Optional.of(policy.withVersion(document.version()));
        } catch (UsageException e) {
            return Optional.empty();
        }
    }
}
