package dev.storycrew.app.validate;

import dev.storycrew.core.text.Counted;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.topic.SchemaAdmin;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicDifference;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** The checks of topics and schemas, which need no running service: {@code validate} and {@code topics create} make both. */
public final class ClusterChecks {
    private final Connection connection;

    public ClusterChecks(Connection connection) {
        this.connection = connection;
    }

    /** Where the topics differ from the catalogue. */
    public List<TopicDifference> differences() {
        try (Admin admin = connection.admin()) {
            return new TopicAdmin(admin, connection.topics()).differences();
        }
    }

    /** Compares the topics with the catalogue. */
    public ValidationCheck topics() {
        ValidationCheck check = new ValidationCheck("Topics and retention match the catalogue");
        differences().forEach(difference -> check.problem(difference.sentence()));
        connection
                .topics()
                .all()
                .forEach(topic -> check.noted(topic.name() + " "
                        + (topic.retention() == null
                                ? "compacted"
                                : Counted.of(topic.retention().toDays(), "day"))));
        return check;
    }

    /** Asks the registry whether our schemas are there, or may come next, and whether the input is protected. */
    public ValidationCheck schemas() {
        ValidationCheck check = new ValidationCheck("Schemas are registered and compatible");
        RegistryClient registry = new RegistryClient(RegistrySettings.of(connection.registry()));
        List<String> subjects = registry.subjects();
        for (Topic<?> topic : connection.topics().all()) {
            boolean compatible =
                    registry.isCompatible(topic.subject(), topic.codec().schema());
            check.require(
                    compatible,
                    topic.subject()
                            + (subjects.contains(topic.subject()) ? " is registered and" : " is new and")
                            + (compatible ? " compatible" : " NOT compatible with this version's schema"));
        }
        for (Topic<?> written : List.of(
                connection.topics().judgeResults(),
                connection.topics().retryDecisions(),
                connection.topics().stageRuns())) {
            boolean registered = subjects.contains(written.subject());
            check.require(registered, written.subject() + (registered ? " is registered" : " is NOT registered"));
        }
        List<String> problems = new SchemaAdmin(registry, connection.topics()).problems();
        problems.forEach(check::problem);
        if (problems.isEmpty()) {
            check.noted(connection.topics().chapterRequests().subject() + " is " + SchemaAdmin.COMPATIBILITY);
        }
        return check;
    }
}
