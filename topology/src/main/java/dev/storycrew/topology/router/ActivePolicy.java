package dev.storycrew.topology.router;

import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyCheck;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy to decide by: the published one, or the configured one until one is published. A published policy with
 * errors is not applied; the last good one stays active. For a single thread.
 */
public final class ActivePolicy {
    /** The key of the active policy; the others are {@code <name>@<version>}. */
    public static final String ACTIVE = "active";

    private static final Logger LOG = LoggerFactory.getLogger(ActivePolicy.class);

    private final ReadOnlyKeyValueStore<String, byte[]> published;
    private final Topic<PolicyDocument> topic;
    private final WireFormat wire;
    private RetryPolicy lastGood;
    private boolean lastGoodIsPublished;
    private byte @Nullable [] seen;

    /**
     * @param published the whole policies topic, by key, as it was written
     * @param configured the policy until one is published
     */
    public ActivePolicy(
            ReadOnlyKeyValueStore<String, byte[]> published,
            Topic<PolicyDocument> topic,
            WireFormat wire,
            RetryPolicy configured) {
        this.published = published;
        this.topic = topic;
        this.wire = wire;
        this.lastGood = configured;
    }

    /** The policy active now. */
    public RetryPolicy current() {
        byte[] active = published.get(ACTIVE);
        if (active == null || Arrays.equals(active, seen)) {
            return lastGood;
        }
        RetryPolicy read = usable(active);
        if (read == null && !lastGoodIsPublished) {
            // After a restart nobody remembers what was active before: take the latest good one.
            read = latestGood();
        }
        if (read != null) {
            lastGood = read;
            lastGoodIsPublished = true;
        }
        seen = active;
        LOG.atInfo()
                .addKeyValue("event", "policy_applied")
                .addKeyValue("policy", lastGood.reference())
                .addKeyValue("rollout_percent", lastGood.rolloutPercent())
                .log("Policy {} is active from here on", lastGood.reference());
        return lastGood;
    }

    private @Nullable RetryPolicy usable(byte[] active) {
        try {
            return usable(wire.decode(topic, active));
        } catch (UndecodableException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable RetryPolicy usable(PolicyDocument document) {
        try {
            PolicyCheck check = PolicyFile.check(document.name() + "@" + document.version(), document.body());
            if (check.policy() != null) {
                return check.policy().withVersion(document.version());
            }
            return refused(String.join("; ", check.errors()));
        } catch (UsageException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable RetryPolicy refused(String reason) {
        LOG.atError()
                .addKeyValue("event", "policy_refused")
                .addKeyValue("because", reason)
                .log("A published policy has errors and is not applied; the last good one stays active");
        return null;
    }

    private @Nullable RetryPolicy latestGood() {
        List<byte[]> versions = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = published.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                if (!entry.key.equals(ACTIVE)) {
                    versions.add(entry.value);
                }
            }
        }
        return versions.stream()
                .map(this::decoded)
                .filter(document -> document != null)
                .sorted(Comparator.comparingLong(PolicyDocument::publishedAt).reversed())
                .map(this::usable)
                .filter(policy -> policy != null)
                .findFirst()
                .orElse(null);
    }

    private @Nullable PolicyDocument decoded(byte[] bytes) {
        try {
            return wire.decode(topic, bytes);
        } catch (UndecodableException e) {
            return null;
        }
    }
}
