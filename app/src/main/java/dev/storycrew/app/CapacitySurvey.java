package dev.storycrew.app;

import dev.storycrew.app.config.Config;
import dev.storycrew.core.capacity.AccountLimit;
import dev.storycrew.core.capacity.StagePool;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.TopicSizes;
import dev.storycrew.llm.provider.ModelSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a deployment has to work with: processes, lanes, partitions, and what its providers allow. */
public final class CapacitySurvey {
    private CapacitySurvey() {}

    /**
     * What works on each stage, in their order.
     *
     * @throws UsageException if a stage's topic does not exist
     */
    public static List<StagePool> pools(Connection connection, Config config, ServiceStatus services) {
        Map<String, Integer> partitions = new LinkedHashMap<>();
        TopicSizes.of(connection).forEach(size -> partitions.put(size.topic().name(), size.partitions()));
        List<StagePool> pools = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            String topic = connection.topics().stage(stage).name();
            int ofTopic = partitions.getOrDefault(topic, 0);
            if (ofTopic == 0) {
                throw new UsageException("topic " + topic + " is missing; ./storycrew topics create makes it, or set"
                        + " topics.prefix in the configuration");
            }
            pools.add(new StagePool(
                    stage,
                    services.processes(stage.label()),
                    Objects.requireNonNull(config.lanes().get(stage)),
                    ofTopic));
        }
        return pools;
    }

    /**
     * What the accounts of the configuration allow; each counts for the stages that ask it first.
     *
     * @param openCircuits the names of the providers whose circuit is open
     */
    public static List<AccountLimit> accounts(Config config, Set<String> openCircuits) {
        Map<ModelSettings.Account, ModelSettings> accounts = new LinkedHashMap<>();
        Map<ModelSettings.Account, Set<Stage>> stages = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            ModelSettings first = models(config, stage).get(0);
            accounts.putIfAbsent(first.account(), first);
            stages.computeIfAbsent(first.account(), account -> EnumSet.noneOf(Stage.class))
                    .add(stage);
        }
        return stages.entrySet().stream()
                .map(entry -> {
                    ModelSettings settings = Objects.requireNonNull(accounts.get(entry.getKey()));
                    boolean nobodyElse = entry.getValue().stream()
                            .anyMatch(stage -> models(config, stage).stream()
                                    .allMatch(model -> openCircuits.contains(model.providerName())));
                    return new AccountLimit(
                            settings.providerName(),
                            entry.getValue(),
                            settings.limits().requestsPerMinute(),
                            settings.limits().tokensPerMinute(),
                            settings.limits().concurrentCalls(),
                            nobodyElse);
                })
                .toList();
    }

    private static List<ModelSettings> models(Config config, Stage stage) {
        return Objects.requireNonNull(config.llm().models().get(stage));
    }
}
