package dev.storycrew.app.metrics;

import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.CardSources;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.ledger.LedgerTopology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each service reads, by the name of its group without the prefix. */
public final class ServiceTopics {
    public static final String ROUTER = "router";
    public static final String SEQUENCER = "sequencer";
    public static final String LEDGER = "ledger";

    private ServiceTopics() {}

    /** The stages in their order, then the router, the sequencer, and the ledger's two halves. */
    public static Map<String, List<Topic<?>>> of(TopicCatalogue topics) {
        Map<String, List<Topic<?>>> all = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            all.put(stage.label(), List.of(topics.stage(stage)));
        }
        all.put(ROUTER, List.of(topics.judgeResults(), topics.bibleResults(), topics.commandResults()));
        all.put(
                SEQUENCER,
                List.of(
                        topics.chapterRequests(),
                        topics.chapters(),
                        topics.operatorCommands(),
                        topics.commandResults()));
        all.put(LEDGER, LedgerTopology.watched(topics));
        all.put(CardSources.SERVICE, List.copyOf(CardSources.of(topics).values()));
        return all;
    }
}
