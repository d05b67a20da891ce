package dev.storycrew.history.facts;

import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an envelope was met, in the order of an attempt's way. */
public enum Place {
    PLAN(Stage.PLAN),
    WRITE(Stage.WRITE),
    EDIT(Stage.EDIT),
    JUDGE(Stage.JUDGE),
    JUDGED(null),
    BIBLE(Stage.BIBLE),
    BIBLE_MADE(null);

    private final @Nullable Stage stage;

    Place(@Nullable Stage stage) {
        this.stage = stage;
    }

    /** The stage that takes envelopes from here; null where the router does. */
    public @Nullable Stage stage() {
        return stage;
    }

    /** By the topics' full names. */
    static Map<String, Place> byTopic(TopicCatalogue topics) {
        Map<String, Place> places = new HashMap<>();
        for (Place place : values()) {
            if (place.stage != null) {
                places.put(topics.stage(place.stage).name(), place);
            }
        }
        places.put(topics.judgeResults().name(), JUDGED);
        places.put(topics.bibleResults().name(), BIBLE_MADE);
        return places;
    }
}
