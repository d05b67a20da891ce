package dev.storycrew.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.canary.CanaryCage;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.app.permission.Permissions;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pipeline on a secured cluster: each service as its own user by SCRAM in TLS, with exactly its {@link Permissions}
 * on the broker, and the registry by HTTPS with basic auth, where only the deployer and the canary may write.
 */
@Tag("long")
class PermissionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Permissions PERMISSIONS =
            Permissions.on(new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX, TopicCatalogue.EMBEDDED_PARTITIONS));

    /**
     * What the broker looks up although nobody wants to do it: all that a client may do with a topic that it describes,
     * and whether it may create, or write idempotently to, any topic before it asks for the right ones.
     */
    private static final Pattern NOT_NEEDED = Pattern.compile("request = (DescribeTopicPartitions|Metadata) "
            + "|(kafka-cluster|hardcode) for request = (CreateTopics|InitProducerId)");

    @TempDir
    private Path folder;

    private final Map<String, Services> running = new HashMap<>();
    private final Map<String, Supervision> supervised = new HashMap<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final Map<String, AclBinding> granted = new HashMap<>();
    private final Decisions decisions = new Decisions();

    private SecuredBroker secured;
    private Admin admin;
    private Connection superUser;
    private TopicTail tail;

    @BeforeEach
    void start() throws Exception {
        decisions.start();
        secured = new SecuredBroker(folder, PERMISSIONS.holders());
        admin = secured.admin();
        superUser = RealCluster.connect(secured.config("PLAINTEXT", "topics: {partitions: 4}\n"));
        RealCluster.createTopics(superUser);
        RealCluster.registerSchemas(config(Permissions.DEPLOYER));
        List<AclBinding> all = new ArrayList<>();
        services().forEach(service -> all.addAll(permissions(service)));
        all.addAll(permissions(Permissions.CANARY));
        all.forEach(acl -> granted.put(named(acl), acl));
        admin.createAcls(all).all().get();
        tail = TopicTail.start(superUser, List.of(superUser.topics().chapters()), (topic, origin, value) -> {
            if (value instanceof ChapterOutcome outcome) {
                ended.add(outcome.chapter().toString());
            }
        });
        for (String service : services()) {
            awaitAcls(service);
        }
        decisions.denied.clear();
        for (String service : services()) {
            startService(service);
        }
    }

    @AfterEach
    void stop() {
        running.values().forEach(Services::close);
        tail.close();
        admin.close();
        secured.close();
        decisions.stop();
    }

    @Test
    void theyAreEnoughAndNoneIsTooMuch() throws Exception {
        submit("first");

        awaitEnd("first");
        assertThat(running.values()).allMatch(Services::alive);
        assertThat(supervised.values())
                .allMatch(supervision -> supervision.failure().isEmpty());
        assertThat(decisions.denied).allMatch(line -> NOT_NEEDED.matcher(line).find());
        assertThat(secured.deniedByRegistry()).isEmpty();
        Set<String> unused = new HashSet<>(granted.keySet());
        unused.removeAll(decisions.used);
        unused.removeIf(acl -> acl.startsWith("USER:CANARY "));
        assertThat(unused)
                .isSubsetOf(granted.values().stream()
                        .filter(PermissionsTest::dependsOnLuck)
                        .map(PermissionsTest::named)
                        .collect(Collectors.toSet()));
    }

    @Test
    void aServiceThatLacksOneSaysWhichAndStopsNothingElse() throws Exception {
        submit("first");
        awaitEnd("first");
        int books = 0;
        for (Lack lack : List.of(
                new Lack("write", AclOperation.READ, ResourceType.GROUP, "write"),
                new Lack("plan", AclOperation.READ, ResourceType.TOPIC, "plan"),
                new Lack("edit", AclOperation.WRITE, ResourceType.TOPIC, "judge"),
                new Lack("judge", AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, "judge-"),
                new Lack("router", AclOperation.WRITE, ResourceType.TOPIC, "bible"))) {
            AclBinding taken = Objects.requireNonNull(granted.get(lack.named()), lack.named());
            admin.deleteAcls(List.of(new AclBindingFilter(
                            taken.pattern().toFilter(), taken.entry().toFilter())))
                    .all()
                    .get();
            String book = "book" + books++;
            submit(book);

            Supervision refused = Objects.requireNonNull(supervised.get(lack.service));
            await(lack.toString())
                    .atMost(PATIENCE)
                    .until(() -> refused.failure().isPresent());

            assertThat(refused.failure().orElseThrow())
                    .contains("does not let user " + lack.service + " " + lack.operation + " ")
                    .contains(lack.said());
            supervised.forEach((service, supervision) -> {
                if (!service.equals(lack.service)) {
                    assertThat(supervision.failure()).as(service).isEmpty();
                }
            });
            admin.createAcls(List.of(taken)).all().get();
            Objects.requireNonNull(running.remove(lack.service)).close();
            startService(lack.service);
            awaitEnd(book);
        }
    }

    @Test
    void theCanaryWorksWithItsOwn() throws Exception {
        awaitAcls(Permissions.CANARY);

        CanaryCage.open(config(Permissions.CANARY), folder.resolve("canary"), new Supervision())
                .close();

        assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.startsWith("storycrew.canary."));
    }

    private record Lack(String service, AclOperation operation, ResourceType kind, String name) {
        String named() {
            return PermissionsTest.named(PERMISSIONS.of(service, "User:" + service).stream()
                    .filter(acl -> acl.entry().operation() == operation
                            && acl.pattern().resourceType() == kind
                            && acl.pattern().name().equals(TopicCatalogue.DEFAULT_PREFIX + name))
                    .findFirst()
                    .orElseThrow());
        }

        String said() {
            return switch (kind) {
                case GROUP -> "group " + TopicCatalogue.DEFAULT_PREFIX + name;
                case TOPIC -> "topic " + TopicCatalogue.DEFAULT_PREFIX + name;
                default -> "its transactional id";
            };
        }
    }

    /** What three chapters need not come to: troubles, commands, skipped stages, and each level of retry. */
    private static boolean dependsOnLuck(AclBinding acl) {
        String use = acl.entry().principal().replace("User:", "") + " "
                + acl.pattern().name().replace(TopicCatalogue.DEFAULT_PREFIX, "");
        return acl.entry().operation() == AclOperation.DELETE
                || (acl.entry().operation() == AclOperation.WRITE
                        && (use.endsWith(" dead-letters")
                                || use.endsWith(" command-results")
                                || use.matches("(plan|write|edit|bible) judge-results")
                                || Set.of(
                                                "plan edit",
                                                "plan judge",
                                                "write judge",
                                                "router plan",
                                                "router write",
                                                "router edit")
                                        .contains(use)));
    }

    private static List<String> services() {
        return PERMISSIONS.holders().stream()
                .filter(holder -> !Set.of(
                                Permissions.DEPLOYER,
                                Permissions.PRODUCER,
                                Permissions.OPERATOR,
                                Permissions.AUDITOR,
                                Permissions.CANARY,
                                Permissions.CONSOLE)
                        .contains(holder))
                .toList();
    }

    private static List<AclBinding> permissions(String service) {
        return PERMISSIONS.of(service, "User:" + service);
    }

    private void submit(String book) throws Exception {
        String example = Files.readString(Path.of("..", "examples", "the-lighthouse.yaml"))
                .replace("id: the-lighthouse", "id: " + book);
        Submission.publish(
                superUser,
                Submission.requests(BookFile.read(Files.writeString(folder.resolve(book + ".yaml"), example))));
    }

    private void awaitEnd(String book) {
        await(book).atMost(PATIENCE).until(() -> ended.containsAll(List.of(book + "/1", book + "/2", book + "/3")));
    }

    private Config config(String user) throws IOException {
        return secured.securedConfig(user, "topics: {create: false, partitions: 4}\n");
    }

    /** The broker learns of logins and ACLs a moment after they were made. */
    private void awaitAcls(String user) throws IOException {
        Config config = config(user);
        await(user)
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() ->
                        RealCluster.prepareTopics(RealCluster.connect(config)).isEmpty());
    }

    private void startService(String user) throws IOException {
        Config config = config(user);
        Connection connection = RealCluster.connect(config);
        Supervision supervision = new Supervision();
        supervised.put(user, supervision);
        Services services = new Services(
                connection,
                config,
                new Models(config),
                "1",
                folder.resolve("state-" + user),
                ServiceHooks.NONE,
                supervision);
        running.put(user, services);
        switch (user) {
            case "router" -> services.startRouter();
            case "sequencer" -> services.startSequencer();
            case "ledger" -> services.startLedger();
            default -> services.startStage(Stage.valueOf(user.toUpperCase(Locale.ROOT)));
        }
    }

    private static String named(AclBinding acl) {
        return named(
                acl.entry().principal(),
                acl.entry().operation().name(),
                acl.pattern().resourceType().name(),
                acl.pattern().patternType().name(),
                acl.pattern().name());
    }

    private static String named(String principal, String operation, String type, String pattern, String name) {
        return (principal + " " + operation + " " + type + " " + pattern + " " + name).toUpperCase(Locale.ROOT);
    }

    /** What the broker's authorizer decided, and by which ACL, out of its own log. */
    private static final class Decisions {
        private static final String LOGGER = "kafka.authorizer.logger";
        private static final Pattern RULE = Pattern.compile(
                "StandardAcl\\[resourceType=(\\w+), resourceName=([^,]+), patternType=(\\w+), principal=([^,]+), host=\\*,"
                        + " operation=(\\w+)");

        private final Set<String> used = ConcurrentHashMap.newKeySet();
        private final ConcurrentLinkedQueue<String> denied = new ConcurrentLinkedQueue<>();
        private final AbstractAppender appender =
                new AbstractAppender("decisions", null, null, true, Property.EMPTY_ARRAY) {
                    @Override
                    public void append(LogEvent event) {
                        take(event.getMessage().getFormattedMessage());
                    }
                };

        private void take(String line) {
            if (line.contains(" is Denied ")) {
                denied.add(line);
            }
            RULE.matcher(line)
                    .results()
                    .forEach(rule ->
                            used.add(named(rule.group(4), rule.group(5), rule.group(1), rule.group(3), rule.group(2))));
        }

        private void start() {
            Configurator.setLevel(LOGGER, Level.TRACE);
            appender.start();
            logger().addAppender(appender, null, null);
            // Tens of thousands of lines are for this test, and not for its reader.
            logger().setAdditive(false);
        }

        private static LoggerConfig logger() {
            return ((LoggerContext) LogManager.getContext(false))
                    .getConfiguration()
                    .getLoggerConfig(LOGGER);
        }

        private void stop() {
            logger().removeAppender(appender.getName());
            Configurator.setLevel(LOGGER, Level.OFF);
        }
    }
}
