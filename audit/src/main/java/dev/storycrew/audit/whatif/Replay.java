package dev.storycrew.audit.whatif;

import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.history.Connection;
import dev.storycrew.history.facts.FactReader;
import dev.storycrew.history.facts.ScannedRecord;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads recorded judge results and lets a candidate policy decide on them. No model is called, nothing is written. */
public final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final Connection connection;

    public Replay(Connection connection) {
        this.connection = connection;
    }

    /** The topics that are read; a decision follows its judge result, and an outcome both. */
    public static List<Topic<?>> topics(TopicCatalogue topics) {
        return List.of(topics.judgeResults(), topics.retryDecisions(), topics.chapters());
    }

    /**
     * Replays.
     *
     * @param until records up to this time, in milliseconds since the epoch; null for all
     * @param book the only book to look at; null for all
     */
    public WhatIfReport run(RetryPolicy candidate, StartPosition start, @Nullable Long until, @Nullable String book) {
        WhatIf whatIf = new WhatIf(candidate, book);
        FactReader facts = new FactReader(connection);
        TopicReader.open(connection, new ReadPlan(topics(connection.topics()), start, until, null))
                .forEach(read -> look(read, facts, book), looked -> take(looked, whatIf));
        return whatIf.report();
    }

    private static ScannedRecord look(TopicRecord read, FactReader facts, @Nullable String book) {
        boolean wanted = book == null || (read.key() != null && read.key().startsWith(book + "/"));
        return wanted ? facts.look(read) : ScannedRecord.past(read);
    }

    private static void take(ScannedRecord looked, WhatIf whatIf) {
        if (looked.fact() != null) {
            whatIf.take(looked.fact());
        } else if (looked.undecodable() != null) {
            TopicRecord read = looked.read();
            LOG.atWarn()
                    .addKeyValue("event", "undecodable")
                    .addKeyValue("topic", read.topic().name())
                    .addKeyValue("partition", read.partition())
                    .addKeyValue("offset", read.offset())
                    .setCause(looked.undecodable())
                    .log("Skipping a record that cannot be read");
        }
    }
}
