package dev.storycrew.app.health;

import dev.storycrew.app.Models;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.provider.Provider;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports when a provider stops working, and when it works again. */
public final class ProviderWatch {
    private static final long WORTH_A_LINE_MILLIS = 1000;

    private final Models models;
    private Provider.@Nullable Trouble said;

    public ProviderWatch(Models models) {
        this.models = models;
    }

    /** A line if something has changed since the last look. */
    public Optional<String> look() {
        Provider.Trouble before = said;
        Provider.Trouble now = models.gateways().stream()
                .map(ModelGateway::trouble)
                .filter(Objects::nonNull)
                .filter(trouble -> trouble.paused() || trouble.millis() > WORTH_A_LINE_MILLIS)
                .findFirst()
                .orElse(null);
        said = now;
        if (now != null && (before == null || before.since() != now.since())) {
            return Optional.of(now.provider() + ": " + now.failure().message() + "; the work is kept");
        }
        return now == null && before != null ? Optional.of(before.provider() + ": answering again") : Optional.empty();
    }
}
