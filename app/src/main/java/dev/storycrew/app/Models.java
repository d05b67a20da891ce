package dev.storycrew.app;

import dev.storycrew.app.config.Config;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.Billing;
import dev.storycrew.llm.ModelEndpoint;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.PriceTable;
import dev.storycrew.llm.TokenCounter;
import dev.storycrew.llm.call.CallListener;
import dev.storycrew.llm.provider.CallFailure;
import dev.storycrew.llm.provider.ChatModels;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderProbe;
import dev.storycrew.llm.provider.ProviderTimings;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The gateways of all stages; those that use the same account share its limits and its health. */
public final class Models {
    private final Config config;
    private final PriceTable prices;
    private final ProviderTimings timings;
    private final CallListener calls;
    private final TokenCounter counter = new TokenCounter();
    private final Map<ModelSettings.Account, Provider> providers = new LinkedHashMap<>();
    private final Map<Stage, ModelGateway> gateways = new LinkedHashMap<>();
    private @Nullable RehearsalModel rehearsal;

    public Models(Config config) {
        this(config, ProviderTimings.DEFAULT);
    }

    /** @param timings how long to pause before trying a provider in trouble again */
    public Models(Config config, ProviderTimings timings) {
        this(config, timings, CallListener.NONE);
    }

    /** @param calls is told of each call */
    public Models(Config config, CallListener calls) {
        this(config, ProviderTimings.DEFAULT, calls);
    }

    private Models(Config config, ProviderTimings timings, CallListener calls) {
        this.calls = calls;
        this.config = config;
        this.timings = timings;
        this.prices = PriceTable.load(config.llm().prices());
    }

    /** Loads what the first call would wait for, half a second, in a thread of its own; returns at once. */
    public void prepare() {
        Thread thread = new Thread(() -> counter.count("a"), "vocabulary");
        thread.setDaemon(true);
        thread.start();
    }

    /** The gateway of a stage. */
    public synchronized ModelGateway gateway(Stage stage) {
        return gateways.computeIfAbsent(
                stage,
                of -> new ModelGateway(
                        settings(of).stream().map(this::candidate).toList(),
                        // What an accepted chapter changes is always noted.
                        of.followsAcceptance()
                                ? Budget.UNLIMITED
                                : config.routing().budget(),
                        timings,
                        calls,
                        counter));
    }

    private ModelEndpoint candidate(ModelSettings settings) {
        Provider provider = providers.computeIfAbsent(
                settings.account(), account -> new Provider(settings.providerName(), settings.limits(), timings));
        if (settings.provider() == ProviderKind.REHEARSAL) {
            return new ModelEndpoint(
                    provider, rehearsalModel(), settings.provider(), settings.model(), Billing.REHEARSAL);
        }
        Price price = prices.find(settings).orElse(null);
        return new ModelEndpoint(
                provider,
                ChatModels.connect(settings),
                settings.provider(),
                settings.model(),
                new Billing(price, false));
    }

    private RehearsalModel rehearsalModel() {
        RehearsalModel model = rehearsal;
        if (model == null) {
            Config.Rehearsal play = config.llm().rehearsal();
            model = new RehearsalModel(RehearsalSettings.of(play.seed(), play.mistakes(), play.latency()), counter);
            rehearsal = model;
        }
        return model;
    }

    /**
     * What is wrong with the providers the stages need, found out without a chat request; null if each stage has one
     * that answers.
     */
    public @Nullable CallFailure probe(Collection<Stage> stages) throws InterruptedException {
        Map<ModelSettings.Account, Optional<CallFailure>> found = new LinkedHashMap<>();
        for (Stage stage : stages) {
            CallFailure first = null;
            boolean somebodyAnswers = false;
            for (ModelSettings settings : settings(stage)) {
                Optional<CallFailure> failure = found.get(settings.account());
                if (failure == null) {
                    failure = settings.provider() == ProviderKind.REHEARSAL
                            ? Optional.empty()
                            : Optional.ofNullable(ProviderProbe.check(settings));
                    found.put(settings.account(), failure);
                }
                somebodyAnswers |= failure.isEmpty();
                first = first == null ? failure.orElse(null) : first;
            }
            if (!somebodyAnswers) {
                return first;
            }
        }
        return null;
    }

    /** The gateways that have been opened so far. */
    public synchronized Collection<ModelGateway> gateways() {
        return List.copyOf(gateways.values());
    }

    /** What is wrong with the models of a stage, for people; null when nothing is, or its gateway was never opened. */
    public synchronized @Nullable String trouble(Stage stage) {
        ModelGateway gateway = gateways.get(stage);
        Provider.Trouble trouble = gateway == null ? null : gateway.trouble();
        return trouble == null
                ? null
                : trouble.provider() + ": " + trouble.failure().message();
    }

    /** The accounts that are in use. */
    public synchronized Collection<Provider> providers() {
        return List.copyOf(providers.values());
    }

    /** The models that have no known price. */
    public List<String> unpriced() {
        return config.llm().models().values().stream()
                .flatMap(List::stream)
                .filter(settings -> settings.provider() != ProviderKind.REHEARSAL
                        && prices.find(settings).isEmpty())
                .map(ModelSettings::model)
                .distinct()
                .sorted()
                .toList();
    }

    /** The names of the models that are asked first, for people. */
    public String names() {
        TreeSet<String> names = new TreeSet<>();
        for (Stage stage : Stage.values()) {
            names.add(settings(stage).get(0).model());
        }
        return String.join(", ", names);
    }

    /** The models, for a line that says what is being started. */
    public String described() {
        return rehearsal() ? "the rehearsal model (no language model is called; costs are notional)" : names();
    }

    /** True when no language model is asked at all. */
    public boolean rehearsal() {
        return config.llm().models().values().stream()
                .flatMap(List::stream)
                .allMatch(settings -> settings.provider() == ProviderKind.REHEARSAL);
    }

    private List<ModelSettings> settings(Stage stage) {
        return Objects.requireNonNull(config.llm().models().get(stage));
    }
}
