package dev.storycrew.app.metrics;

import dev.storycrew.llm.call.CallListener;
import dev.storycrew.llm.call.ModelCall;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Calls to models, by the names that OpenTelemetry gives them, and what is used of the budgets. */
final class CallMeters implements CallListener {
    /** OpenTelemetry's buckets of this duration, and two more for models that take minutes. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(40),
        Duration.ofMillis(80),
        Duration.ofMillis(160),
        Duration.ofMillis(320),
        Duration.ofMillis(640),
        Duration.ofMillis(1280),
        Duration.ofMillis(2560),
        Duration.ofMillis(5120),
        Duration.ofMillis(10240),
        Duration.ofMillis(20480),
        Duration.ofMillis(40960),
        Duration.ofMillis(81920),
        Duration.ofMillis(163840),
        Duration.ofMillis(327680)
    };

    /** The highest share of a budget is remembered for ten to fifteen minutes: for the last parts of this length. */
    private static final Duration PART = Duration.ofMinutes(5);

    private static final int PARTS = 3;

    private static final String ANSWERED = "none";

    private final MeterRegistry meters;
    private final DistributionSummary ofChapters;
    private final DistributionSummary ofBooks;

    CallMeters(MeterRegistry meters) {
        this.meters = meters;
        this.ofChapters = used("chapter");
        this.ofBooks = used("book");
    }

    @Override
    public void mayCall(String provider, String model) {
        Tags tags = tags(provider, model);
        duration(tags, ANSWERED);
        tokens(tags, "input_tokens");
        tokens(tags, "cache_read.input_tokens");
        tokens(tags, "output_tokens");
    }

    @Override
    public void called(ModelCall call) {
        Tags tags = tags(call.provider(), call.model());
        String error = call.error();
        duration(tags, error == null ? ANSWERED : error).record(call.took());
        tokens(tags, "input_tokens").increment(call.usage().inputTokens());
        tokens(tags, "cache_read.input_tokens").increment(call.usage().cachedTokens());
        tokens(tags, "output_tokens").increment(call.usage().outputTokens());
    }

    @Override
    public void budget(double ofChapter, double ofBook) {
        ofChapters.record(ofChapter);
        ofBooks.record(ofBook);
    }

    private static Tags tags(String provider, String model) {
        return Tags.of(
                "gen_ai.operation.name", "chat", "gen_ai.provider.name", provider, "gen_ai.request.model", model);
    }

    private Timer duration(Tags tags, String error) {
        return Timer.builder("gen_ai.client.inference.duration")
                .description("How long a request to a model took")
                .tags(tags)
                .tag("error.type", error)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private Counter tokens(Tags tags, String which) {
        return Counter.builder("gen_ai.client.inference.usage." + which)
                .description("Tokens as the provider bills them")
                .tags(tags)
                .register(meters);
    }

    private DistributionSummary used(String budget) {
        return DistributionSummary.builder("storycrew.budget.used.ratio")
                .description("The share of a budget used before a request; the maximum covers the last minutes")
                .tag("budget", budget)
                .distributionStatisticExpiry(PART)
                .distributionStatisticBufferLength(PARTS)
                .register(meters);
    }
}
