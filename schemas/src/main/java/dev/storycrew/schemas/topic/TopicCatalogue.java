package dev.storycrew.schemas.topic;

import dev.storycrew.core.card.Card;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * All topics, declared once.
 *
 * @param prefix of every name, {@code storycrew.} unless configured
 * @param partitions the same for every topic, so that a chapter is in the same partition everywhere
 * @param keptAtMost how long anything may be kept, compacted topics included; null for each topic's own retention
 */
public record TopicCatalogue(
        String prefix, int partitions, @Nullable Duration keptAtMost) {
    public static final String DEFAULT_PREFIX = "storycrew.";
    public static final int DEFAULT_PARTITIONS = 12;
    public static final int EMBEDDED_PARTITIONS = 4;

    /** In bytes; carries a chapter of 1.5 MB with its history. */
    public static final int MAX_MESSAGE_BYTES = 2097152;

    /** Kafka's limit for a topic's name, less the longest name that anything of ours has behind the prefix. */
    public static final int MAX_PREFIX_LENGTH = 249 - "sequencer-operator-commands-by-book-repartition".length();

    private static final short REPLICAS_OF_A_SAFE_TOPIC = 3;

    /** In bytes; a dead letter carries the largest record and its description. */
    public static final int MAX_DEAD_LETTER_BYTES = 2 * MAX_MESSAGE_BYTES;

    /** The most that a record from our producers may hold in all; a little is left for what Kafka adds. */
    public static final int MAX_SENT_BYTES = MAX_DEAD_LETTER_BYTES - 65_536;

    /** The last value of each key is enough, and goes when it is old. */
    static final String COMPACTED_FOR_A_TIME =
            TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE;

    private static final Duration DETAIL = Duration.ofDays(30);
    private static final Duration AGGREGATE = Duration.ofDays(90);
    private static final Duration YEAR = Duration.ofDays(365);

    /** The topics, each with its own retention. */
    public TopicCatalogue(String prefix, int partitions) {
        this(prefix, partitions, null);
    }

    public Topic<ChapterRequest> chapterRequests() {
        return topic("chapter-requests", Codecs.chapterRequest(), DETAIL);
    }

    /** The topic that a stage takes its work from. */
    public Topic<ChapterEnvelope> stage(Stage stage) {
        return topic(stage.label(), Codecs.chapterEnvelope(), DETAIL);
    }

    /**
     * The topic that the router takes a stage's results from.
     *
     * @throws IllegalArgumentException when the stage {@linkplain Stage#reportsToRouter() does not report} to it
     */
    public Topic<ChapterEnvelope> results(Stage stage) {
        if (!stage.reportsToRouter()) {
            throw new IllegalArgumentException("results of " + stage.label() + " go to the next stage");
        }
        return topic(stage.resultsLabel(), Codecs.chapterEnvelope(), DETAIL);
    }

    public Topic<ChapterEnvelope> judgeResults() {
        return results(Stage.JUDGE);
    }

    public Topic<ChapterEnvelope> bibleResults() {
        return results(Stage.BIBLE);
    }

    /** Every topic that carries envelopes, in the order a chapter passes them. */
    public List<Topic<ChapterEnvelope>> envelopes() {
        List<Topic<ChapterEnvelope>> envelopes = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            envelopes.add(stage(stage));
            if (stage.reportsToRouter()) {
                envelopes.add(results(stage));
            }
        }
        return envelopes;
    }

    public Topic<RetryDecision> retryDecisions() {
        return topic("retry-decisions", Codecs.retryDecision(), DETAIL);
    }

    public Topic<StageRun> stageRuns() {
        return topic("stage-runs", Codecs.stageRun(), DETAIL);
    }

    public Topic<ChapterOutcome> chapters() {
        return topic("chapters", Codecs.chapterOutcome(), YEAR);
    }

    public Topic<BibleSnapshot> storyBibles() {
        return compacted("story-bibles", Codecs.storyBible(), null);
    }

    public Topic<DeadLetter> deadLetters() {
        return topic("dead-letters", Codecs.deadLetter(), AGGREGATE);
    }

    public Topic<OperatorCommand> operatorCommands() {
        return topic("operator-commands", Codecs.operatorCommand(), AGGREGATE);
    }

    /** What became of operators' commands. */
    public Topic<CommandResult> commandResults() {
        return topic("command-results", Codecs.commandResult(), AGGREGATE);
    }

    public Topic<PolicyDocument> policies() {
        return compacted("policies", Codecs.policyDocument(), null);
    }

    public Topic<KpiRollup> kpiDaily() {
        return compacted("kpi-daily", Codecs.kpiRollup(), AGGREGATE);
    }

    public Topic<KpiRollup> kpiMonthly() {
        return compacted("kpi-monthly", Codecs.kpiRollup(), YEAR);
    }

    /** Where each chapter stands: one card for each, by its id, and one for each book that operators hold or held. */
    public Topic<Card> chapterCards() {
        return compacted("chapter-cards", Codecs.card(), null);
    }

    /** Every topic, in the order a chapter passes them. */
    public List<Topic<?>> all() {
        List<Topic<?>> topics = new ArrayList<>();
        topics.add(chapterRequests());
        for (Stage stage : Stage.values()) {
            topics.add(stage(stage));
        }
        Stream.of(Stage.values()).filter(Stage::reportsToRouter).forEach(stage -> topics.add(results(stage)));
        topics.addAll(List.of(
                retryDecisions(),
                stageRuns(),
                chapters(),
                storyBibles(),
                deadLetters(),
                operatorCommands(),
                commandResults(),
                policies(),
                kpiDaily(),
                kpiMonthly(),
                chapterCards()));
        return topics;
    }

    /** The topic's settings on the broker, by Kafka's names. */
    public Map<String, String> settings(Topic<?> topic) {
        String maxBytes =
                Integer.toString(topic.name().equals(deadLetters().name()) ? MAX_DEAD_LETTER_BYTES : MAX_MESSAGE_BYTES);
        Map<String, String> settings = new TreeMap<>();
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, maxBytes);
        // One clock for all records: a machine whose clock is wrong must not tear a chapter's records apart for
        // auditors.
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
        Duration retention = topic.retention();
        if (retention == null) {
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        } else {
            settings.put(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    topic.compacted() && keptAtMost == null ? COMPACTED_FOR_A_TIME : TopicConfig.CLEANUP_POLICY_DELETE);
            settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        }
        if (keptAtMost != null) {
            // Only what is in closed segments is ever deleted.
            settings.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(keptAtMost.toMillis()));
        }
        return settings;
    }

    NewTopic newTopic(Topic<?> topic, short replicationFactor) {
        Map<String, String> settings = new HashMap<>(settings(topic));
        if (replicationFactor == REPLICAS_OF_A_SAFE_TOPIC) {
            // One copy may be away; what is acknowledged survives the loss of another.
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
        }
        return new NewTopic(topic.name(), partitions, replicationFactor).configs(settings);
    }

    private <T> Topic<T> topic(String name, Codec<T> codec, Duration retention) {
        return new Topic<>(prefix + name, codec, atMost(retention), false);
    }

    private <T> Topic<T> compacted(String name, Codec<T> codec, @Nullable Duration retention) {
        return new Topic<>(prefix + name, codec, atMost(retention), true);
    }

    private @Nullable Duration atMost(@Nullable Duration retention) {
        boolean shorter = keptAtMost != null && (retention == null || retention.compareTo(keptAtMost) > 0);
        return shorter ? keptAtMost : retention;
    }
}
