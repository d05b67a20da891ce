package dev.storycrew.history.facts;

import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an envelope was met, in the order of an attempt's way.
 *
 * @param at the stage that takes envelopes from here, or whose results they are
 * @param made true for the stage's results, which the router takes
 */
public record Place(Stage at, boolean made) implements Comparable<Place> {
    /** Where a request begins. */
    public static final Place START = new Place(Stage.first(), false);

    public static final Place JUDGE = new Place(Stage.JUDGE, false);
    public static final Place JUDGED = new Place(Stage.JUDGE, true);
    public static final Place BIBLE = new Place(Stage.BIBLE, false);
    public static final Place BIBLE_MADE = new Place(Stage.BIBLE, true);

    private static final Comparator<Place> IN_ORDER =
            Comparator.comparing(Place::at).thenComparing(Place::made);

    /** The stage that takes envelopes from here; null where the router does. */
    public @Nullable Stage stage() {
        return made ? null : at;
    }

    @Override
    public int compareTo(Place other) {
        return IN_ORDER.compare(this, other);
    }

    /** By the topics' full names. */
    static Map<String, Place> byTopic(TopicCatalogue topics) {
        Map<String, Place> places = new HashMap<>();
        for (Stage stage : Stage.values()) {
            places.put(topics.stage(stage).name(), new Place(stage, false));
            if (stage.reportsToRouter()) {
                places.put(topics.results(stage).name(), new Place(stage, true));
            }
        }
        return places;
    }
}
