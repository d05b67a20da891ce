package dev.storycrew.topology.router;

import dev.storycrew.core.decision.KnownChapters;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What the router remembers about chapters, so that operators can come back to them: the last decision on each; until it is
 * accepted, its envelope as that decision left it and the work of every judged attempt; and what was accepted last.
 */
final class ChapterStore implements KnownChapters {
    private final KeyValueStore<String, LastDecision> decided;
    private final KeyValueStore<String, ChapterEnvelope> latest;
    private final KeyValueStore<String, ChapterWork> attempts;
    private final KeyValueStore<String, ChapterEnvelope> accepted;

    private ChapterStore(
            KeyValueStore<String, LastDecision> decided,
            KeyValueStore<String, ChapterEnvelope> latest,
            KeyValueStore<String, ChapterWork> attempts,
            KeyValueStore<String, ChapterEnvelope> accepted) {
        this.accepted = accepted;
        this.decided = decided;
        this.latest = latest;
        this.attempts = attempts;
    }

    static ChapterStore of(ProcessorContext<?, ?> context) {
        return new ChapterStore(
                context.getStateStore(RouterTopology.DECIDED),
                context.getStateStore(RouterTopology.LATEST),
                context.getStateStore(RouterTopology.ATTEMPTS),
                context.getStateStore(RouterTopology.ACCEPTED));
    }

    @Override
    public @Nullable LastDecision decided(ChapterId id) {
        return decided.get(id.toString());
    }

    @Override
    public @Nullable ChapterEnvelope latest(ChapterId id) {
        return latest.get(id.toString());
    }

    @Override
    public @Nullable ChapterEnvelope accepted(ChapterId id) {
        return accepted.get(id.toString());
    }

    @Override
    public @Nullable ChapterWork attempt(ChapterId id, int run, int attempt) {
        return attempts.get(key(id, run, attempt));
    }

    @Override
    public @Nullable ChapterWork workOf(ChapterId id, BestAttempt best) {
        return all(id).stream()
                .map(entry -> entry.value)
                .filter(work -> work.text().equals(best.text()))
                .findFirst()
                .orElse(null);
    }

    /** Notes a judged attempt. */
    void judged(ChapterEnvelope judged) {
        attempts.put(key(judged.id(), judged.run(), judged.attempt()), judged.work());
    }

    /** Notes a decision, and the chapter as the decision left it. */
    void decided(ChapterEnvelope left, LastDecision decision) {
        latest.put(left.id().toString(), left);
        decided.put(left.id().toString(), decision);
    }

    /** Notes that a chapter was accepted: nobody comes back to its attempts but to the accepted one. */
    void accepted(ChapterEnvelope envelope) {
        ChapterId id = envelope.id();
        all(id).forEach(entry -> attempts.delete(entry.key));
        latest.delete(id.toString());
        accepted.put(id.toString(), envelope.kept());
        decided.put(id.toString(), new LastDecision(envelope.run(), envelope.attempt(), true, true));
    }

    private List<KeyValue<String, ChapterWork>> all(ChapterId id) {
        List<KeyValue<String, ChapterWork>> found = new ArrayList<>();
        try (KeyValueIterator<String, ChapterWork> all =
                attempts.prefixScan(id + "#", Serdes.String().serializer())) {
            all.forEachRemaining(found::add);
        }
        return found;
    }

    private static String key(ChapterId id, int run, int attempt) {
        return String.format(Locale.ROOT, "%s#%06d#%06d", id, run, attempt);
    }
}
