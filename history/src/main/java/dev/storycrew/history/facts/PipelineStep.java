package dev.storycrew.history.facts;

import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an envelope was found, in the order an attempt passes.
 *
 * @param at the stage that takes envelopes from here, or whose results they are
 * @param made true for the stage's results, which the router takes
 */
public record PipelineStep(Stage at, boolean made) implements Comparable<PipelineStep> {
    /** Where a request begins. */
    public static final PipelineStep START = new PipelineStep(Stage.first(), false);

    public static final PipelineStep JUDGE = new PipelineStep(Stage.JUDGE, false);
    public static final PipelineStep JUDGED = new PipelineStep(Stage.JUDGE, true);
    public static final PipelineStep BIBLE = new PipelineStep(Stage.BIBLE, false);
    public static final PipelineStep BIBLE_MADE = new PipelineStep(Stage.BIBLE, true);

    private static final Comparator<PipelineStep> IN_ORDER =
            Comparator.comparing(PipelineStep::at).thenComparing(PipelineStep::made);

    /** The stage that takes envelopes from here; null where the router does. */
    public @Nullable Stage stage() {
        return made ? null : at;
    }

    @Override
    public int compareTo(PipelineStep other) {
        return IN_ORDER.compare(this, other);
    }

    /** By topic, under its full name. */
    static Map<String, PipelineStep> byTopic(TopicCatalogue topics) {
        Map<String, PipelineStep> places = new HashMap<>();
        for (Stage stage : Stage.values()) {
            places.put(topics.stage(stage).name(), new PipelineStep(stage, false));
            if (stage.reportsToRouter()) {
                places.put(topics.results(stage).name(), new PipelineStep(stage, true));
            }
        }
        return places;
    }
}
