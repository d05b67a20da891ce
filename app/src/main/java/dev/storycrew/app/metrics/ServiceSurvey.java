package dev.storycrew.app.metrics;

import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * How the services of a cluster stand, whoever runs them.
 *
 * @param services in the order of {@link ServiceTopics}
 * @param brokers how many there are
 */
public record ServiceSurvey(List<Standing> services, int brokers) {
    public ServiceSurvey {
        services = List.copyOf(services);
    }

    /**
     * A service.
     *
     * @param members how many processes and threads are in its group
     * @param partitions of the topics that it reads
     * @param lag how many records wait for it
     */
    public record Standing(String service, int members, int partitions, long lag) {}

    /**
     * Asks the brokers.
     *
     * @throws KafkaException when they are out of reach
     */
    public static ServiceSurvey of(Connection connection) throws InterruptedException {
        try (Admin admin = connection.admin()) {
            Set<String> there = LagWatch.get(admin.listTopics().names());
            List<Standing> services = new ArrayList<>();
            for (Map.Entry<String, List<Topic<?>>> service :
                    ServiceTopics.of(connection.topics()).entrySet()) {
                String group = connection.topics().prefix() + service.getKey();
                List<String> topics =
                        service.getValue().stream().map(Topic::name).toList();
                services.add(new Standing(
                        service.getKey(),
                        members(admin, group),
                        partitions(admin, topics, there),
                        LagWatch.lag(admin, group, topics, there)));
            }
            return new ServiceSurvey(
                    services, LagWatch.get(admin.describeCluster().nodes()).size());
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the brokers do not report the state of the services", e);
        }
    }

    private static int members(Admin admin, String group)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            ConsumerGroupDescription described = Objects.requireNonNull(
                    LagWatch.get(admin.describeConsumerGroups(List.of(group)).all())
                            .get(group));
            return described.members().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }

    private static int partitions(Admin admin, List<String> topics, Set<String> there)
            throws ExecutionException, TimeoutException, InterruptedException {
        return LagWatch.get(admin.describeTopics(
                                topics.stream().filter(there::contains).toList())
                        .allTopicNames())
                .values()
                .stream()
                .mapToInt(described -> described.partitions().size())
                .sum();
    }
}
