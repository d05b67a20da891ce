package dev.storycrew.audit;

import dev.storycrew.audit.canon.ReopenedBooks;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the topics once and audits what is in them. */
public final class Verification {
    private static final int KEPT_OF_EACH_KIND = 20;

    private final Connection connection;
    private final Policies policies;

    public Verification(Connection connection, Policies policies) {
        this.connection = connection;
        this.policies = policies;
    }

    /**
     * Audits.
     *
     * @param until outcomes up to this record time, in milliseconds since the epoch; null for all
     */
    public AuditReport run(AuditScope scope, StartPosition start, @Nullable Long until) {
        return run(scope, start, until, KEPT_OF_EACH_KIND);
    }

    /** Audits all that is there of a book or a chapter, and keeps the first violation of each chapter. */
    public AuditReport whole(AuditScope scope) {
        return run(scope, StartPosition.beginning(), null, Integer.MAX_VALUE);
    }

    private AuditReport run(AuditScope scope, StartPosition start, @Nullable Long until, int keptOfEachKind) {
        long began = System.nanoTime();
        Long readUntil = until == null ? null : Long.valueOf(until + Audit.GRACE_MILLIS);
        TopicReader reader =
                TopicReader.open(connection, new ReadPlan(topics(connection.topics()), start, readUntil, null));
        List<Violation> violations = new ArrayList<>();
        Map<Violation.Kind, Long> counts = new EnumMap<>(Violation.Kind.class);
        Set<String> reopened = ReopenedBooks.of(connection);
        Audit audit = new Audit(connection, policies, reopened, scope, until, reader::isWhole, violation -> {
            if (counts.merge(violation.kind(), 1L, Long::sum) <= keptOfEachKind) {
                violations.add(violation);
            }
        });
        reader.forEach(audit::look, audit::take);
        audit.finish();
        return new AuditReport(audit.figures(), violations, counts, Duration.ofNanos(System.nanoTime() - began));
    }

    /**
     * The topics that an audit reads. Outcomes come first: their end is looked up first, so that whatever led to them
     * is before the ends of the others.
     */
    public static List<Topic<?>> topics(TopicCatalogue topics) {
        List<Topic<?>> read = new ArrayList<>(List.of(
                topics.chapters(),
                topics.storyBibles(),
                topics.operatorCommands(),
                topics.commandResults(),
                topics.chapterRequests(),
                topics.retryDecisions()));
        for (Stage stage : Stage.values()) {
            read.add(topics.stage(stage));
        }
        read.addAll(Stream.of(Stage.values())
                .filter(Stage::reportsToRouter)
                .map(topics::results)
                .toList());
        read.addAll(List.of(topics.stageRuns(), topics.deadLetters()));
        return read;
    }
}
