package dev.storycrew.app.permission;

import dev.storycrew.app.metrics.ServiceTopics;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.CardSources;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What each service, and each kind of user, may do on a cluster with ACLs: enough to work, and nothing else. */
public final class Permissions {
    /** Creates the topics, for services that may not. */
    public static final String DEPLOYER = "deployer";

    /** Publishes requests. */
    public static final String PRODUCER = "producer";

    /** Looks, decides by hand, publishes policies and redrives dead letters. */
    public static final String OPERATOR = "operator";

    /** Only looks. */
    public static final String AUDITOR = "auditor";

    /** Sends its chapter through topics of its own, and looks at the real ones. */
    public static final String CANARY = "canary";

    /** Looks for its users, and gives their commands. */
    public static final String CONSOLE = "console";

    private final TopicCatalogue topics;
    private final Map<String, Set<Permission>> byHolder = new LinkedHashMap<>();

    private record Permission(ResourceType type, PatternType pattern, String name, AclOperation operation) {}

    private Permissions(TopicCatalogue topics) {
        this.topics = topics;
        router();
        sequencer();
        ledger();
        for (Stage stage : Stage.values()) {
            stage(stage);
        }
        users();
    }

    /** Those on the topics of a catalogue. */
    public static Permissions on(TopicCatalogue topics) {
        return new Permissions(topics);
    }

    /** The services by the names of their commands, then the kinds of users. */
    public List<String> holders() {
        return List.copyOf(byHolder.keySet());
    }

    /**
     * The ACLs of one of the {@link #holders}, from any host.
     *
     * @param principal such as {@code User:storycrew-router}
     */
    public List<AclBinding> of(String holder, String principal) {
        return byHolder.getOrDefault(holder, Set.of()).stream()
                .map(permission -> new AclBinding(
                        new ResourcePattern(permission.type, permission.name, permission.pattern),
                        new AccessControlEntry(principal, "*", permission.operation, AclPermissionType.ALLOW)))
                .toList();
    }

    private void router() {
        reads("router", topics.judgeResults(), topics.bibleResults(), topics.commandResults(), topics.policies());
        for (Stage stage : Stage.values()) {
            writes("router", topics.stage(stage));
        }
        writes(
                "router",
                topics.chapters(),
                topics.storyBibles(),
                topics.retryDecisions(),
                topics.commandResults(),
                topics.deadLetters());
        streams("router");
    }

    private void sequencer() {
        reads(
                "sequencer",
                topics.chapterRequests(),
                topics.chapters(),
                topics.operatorCommands(),
                topics.commandResults());
        writes("sequencer", topics.stage(Stage.first()), topics.commandResults(), topics.deadLetters());
        streams("sequencer");
    }

    private void ledger() {
        reads(
                "ledger",
                topics.chapters(),
                topics.chapterRequests(),
                topics.stageRuns(),
                topics.commandResults(),
                topics.retryDecisions(),
                topics.deadLetters());
        writes("ledger", topics.kpiDaily(), topics.kpiMonthly(), topics.chapterCards());
        streams("ledger");
        application("ledger", CardSources.SERVICE);
        // It says which services do not run.
        add("ledger", ResourceType.GROUP, PatternType.PREFIXED, topics.prefix(), AclOperation.DESCRIBE);
    }

    private void stage(Stage stage) {
        String holder = stage.label();
        reads(holder, topics.stage(stage), topics.stageRuns());
        writes(holder, topics.stageRuns(), topics.judgeResults(), topics.deadLetters());
        if (stage.reportsToRouter()) {
            writes(holder, topics.results(stage));
        } else {
            Stream.of(Stage.values())
                    .filter(next -> next.compareTo(stage) > 0 && !next.followsAcceptance())
                    .forEach(next -> writes(holder, topics.stage(next)));
        }
        service(holder);
    }

    private void users() {
        add(DEPLOYER, ResourceType.TOPIC, PatternType.PREFIXED, topics.prefix(), AclOperation.CREATE);
        looks(DEPLOYER);
        // The first stage's topic shows which chapters have begun, and the sequencer's group what it has taken.
        reads(PRODUCER, topics.chapterRequests(), topics.stage(Stage.first()), topics.chapters(), topics.deadLetters());
        writes(PRODUCER, topics.chapterRequests());
        add(
                PRODUCER,
                ResourceType.GROUP,
                PatternType.LITERAL,
                topics.prefix() + ServiceTopics.SEQUENCER,
                AclOperation.DESCRIBE);
        looks(PRODUCER);
        operates(OPERATOR);
        readsAll(AUDITOR);
        canary();
        operates(CONSOLE);
    }

    private void operates(String holder) {
        readsAll(holder);
        writes(holder, topics.operatorCommands(), topics.policies(), topics.deadLetters(), topics.chapterRequests());
        topics.envelopes().forEach(topic -> writes(holder, topic));
        add(holder, ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, topics.prefix(), AclOperation.WRITE);
    }

    private void canary() {
        String own = topics.prefix() + CANARY + ".";
        for (AclOperation operation :
                List.of(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE)) {
            add(CANARY, ResourceType.TOPIC, PatternType.PREFIXED, own, operation);
        }
        add(CANARY, ResourceType.GROUP, PatternType.PREFIXED, own, AclOperation.READ);
        add(CANARY, ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, own, AclOperation.WRITE);
        readsAll(CANARY);
    }

    private void streams(String holder) {
        looks(holder);
        application(holder, holder);
    }

    /** What an application of Kafka Streams needs: its group, its transactions, its own topics. */
    private void application(String holder, String name) {
        group(holder, name);
        for (AclOperation operation :
                List.of(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE)) {
            add(holder, ResourceType.TOPIC, PatternType.PREFIXED, topics.prefix() + name + "-", operation);
        }
    }

    /** What a service needs whatever it does: the look at the topics when it starts, its group, its transactions. */
    private void service(String holder) {
        looks(holder);
        group(holder, holder);
    }

    private void group(String holder, String name) {
        add(holder, ResourceType.GROUP, PatternType.LITERAL, topics.prefix() + name, AclOperation.READ);
        add(
                holder,
                ResourceType.TRANSACTIONAL_ID,
                PatternType.PREFIXED,
                topics.prefix() + name + "-",
                AclOperation.WRITE);
    }

    private void readsAll(String holder) {
        add(holder, ResourceType.TOPIC, PatternType.PREFIXED, topics.prefix(), AclOperation.READ);
        looks(holder);
        add(holder, ResourceType.GROUP, PatternType.PREFIXED, topics.prefix(), AclOperation.DESCRIBE);
    }

    private void looks(String holder) {
        add(holder, ResourceType.TOPIC, PatternType.PREFIXED, topics.prefix(), AclOperation.DESCRIBE);
        add(holder, ResourceType.TOPIC, PatternType.PREFIXED, topics.prefix(), AclOperation.DESCRIBE_CONFIGS);
    }

    private void reads(String holder, Topic<?>... read) {
        Stream.of(read)
                .forEach(
                        topic -> add(holder, ResourceType.TOPIC, PatternType.LITERAL, topic.name(), AclOperation.READ));
    }

    private void writes(String holder, Topic<?>... written) {
        Stream.of(written)
                .forEach(topic ->
                        add(holder, ResourceType.TOPIC, PatternType.LITERAL, topic.name(), AclOperation.WRITE));
    }

    private void add(String holder, ResourceType type, PatternType pattern, String name, AclOperation operation) {
        byHolder.computeIfAbsent(holder, one -> new LinkedHashSet<>())
                .add(new Permission(type, pattern, name, operation));
    }
}
