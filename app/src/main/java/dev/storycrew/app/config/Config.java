package dev.storycrew.app.config;

import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.topology.sequencer.OnFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The configuration, every default filled in.
 *
 * @param kafka Kafka's own client settings
 * @param registry the registry's settings, by Confluent's key names
 * @param topics how topics are named and made
 * @param models the model of each stage, then its fallbacks in the order in which they are asked
 * @param budget what may be spent
 * @param lanes of each stage
 * @param prices by model name, in front of the built-in table
 * @param policy what the router decides by
 * @param prompts what models are asked, checked
 * @param debug whether debug mode is on
 * @param stuckAfter how long nothing may happen to a chapter before it is reported
 */
public record Config(
        Map<String, String> kafka,
        Map<String, String> registry,
        Topics topics,
        Map<Stage, List<ModelSettings>> models,
        RehearsalConfig rehearsal,
        Map<Stage, Integer> lanes,
        Map<String, Price> prices,
        RetryPolicy policy,
        boolean selectiveRetryEnabled,
        OnFailure onFailure,
        Budget budget,
        PromptTemplates prompts,
        boolean debug,
        Duration stuckAfter) {
    public Config {
        kafka = Map.copyOf(kafka);
        registry = Map.copyOf(registry);
        models = Map.copyOf(models);
        lanes = Map.copyOf(lanes);
        prices = Map.copyOf(prices);
    }

    /** The same with another answer to chapters that are not accepted. */
    public Config withOnFailure(OnFailure other) {
        return new Config(
                kafka,
                registry,
                topics,
                models,
                rehearsal,
                lanes,
                prices,
                policy,
                selectiveRetryEnabled,
                other,
                budget,
                prompts,
                debug,
                stuckAfter);
    }

    /** The same with another way to play for the rehearsal model. */
    public Config withRehearsal(RehearsalConfig other) {
        return new Config(
                kafka,
                registry,
                topics,
                models,
                other,
                lanes,
                prices,
                policy,
                selectiveRetryEnabled,
                onFailure,
                budget,
                prompts,
                debug,
                stuckAfter);
    }

    /**
     * The topics.
     *
     * @param replicationFactor -1 for the broker's default
     * @param create whether topics that are missing are made
     */
    public record Topics(String prefix, int partitions, short replicationFactor, boolean create) {}

    /**
     * How the rehearsal model plays.
     *
     * @param mistakes rate by issue type, from 0 to 1; what is missing has the model's own rate
     * @param latency how long each answer takes
     */
    public record RehearsalConfig(long seed, Map<String, Double> mistakes, Duration latency) {
        public RehearsalConfig {
            mistakes = Map.copyOf(mistakes);
        }
    }
}
