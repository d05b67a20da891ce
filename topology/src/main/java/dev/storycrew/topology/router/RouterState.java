package dev.storycrew.topology.router;

import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** What the router decides with: the chapters of its task, and the policies, of which every instance has all. */
record RouterState(ChapterStore chapters, ActivePolicy policy) {
    static RouterState of(
            ProcessorContext<?, ?> context, TopicCatalogue topics, WireFormat wire, RouterSettings settings) {
        return new RouterState(
                ChapterStore.of(context),
                new ActivePolicy(
                        context.getStateStore(RouterTopology.POLICIES),
                        topics.policies(),
                        wire,
                        settings.configuredPolicy()));
    }
}
