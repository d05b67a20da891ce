package dev.storycrew.app.config;

import dev.storycrew.core.cost.Price;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlMap;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The configuration's {@code llm} section: the model of each stage with its fallbacks, prices, the rehearsal. */
final class LlmSection {
    private static final String OPENAI_MODEL = "gpt-4o-mini";
    /** With it both example books show retries of several kinds and end well. */
    private static final long DEFAULT_SEED = 2;

    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high");
    private static final double HIGHEST_TEMPERATURE = 2;
    private static final int HIGHEST_PORT = 65535;

    private final Map<String, String> environment;
    private final ValueFiles files;

    LlmSection(Map<String, String> environment, ValueFiles files) {
        this.environment = environment;
        this.files = files;
    }

    /** The models of each stage: the first, then its fallbacks. */
    Map<Stage, List<ModelSettings>> models(YamlMap llm) {
        YamlMap defaults = llm.map("default");
        YamlMap stages = llm.map("stages");
        Map<Stage, List<ModelSettings>> models = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            YamlMap own = stages.map(stage.label());
            models.put(stage, candidates(own, defaults));
        }
        defaults.done();
        stages.done();
        requireOneLimitPerAccount(models, llm);
        return models;
    }

    private List<ModelSettings> candidates(YamlMap own, YamlMap defaults) {
        List<ModelSettings> candidates = new ArrayList<>();
        candidates.add(settings(new Layers(own, defaults)));
        List<YamlMap> ofDefaults = defaults.mapsOrTexts("fallback", "model");
        List<YamlMap> ofStage = own.mapsOrTexts("fallback", "model");
        own.done();
        for (YamlMap fallback : ofStage.isEmpty() ? ofDefaults : ofStage) {
            candidates.add(settings(new Layers(fallback, new Layers(own, defaults))));
            fallback.done();
        }
        return candidates;
    }

    /** A mapping and those it inherits from. */
    private record Layers(YamlMap own, List<YamlMap> inherited) {
        Layers(YamlMap own, YamlMap defaults) {
            this(own, List.of(defaults));
        }

        Layers(YamlMap own, Layers behind) {
            this(own, concatenated(behind));
        }

        private static List<YamlMap> concatenated(Layers layers) {
            List<YamlMap> all = new ArrayList<>(List.of(layers.own));
            all.addAll(layers.inherited);
            return all;
        }

        /** The first value found. All are asked, so that the field counts as known in all. */
        <T> Optional<T> find(Function<YamlMap, Optional<T>> reader) {
            Optional<T> found = reader.apply(own);
            for (YamlMap map : inherited) {
                Optional<T> next = reader.apply(map);
                found = found.isPresent() ? found : next;
            }
            return found;
        }

        /** All of them, inherited ones first. */
        List<YamlMap> fromTheBottom() {
            List<YamlMap> all = concatenated(this);
            Collections.reverse(all);
            return all;
        }
    }

    /** Where a model runs and with which key. Null for what was not given. */
    private record Server(
            @Nullable ProviderKind provider,
            @Nullable URI baseUrl,
            @Nullable Secret key,
            Map<String, Secret> headers,
            @Nullable URI proxy) {
        private static final Server UNNAMED = new Server(null, null, null, Map.of(), null);

        /** With a layer on top. A layer for another server inherits nothing: keys must not follow it there. */
        Server with(Server layer) {
            ProviderKind ours = provider == null ? ProviderKind.OPENAI : provider;
            boolean elsewhere = (layer.provider != null && layer.provider != ours)
                    || (layer.baseUrl != null && !layer.baseUrl.equals(baseUrl));
            Server under = elsewhere ? UNNAMED : this;
            return new Server(
                    layer.provider == null ? provider : layer.provider,
                    layer.baseUrl == null ? under.baseUrl : layer.baseUrl,
                    layer.key == null ? under.key : layer.key,
                    layer.headers.isEmpty() ? under.headers : layer.headers,
                    layer.proxy == null ? under.proxy : layer.proxy);
        }
    }

    private Server server(Layers layers) {
        Server server = Server.UNNAMED;
        for (YamlMap layer : layers.fromTheBottom()) {
            Optional<Secret> fromFile = keyFromFile(layer);
            server = server.with(new Server(
                    layer.parsed("provider", ProviderKind::of).orElse(null),
                    layer.parsed("base-url", LlmSection::address).orElse(null),
                    layer.optionalText("api-key")
                            .map(Secret::new)
                            .or(() -> fromFile)
                            .orElse(null),
                    headers(layer),
                    layer.parsed("proxy", LlmSection::proxy).orElse(null)));
        }
        return server;
    }

    private ModelSettings settings(Layers layers) {
        Server server = server(layers);
        Optional<String> model = layers.find(map -> map.optionalText("model"));
        boolean somethingIsSet = server.baseUrl() != null || server.key() != null || model.isPresent();
        ProviderKind provider = server.provider() == null ? unnamed(somethingIsSet) : server.provider();
        Duration timeout =
                layers.find(map -> map.parsed("timeout", LlmSection::timeout)).orElse(TIMEOUT);
        Double temperature = layers.find(map -> map.parsed("temperature", LlmSection::temperature))
                .orElse(null);
        Integer maxTokens = layers.find(map -> map.positive("max-tokens")).orElse(null);
        String effort = layers.find(map -> map.parsed("reasoning-effort", LlmSection::effort))
                .orElse(null);
        boolean jsonSchema = layers.find(map -> map.bool("json-schema")).orElse(true);
        ProviderLimits limits = layers.find(LlmSection::limits).orElse(ProviderLimits.NONE);
        if (provider == ProviderKind.REHEARSAL) {
            return ModelSettings.rehearsal(limits);
        }
        return new ModelSettings(
                provider,
                server.baseUrl() == null
                        ? addressOf(provider)
                        : server.baseUrl().toString(),
                server.key() == null ? keyOf(provider, server.baseUrl()) : server.key(),
                server.headers(),
                server.proxy(),
                model.orElseGet(() -> modelOf(provider, layers.own())),
                timeout,
                temperature,
                maxTokens,
                effort,
                jsonSchema,
                limits);
    }

    private ProviderKind unnamed(boolean somethingIsSet) {
        boolean openAi = variable("OPENAI_API_KEY").isPresent()
                || variable("OPENAI_BASE_URL").isPresent();
        return openAi || somethingIsSet ? ProviderKind.OPENAI : ProviderKind.REHEARSAL;
    }

    private String addressOf(ProviderKind provider) {
        return provider == ProviderKind.OPENAI
                ? variable("OPENAI_BASE_URL").map(LlmSection::addressOfVariable).orElse(provider.defaultUrl())
                : provider.defaultUrl();
    }

    private static String addressOfVariable(String text) {
        try {
            return address(text.strip()).toString();
        } catch (IllegalArgumentException e) {
            throw new UsageException("environment: OPENAI_BASE_URL: " + e.getMessage());
        }
    }

    /** The provider's usual variable; OpenAI's is sent to every server of its protocol, as users expect. */
    private @Nullable Secret keyOf(ProviderKind provider, @Nullable URI baseUrl) {
        boolean own = baseUrl == null || provider.defaultUrl().startsWith("https://" + baseUrl.getAuthority());
        Optional<String> key = switch (provider) {
            case OPENAI -> variable("OPENAI_API_KEY");
            case ANTHROPIC -> own ? variable("ANTHROPIC_API_KEY") : Optional.empty();
            case GEMINI -> own ? variable("GEMINI_API_KEY").or(() -> variable("GOOGLE_API_KEY")) : Optional.empty();
            case REHEARSAL -> Optional.empty();
        };
        return key.map(Secret::new).orElse(null);
    }

    private String modelOf(ProviderKind provider, YamlMap where) {
        if (provider == ProviderKind.OPENAI) {
            return variable("OPENAI_MODEL_NAME").orElse(OPENAI_MODEL);
        }
        throw where.error("model", "is missing: name one of " + provider.label() + "'s models");
    }

    /** A variable, or what the file holds that the variable {@code .._FILE} names. */
    private Optional<String> variable(String name) {
        return given(name)
                .or(() -> given(name + "_FILE").map(file -> {
                    try {
                        return files.read(file);
                    } catch (IllegalArgumentException e) {
                        throw new UsageException("environment: " + name + "_FILE: " + e.getMessage());
                    }
                }));
    }

    private Optional<String> given(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private Optional<Secret> keyFromFile(YamlMap map) {
        return map.parsed("api-key-file", files::read).map(Secret::new);
    }

    private Map<String, Secret> headers(YamlMap map) {
        YamlMap section = map.map("headers");
        Map<String, Secret> headers = new LinkedHashMap<>();
        files.resolved(section.allTexts(), ValueFiles.SUFFIX, name -> false, section)
                .forEach((name, value) -> headers.put(name, new Secret(value)));
        return headers;
    }

    private static Optional<ProviderLimits> limits(YamlMap map) {
        YamlMap limits = map.map("limits");
        ProviderLimits read = new ProviderLimits(
                limits.positive("requests-per-minute").orElse(null),
                limits.positive("tokens-per-minute").orElse(null),
                limits.positive("concurrent-calls").orElse(null));
        limits.done();
        return read.equals(ProviderLimits.NONE) ? Optional.empty() : Optional.of(read);
    }

    private static void requireOneLimitPerAccount(Map<Stage, List<ModelSettings>> models, YamlMap llm) {
        List<ModelSettings> all = models.values().stream().flatMap(List::stream).toList();
        for (ModelSettings one : all) {
            for (ModelSettings two : all) {
                if (one.sharesAccountWith(two) && !one.limits().equals(two.limits())) {
                    throw llm.error(
                            "stages",
                            "the limits of " + one.providerName()
                                    + " are given twice and differ; they apply to all stages"
                                    + " that use it, together");
                }
            }
        }
    }

    private static URI address(String text) {
        URI uri = uri(text);
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException("must not contain a password; use api-key or headers");
        }
        return uri;
    }

    private static URI proxy(String text) {
        URI uri = uri(text);
        if (uri.getPort() < 0 || !"http".equals(uri.getScheme()) || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("must be an address such as http://proxy.example:3128");
        }
        return uri;
    }

    private static URI uri(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            // The address itself may hold a password.
            throw new IllegalArgumentException("must be an address such as http://127.0.0.1:11434/v1");
        }
        if (uri.getHost() == null
                || uri.getPort() > HIGHEST_PORT
                || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("must be an address such as http://127.0.0.1:11434/v1");
        }
        return uri;
    }

    private static Duration timeout(String text) {
        Duration timeout = ConfigFile.duration(text);
        if (timeout.isZero()) {
            throw new IllegalArgumentException("must be above 0");
        }
        return timeout;
    }

    private static double temperature(String text) {
        double temperature;
        try {
            temperature = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number, but is '" + text + "'");
        }
        if (!(temperature >= 0 && temperature <= HIGHEST_TEMPERATURE)) {
            throw new IllegalArgumentException("must be between 0 and 2, but is " + text);
        }
        return temperature;
    }

    private static String effort(String word) {
        if (!EFFORTS.contains(word)) {
            throw new IllegalArgumentException("must be none, minimal, low, medium or high, but is '" + word + "'");
        }
        return word;
    }

    static Config.Rehearsal rehearsal(YamlMap rehearsal) {
        long seed = rehearsal.integer("seed").orElse(DEFAULT_SEED);
        Duration latency = rehearsal.parsed("latency", ConfigFile::duration).orElse(Duration.ZERO);
        YamlMap rates = rehearsal.map("mistakes");
        Map<String, Double> mistakes = new LinkedHashMap<>();
        for (String issue : rates.fields()) {
            double rate = rates.number(issue).orElse(0.0);
            if (rate < 0 || rate > 1) {
                throw rates.error(issue, "must be between 0 and 1, but is " + rate);
            }
            mistakes.put(issue.replace('-', '_'), rate);
        }
        rehearsal.done();
        return new Config.Rehearsal(seed, mistakes, latency);
    }

    static Map<String, Price> prices(YamlMap prices) {
        Map<String, Price> read = new LinkedHashMap<>();
        for (String model : prices.fields()) {
            YamlMap price = prices.map(model);
            double input = usd(price, "input").orElseThrow(() -> price.error("input", "is missing"));
            double output = usd(price, "output").orElseThrow(() -> price.error("output", "is missing"));
            read.put(
                    model,
                    new Price(
                            input,
                            usd(price, "cached").orElse(input),
                            usd(price, "cache-write").orElse(input),
                            output));
            price.done();
        }
        return read;
    }

    private static Optional<Double> usd(YamlMap price, String field) {
        return price.number(field).map(number -> {
            if (number < 0) {
                throw price.error(field, "must not be below 0, but is " + number);
            }
            return number;
        });
    }
}
