package dev.storycrew.app.config;

import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlFile;
import dev.storycrew.files.yaml.YamlMap;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.stages.judge.JudgeSettings;
import dev.storycrew.stages.prompt.PreviousText;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageServiceSettings;
import dev.storycrew.topology.ledger.LedgerSettings;
import dev.storycrew.topology.sequencer.OnFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration: a file, overridden by the environment. */
public final class ConfigFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final int FEWEST_BIBLE_TOKENS = 100;
    private static final int MOST_BIBLE_TOKENS = 1_000_000;

    private final Map<String, String> environment;
    private final Consumer<String> warnings;
    private final Environment overrides;

    private ConfigFile(Map<String, String> environment, Consumer<String> warnings) {
        this.environment = environment;
        this.warnings = warnings;
        this.overrides = new Environment(environment);
    }

    /**
     * Reads the configuration.
     *
     * @param file null for only the environment and the defaults
     * @throws UsageException naming file, line and field, or the environment's variable
     */
    public static Config load(@Nullable Path file, Map<String, String> environment) {
        return load(
                file,
                environment,
                warning -> LOG.atWarn()
                        .addKeyValue("event", "configuration_doubtful")
                        .log(warning));
    }

    /**
     * Reads the configuration.
     *
     * @param file null for only the environment and the defaults
     * @param warnings takes one line, naming file, line and field, for each thing that is probably a mistake
     * @throws UsageException naming file, line and field, or the environment's variable
     */
    public static Config load(@Nullable Path file, Map<String, String> environment, Consumer<String> warnings) {
        ConfigFile reader = new ConfigFile(environment, warnings);
        YamlMap top = file == null
                ? YamlFile.empty("configuration", reader.overrides)
                : YamlFile.read(file, reader::substituted, reader.overrides);
        Config config = reader.config(top, file);
        reader.overrides.done();
        return config;
    }

    private Config config(YamlMap top, @Nullable Path file) {
        Path folder = file == null ? null : file.toAbsolutePath().getParent();
        ValueFiles files = new ValueFiles(folder);
        Map<String, String> kafka = free(top.map("kafka"), "STORYCREW_KAFKA_", files, KafkaSection::knows);
        kafka.putIfAbsent("bootstrap.servers", "localhost:9092");
        new KafkaSection(top.map("kafka"), kafka, warnings).check();
        Map<String, String> registry =
                free(top.map("schema-registry"), "STORYCREW_SCHEMA_REGISTRY_", files, key -> false);
        registry.putIfAbsent("schema.registry.url", "http://localhost:8081");
        Config.Topics topics = topics(top.map("topics"));
        Config.Cluster cluster = new Config.Cluster(kafka, registry, topics);
        checkRegistry(top.map("schema-registry"), cluster);
        YamlMap llm = top.map("llm");
        Map<Stage, List<ModelSettings>> models = new LlmSection(environment, files).models(llm);
        Config.Rehearsal rehearsal = LlmSection.rehearsal(llm.map("rehearsal"));
        Map<String, Price> prices = LlmSection.prices(llm.map("prices"));
        llm.done();
        Map<Stage, Integer> lanes = lanes(top.map("stages"));
        RetryPolicy policy = policy(top, file);
        YamlMap sequencer = top.map("sequencer");
        OnFailure onFailure = sequencer
                .parsed("on-failure", word -> switch (word) {
                    case "hold" -> OnFailure.HOLD;
                    case "continue" -> OnFailure.CONTINUE;
                    default -> throw new IllegalArgumentException("must be hold or continue, but is '" + word + "'");
                })
                .orElse(OnFailure.HOLD);
        sequencer.done();
        Budget budget = budget(top.map("budget"));
        PromptTemplates prompts = prompts(top.map("prompts"), file);
        JudgeSettings judge = judge(top.map(Stage.ofTheJudge().label()));
        boolean debug = top.bool("debug").orElse(false);
        Duration stuckAfter = stuckAfter(top.map("ledger"));
        top.done();
        return new Config(
                cluster,
                new Config.Llm(models, rehearsal, prices, prompts, judge),
                new Config.Routing(policy, selectiveRetry(), onFailure, budget),
                lanes,
                debug,
                stuckAfter);
    }

    /** Settings with arbitrary names; the environment's win, whether a value or a file is given. */
    private Map<String, String> free(
            YamlMap section, String variablePrefix, ValueFiles files, Predicate<String> clientsOwn) {
        Map<String, String> settings = new LinkedHashMap<>(section.allTexts());
        Map<String, String> variables =
                files.resolved(overrides.allBelow(variablePrefix), ValueFiles.VARIABLE_SUFFIX, clientsOwn, section);
        variables.keySet().forEach(key -> settings.remove(key + ValueFiles.SUFFIX));
        settings.putAll(variables);
        return files.resolved(settings, ValueFiles.SUFFIX, clientsOwn, section);
    }

    /** The registry's client knows its keys; the one that it names first is the one at fault. */
    private static void checkRegistry(YamlMap section, Config.Cluster cluster) {
        try {
            RegistrySettings.of(cluster.registryKeys());
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage()).replaceFirst("^schema-registry: ", "");
            String key = cluster.registry().keySet().stream()
                    .filter(problem::contains)
                    .min(Comparator.<String>comparingInt(problem::indexOf)
                            .thenComparing(
                                    Comparator.comparingInt(String::length).reversed()))
                    .orElse("schema.registry.url");
            String rest = problem.startsWith(key) ? problem.substring(key.length()) : ": " + problem;
            throw section.error(key, rest.replaceFirst("^:? ", ""));
        }
    }

    /** Anything but a clear word would be taken for one of the two. */
    private boolean selectiveRetry() {
        String word = environment.getOrDefault("ENABLE_SELECTIVE_RETRY", "true").strip();
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "" -> true;
            case "false" -> false;
            default ->
                throw new UsageException(
                        "environment: ENABLE_SELECTIVE_RETRY: must be true or false, but is '" + word + "'");
        };
    }

    private static Config.Topics topics(YamlMap topics) {
        String prefix = topics.optionalText("prefix").orElse(TopicCatalogue.DEFAULT_PREFIX);
        if (!prefix.matches("[A-Za-z0-9._-]+")) {
            throw topics.error(
                    "prefix",
                    "may contain only letters (A to Z), digits, dots, dashes and underscores, but is '" + prefix + "'");
        }
        if (!prefix.matches(".*[A-Za-z0-9].*")) {
            throw topics.error("prefix", "must contain a letter or digit, but is '" + prefix + "'");
        }
        if (prefix.length() > TopicCatalogue.MAX_PREFIX_LENGTH) {
            throw topics.error(
                    "prefix",
                    "must have at most " + TopicCatalogue.MAX_PREFIX_LENGTH + " characters, but has " + prefix.length()
                            + ": Kafka allows a topic's name 249");
        }
        int partitions = topics.positive("partitions").orElse(TopicCatalogue.DEFAULT_PARTITIONS);
        long replication = topics.integer("replication-factor").orElse(-1L);
        if (replication != -1 && (replication < 1 || replication > Short.MAX_VALUE)) {
            throw topics.error(
                    "replication-factor", "must be at least 1, or -1 for the broker's default, but is " + replication);
        }
        boolean create = topics.bool("create").orElse(true);
        topics.done();
        return new Config.Topics(prefix, partitions, (short) replication, create);
    }

    private static Duration stuckAfter(YamlMap ledger) {
        Duration after = ledger.parsed("stuck-after", ConfigFile::duration).orElse(LedgerSettings.DEFAULT_STUCK_AFTER);
        if (after.isZero()) {
            throw ledger.error("stuck-after", "must be above 0");
        }
        ledger.done();
        return after;
    }

    private static JudgeSettings judge(YamlMap judge) {
        long percent = judge.integer("sample-percent").orElse((long) JudgeSettings.DEFAULT.samplePercent());
        if (percent < 0 || percent > 100) {
            throw judge.error("sample-percent", "must be from 0 to 100, but is " + percent);
        }
        boolean pairs = judge.parsed("best", word -> switch (word) {
                    case "scores" -> false;
                    case "pairs" -> true;
                    default -> throw new IllegalArgumentException("must be scores or pairs, but is '" + word + "'");
                })
                .orElse(JudgeSettings.DEFAULT.comparesPairs());
        judge.done();
        return new JudgeSettings((int) percent, pairs);
    }

    private static Budget budget(YamlMap budget) {
        Budget read = Budget.ofUsd(cap(budget, "per-chapter-usd"), cap(budget, "per-book-usd"));
        budget.done();
        return read;
    }

    private static @Nullable Double cap(YamlMap budget, String field) {
        Double cap = budget.number(field).orElse(null);
        if (cap != null && cap <= 0) {
            throw budget.error(field, "must be above 0, but is " + cap);
        }
        return cap;
    }

    private static Map<Stage, Integer> lanes(YamlMap stages) {
        Map<Stage, Integer> lanes = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            YamlMap settings = stages.map(stage.label());
            lanes.put(stage, settings.positive("lanes").orElse(StageServiceSettings.DEFAULT_LANES));
            settings.done();
        }
        stages.done();
        return lanes;
    }

    private static RetryPolicy policy(YamlMap top, @Nullable Path config) {
        Optional<String> name = top.optionalText("policy");
        if (name.isEmpty()) {
            return RetryPolicy.defaults();
        }
        Path folder = config == null ? null : config.toAbsolutePath().getParent();
        return PolicyFile.read(folder == null ? Path.of(name.get()) : folder.resolve(name.get()));
    }

    private static PromptTemplates prompts(YamlMap prompts, @Nullable Path config) {
        Optional<String> name = prompts.optionalText("dir");
        PreviousText previousText = prompts.parsed("previous-text", word -> switch (word) {
                    case "all" -> PreviousText.ALL;
                    case "neighbours" -> PreviousText.NEIGHBOURS;
                    default -> throw new IllegalArgumentException("must be all or neighbours, but is '" + word + "'");
                })
                .orElse(PreviousText.NEIGHBOURS);
        int bibleTokens = prompts.positive("bible-tokens").orElse(PromptTemplates.DEFAULT_BIBLE_TOKENS);
        if (bibleTokens < FEWEST_BIBLE_TOKENS || bibleTokens > MOST_BIBLE_TOKENS) {
            throw prompts.error(
                    "bible-tokens",
                    "must be from " + FEWEST_BIBLE_TOKENS + " to " + MOST_BIBLE_TOKENS + ", but is " + bibleTokens);
        }
        prompts.done();
        Path folder = config == null ? null : config.toAbsolutePath().getParent();
        PromptTemplates templates = name.isEmpty()
                ? PromptTemplates.load()
                : PromptTemplates.load(folder == null ? Path.of(name.get()) : folder.resolve(name.get()));
        return templates.showing(previousText).withBibleTokens(bibleTokens);
    }

    private String substituted(String value) {
        Matcher matcher = VARIABLE.matcher(value);
        return matcher.replaceAll(found -> {
            String replacement = environment.get(found.group(1));
            if (replacement == null) {
                throw new IllegalArgumentException("the environment variable " + found.group(1) + " is not set");
            }
            return Matcher.quoteReplacement(replacement);
        });
    }

    /**
     * Reads a time: {@code 500ms}, {@code 120s}, {@code 2m}, {@code 1h}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a duration such as 500ms, 120s or 2m, but is '" + text + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
