package dev.storycrew.schemas.topic;

import dev.storycrew.core.card.CardSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Which topics cards are made from. */
public final class CardSources {
    /** The name of the service that keeps cards, behind the topics' prefix its group's. */
    public static final String SERVICE = "cards";

    private CardSources() {}

    /** The topics by what they are to cards, in the order in which records of the same time are taken. */
    public static Map<CardSource, Topic<?>> of(TopicCatalogue topics) {
        Map<CardSource, Topic<?>> sources = new EnumMap<>(CardSource.class);
        for (CardSource source : CardSource.values()) {
            sources.put(source, topic(source, topics));
        }
        return Collections.unmodifiableMap(sources);
    }

    private static Topic<?> topic(CardSource source, TopicCatalogue topics) {
        return switch (source) {
            case REQUESTS -> topics.chapterRequests();
            case STAGE_RUNS -> topics.stageRuns();
            case RETRY_DECISIONS -> topics.retryDecisions();
            case CHAPTERS -> topics.chapters();
            case DEAD_LETTERS -> topics.deadLetters();
            case COMMAND_RESULTS -> topics.commandResults();
        };
    }
}
