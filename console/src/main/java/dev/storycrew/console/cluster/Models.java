package dev.storycrew.console.cluster;

import dev.langchain4j.model.chat.ChatModel;
import dev.storycrew.console.input.Config;
import dev.storycrew.core.story.Stage;
import dev.storycrew.stages.llm.Billing;
import dev.storycrew.stages.llm.CallFailure;
import dev.storycrew.stages.llm.ModelDoor;
import dev.storycrew.stages.llm.ModelSettings;
import dev.storycrew.stages.llm.OpenAiModels;
import dev.storycrew.stages.llm.ProviderHealth;
import dev.storycrew.stages.llm.ProviderProbe;
import dev.storycrew.stages.llm.rehearsal.RehearsalModel;
import dev.storycrew.stages.llm.rehearsal.RehearsalSettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The models of all stages; stages that ask the same provider share its health. */
public final class Models {
    private final Config config;
    private final Map<String, ProviderHealth> health = new HashMap<>();
    private @Nullable ChatModel rehearsal;

    public Models(Config config) {
        this.config = config;
    }

    /** The door of a stage. */
    public ModelDoor door(Stage stage) {
        ModelSettings settings = settings(stage);
        String provider =
                settings.provider().equals(ModelSettings.REHEARSAL) ? ModelSettings.REHEARSAL : settings.baseUrl();
        ProviderHealth shared = health.computeIfAbsent(provider, ProviderHealth::new);
        if (settings.provider().equals(ModelSettings.REHEARSAL)) {
            if (rehearsal == null) {
                Config.RehearsalConfig play = config.rehearsal();
                rehearsal = new RehearsalModel(RehearsalSettings.of(play.seed(), play.mistakes(), play.latency()));
            }
            return new ModelDoor(rehearsal, settings.provider(), settings.model(), Billing.REHEARSAL, shared);
        }
        Billing billing = new Billing(config.prices().get(settings.model()), false);
        return new ModelDoor(OpenAiModels.connect(settings), settings.provider(), settings.model(), billing, shared);
    }

    /** What is wrong with a provider that a stage needs, found out without a chat request; null when nothing is. */
    public @Nullable CallFailure probe(Collection<Stage> stages) throws InterruptedException {
        for (ModelSettings settings :
                stages.stream().map(this::settings).distinct().toList()) {
            if (!settings.provider().equals(ModelSettings.REHEARSAL)) {
                CallFailure failure = ProviderProbe.check(settings);
                if (failure != null) {
                    return failure;
                }
            }
        }
        return null;
    }

    /** The providers' health. */
    public Collection<ProviderHealth> health() {
        return List.copyOf(health.values());
    }

    /** The names of the models, for people. */
    public String names() {
        TreeSet<String> names = new TreeSet<>();
        for (Stage stage : Stage.values()) {
            names.add(settings(stage).model());
        }
        return String.join(", ", names);
    }

    /** True when no language model is asked at all. */
    public boolean rehearsal() {
        return names().equals(ModelSettings.REHEARSAL);
    }

    private ModelSettings settings(Stage stage) {
        return Objects.requireNonNull(config.models().get(stage));
    }
}
