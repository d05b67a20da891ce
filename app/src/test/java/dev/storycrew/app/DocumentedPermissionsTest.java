package dev.storycrew.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each service as its own user, with exactly the permissions that docs/operations.md lists. */
@Tag("long")
class DocumentedPermissionsTest {
    private static final String PREFIX = "storycrew.";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+)` \\|([^|]*)\\|([^|]*)\\|$");
    private static final Pattern NAME = Pattern.compile("`([a-z-]+)`");

    @TempDir
    private Path folder;

    private final Map<String, Supervision> supervised = new HashMap<>();

    @Test
    void servicesRunWithTheDocumentedPermissionsAndEndWhenOneIsTakenAway() throws Exception {
        Map<String, List<AclBinding>> permissions = documented();
        List<String> users = new ArrayList<>(permissions.keySet());
        List<Services> running = new ArrayList<>();
        try (SecuredBroker secured = new SecuredBroker(folder, users);
                Admin admin = secured.admin()) {
            Connection operator = RealCluster.connect(secured.config("PLAINTEXT", ""));
            RealCluster.createTopics(operator);
            admin.createAcls(permissions.values().stream().flatMap(List::stream).toList())
                    .all()
                    .get();
            AtomicInteger accepted = new AtomicInteger();
            try (TopicTail tail =
                    TopicTail.start(operator, List.of(operator.topics().chapters()), (topic, value) -> {
                        if (value instanceof ChapterOutcome) {
                            accepted.incrementAndGet();
                        }
                    })) {
                for (String user : users) {
                    running.add(started(secured, user));
                }
                Submission.publish(
                        operator, Submission.requests(BookFile.read(Path.of("..", "examples", "the-lighthouse.yaml"))));

                await().atMost(Duration.ofSeconds(120)).until(() -> accepted.get() >= 1);
                assertThat(running).allSatisfy(services -> {
                    assertThat(services.alive()).isTrue();
                });
                assertThat(supervised.values())
                        .allSatisfy(
                                supervision -> assertThat(supervision.failure()).isEmpty());
                for (String user : List.of("write", "router")) {
                    AclBinding taken =
                            Objects.requireNonNull(permissions.get(user)).get(0);
                    admin.deleteAcls(List.of(new AclBindingFilter(
                                    taken.pattern().toFilter(), taken.entry().toFilter())))
                            .all()
                            .get();
                    Supervision refused = Objects.requireNonNull(supervised.get(user));
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> refused.failure().isPresent());
                    assertThat(refused.failure().orElseThrow())
                            .contains("does not let user " + user + " READ group storycrew." + user);
                }
            }
        } finally {
            running.forEach(Services::close);
        }
    }

    private Services started(SecuredBroker secured, String user) throws IOException {
        Config config = secured.config("PLAIN", secured.login("SASL_PLAINTEXT", "PLAIN", "plain.Plain", user, "right"));
        Connection connection = RealCluster.connect(config);
        // The broker learns of ACLs a moment after they were made.
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> RealCluster.prepareTopics(connection).isEmpty());
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
        switch (user) {
            case "router" -> services.startRouter();
            case "sequencer" -> services.startSequencer();
            case "ledger" -> services.startLedger();
            default -> services.startStage(Stage.valueOf(user.toUpperCase(Locale.ROOT)));
        }
        return services;
    }

    /** By service; its group first. */
    private static Map<String, List<AclBinding>> documented() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "operations.md"));
        String section = page.substring(page.indexOf("## Permissions"), page.indexOf("## Verify"));
        Map<String, List<AclBinding>> all = new TreeMap<>();
        ROW.matcher(section).results().forEach(row -> {
            String user = row.group(1);
            List<AclBinding> granted = new ArrayList<>();
            granted.add(acl(user, AclOperation.READ, ResourceType.GROUP, user, PatternType.LITERAL));
            granted.add(acl(user, AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, user, PatternType.PREFIXED));
            granted.add(acl(user, AclOperation.DESCRIBE, ResourceType.TOPIC, "", PatternType.PREFIXED));
            granted.add(acl(user, AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC, "", PatternType.PREFIXED));
            names(row.group(2))
                    .forEach(topic ->
                            granted.add(acl(user, AclOperation.READ, ResourceType.TOPIC, topic, PatternType.LITERAL)));
            names(row.group(3))
                    .forEach(topic ->
                            granted.add(acl(user, AclOperation.WRITE, ResourceType.TOPIC, topic, PatternType.LITERAL)));
            if (List.of("router", "sequencer", "ledger").contains(user)) {
                for (AclOperation operation :
                        List.of(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE)) {
                    granted.add(acl(user, operation, ResourceType.TOPIC, user + "-", PatternType.PREFIXED));
                }
            }
            if (user.equals("ledger")) {
                granted.add(acl(user, AclOperation.DESCRIBE, ResourceType.GROUP, "", PatternType.PREFIXED));
            }
            all.put(user, granted);
        });
        assertThat(all).hasSize(3 + Stage.values().length);
        return all;
    }

    private static Stream<String> names(String cell) {
        return NAME.matcher(cell).results().map((MatchResult found) -> found.group(1));
    }

    private static AclBinding acl(
            String user, AclOperation operation, ResourceType kind, String name, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(kind, PREFIX + name, pattern),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }
}
