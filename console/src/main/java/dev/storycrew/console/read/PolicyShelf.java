package dev.storycrew.console.read;

import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.history.reading.Event;
import dev.storycrew.topology.router.ActivePolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The published policies, and the last changes of the active one. */
public final class PolicyShelf implements TopicFollower.Shelf {
    private static final int CHANGES = 200;

    private final RetryPolicy configured;
    private final Refilled<Known> known = new Refilled<>(Known::new);

    private static final class Known {
        private final Map<String, PolicyDocument> byKey = new TreeMap<>();
        private final Deque<PolicyDocument> changes = new ArrayDeque<>();
    }

    /** @param configured active until one is published */
    public PolicyShelf(RetryPolicy configured) {
        this.configured = configured;
    }

    @Override
    public synchronized void begin() {
        known.begin();
    }

    @Override
    public synchronized void done() {
        known.done();
    }

    /** Takes a record of the policies' topic. */
    public synchronized void take(Event<?> event) {
        String key = event.key();
        if (key == null || !(event.value() instanceof PolicyDocument document)) {
            return;
        }
        Known now = known.filled();
        now.byKey.put(key, document);
        if (key.equals(ActivePolicy.ACTIVE) && !document.equals(now.changes.peekLast())) {
            now.changes.add(document);
            if (now.changes.size() > CHANGES) {
                now.changes.remove();
            }
        }
    }

    /** What has been published. */
    public synchronized PolicyTopic.Published published() {
        Map<String, PolicyDocument> versions = new TreeMap<>(known.shown().byKey);
        PolicyDocument active = versions.remove(ActivePolicy.ACTIVE);
        return new PolicyTopic.Published(versions, active);
    }

    /** What became active and when, as far as the topic still tells; oldest first. */
    public synchronized List<PolicyDocument> changes() {
        return new ArrayList<>(known.shown().changes);
    }

    /** A policy as decisions name it, {@code name@version}; null if it is not known. */
    public @Nullable RetryPolicy named(String reference) {
        PolicyDocument published = published().versions().get(reference);
        if (published != null) {
            RetryPolicy read = PolicyFile.check(reference, published.body()).policy();
            return read == null ? null : read.withVersion(published.version());
        }
        return Stream.of(configured, RetryPolicy.defaults())
                .filter(policy -> policy.reference().equals(reference))
                .findFirst()
                .orElse(null);
    }

    /** The policy that routers use now. */
    public RetryPolicy active() {
        PolicyDocument active = published().active();
        if (active == null) {
            return configured;
        }
        RetryPolicy read =
                PolicyFile.check(PolicyTopic.reference(active), active.body()).policy();
        return read == null ? configured : read.withVersion(active.version());
    }

    /** The policy of the configuration, as a document. */
    public PolicyDocument first() {
        return PolicyTopic.configured(configured);
    }
}
