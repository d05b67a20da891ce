package dev.storycrew.topology.router;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps the policies topic in a global store, as it was written; decisions read it. */
public final class KeepPolicies implements Processor<String, byte[], Void, Void> {
    private final String store;
    private @Nullable KeyValueStore<String, byte[]> policies;

    public KeepPolicies(String store) {
        this.store = store;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        policies = context.getStateStore(store);
    }

    @Override
    public void process(Record<String, byte[]> published) {
        if (policies != null && published.key() != null) {
            policies.put(published.key(), published.value());
        }
    }
}
