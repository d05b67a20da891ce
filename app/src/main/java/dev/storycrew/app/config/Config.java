package dev.storycrew.app.config;

import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.stages.judge.JudgeSettings;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.topology.sequencer.OnFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration, every default filled in.
 *
 * @param cluster where the topics are
 * @param llm which models are asked, and what
 * @param routing what happens to a judged chapter
 * @param lanes of each stage, at least 1
 * @param debug whether debug mode is on
 * @param stuckAfter how long a chapter may stand still before it is reported; above 0
 */
public record Config(
        Cluster cluster, Llm llm, Routing routing, Map<Stage, Integer> lanes, boolean debug, Duration stuckAfter) {
    public Config {
        lanes = Map.copyOf(lanes);
        for (Stage stage : Stage.values()) {
            if (lanes.getOrDefault(stage, 0) < 1) {
                throw new IllegalArgumentException("stage " + stage.label() + " needs at least one lane");
            }
        }
        if (stuckAfter.isZero() || stuckAfter.isNegative()) {
            throw new IllegalArgumentException("stuck-after must be above 0, but is " + stuckAfter);
        }
    }

    /** The same with another reaction to chapters that are not accepted. */
    public Config withOnFailure(OnFailure other) {
        Routing changed = new Routing(routing.policy(), routing.selectiveRetryEnabled(), other, routing.budget());
        return new Config(cluster, llm, changed, lanes, debug, stuckAfter);
    }

    /** The same with other settings of the rehearsal model. */
    public Config withRehearsal(Rehearsal other) {
        Llm changed = new Llm(llm.models(), other, llm.prices(), llm.prompts(), llm.judge());
        return new Config(cluster, changed, routing, lanes, debug, stuckAfter);
    }

    /**
     * Where the topics are.
     *
     * @param kafka Kafka's own client settings, {@code bootstrap.servers} among them
     * @param registry the registry's settings, by Confluent's key names
     */
    public record Cluster(Map<String, String> kafka, Map<String, String> registry, Topics topics) {
        public Cluster {
            kafka = Map.copyOf(kafka);
            registry = Map.copyOf(registry);
        }

        /**
         * The registry's settings with the Kafka client's credentials, which it uses with
         * {@code basic.auth.credentials.source: SASL_INHERIT}.
         */
        public Map<String, String> registryKeys() {
            Map<String, String> keys = new HashMap<>(registry);
            for (String key : List.of("sasl.jaas.config", "sasl.mechanism")) {
                String kafkas = kafka.get(key);
                if (kafkas != null) {
                    keys.putIfAbsent(key, kafkas);
                }
            }
            return keys;
        }
    }

    /**
     * How topics are named and created.
     *
     * @param replicationFactor -1 for the broker's default
     * @param create whether missing topics are created
     */
    public record Topics(String prefix, int partitions, short replicationFactor, boolean create) {
        public Topics {
            if (partitions < 1) {
                throw new IllegalArgumentException("a topic needs at least one partition, not " + partitions);
            }
        }
    }

    /**
     * Which models are asked, and what.
     *
     * @param models by stage: the first choice, then its fallbacks
     * @param prices by model name; they override the built-in table
     * @param prompts checked
     * @param judge how the judge works
     */
    public record Llm(
            Map<Stage, List<ModelSettings>> models,
            Rehearsal rehearsal,
            Map<String, Price> prices,
            PromptTemplates prompts,
            JudgeSettings judge) {
        public Llm {
            models = Map.copyOf(models);
            prices = Map.copyOf(prices);
            for (Stage stage : Stage.values()) {
                if (models.getOrDefault(stage, List.of()).isEmpty()) {
                    throw new IllegalArgumentException("stage " + stage.label() + " has no model");
                }
            }
        }
    }

    /**
     * How the rehearsal model behaves.
     *
     * @param mistakes rate by issue type, from 0 to 1; the model's own rate where missing
     * @param latency how long each answer takes
     */
    public record Rehearsal(long seed, Map<String, Double> mistakes, Duration latency) {
        public Rehearsal {
            mistakes = Map.copyOf(mistakes);
        }
    }

    /**
     * What happens to a judged chapter.
     *
     * @param policy active until one is published
     * @param selectiveRetryEnabled what {@code ENABLE_SELECTIVE_RETRY} says
     * @param onFailure what happens to a book when a chapter is not accepted
     * @param budget what may be spent
     */
    public record Routing(RetryPolicy policy, boolean selectiveRetryEnabled, OnFailure onFailure, Budget budget) {}
}
