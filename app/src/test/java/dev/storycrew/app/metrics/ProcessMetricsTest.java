package dev.storycrew.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.metrics.LedgerTotals.Retry;
import dev.storycrew.app.metrics.LedgerTotals.Sum;
import dev.storycrew.app.metrics.LedgerTotals.Tokens;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.llm.call.ModelCall;
import dev.storycrew.llm.provider.CallFailure;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.ProviderTimings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {
    private final ProcessMetrics metrics = new ProcessMetrics();

    @Test
    void eachLabelOfTheTotalsIsThereFromTheStart() {
        metrics.totals(() -> LedgerTotals.NONE);

        assertThat(metrics.page().lines())
                .contains(
                        "storycrew_chapters_total{outcome=\"ACCEPTED\"} 0.0",
                        "storycrew_chapters_total{outcome=\"EXHAUSTED\"} 0.0",
                        "storycrew_chapters_total{outcome=\"CANCELLED\"} 0.0",
                        "storycrew_retries_total{escalated=\"true\",level=\"FULL_RETRY\"} 0.0",
                        "storycrew_retries_total{escalated=\"false\",level=\"EDIT_ONLY\"} 0.0",
                        "storycrew_judgements_total{result=\"passed\"} 0.0",
                        "storycrew_judgements_total{result=\"failed\"} 0.0",
                        "storycrew_issues_total{type=\"clue_fairness\"} 0.0",
                        "storycrew_score_count{criterion=\"hook\"} 0",
                        "storycrew_score_sum{criterion=\"hook\"} 0.0",
                        "storycrew_cost_usd_total{level=\"first_pass\"} 0.0",
                        "storycrew_cost_usd_total{level=\"bible\"} 0.0",
                        "storycrew_retry_cost_usd_total 0.0",
                        "storycrew_full_retry_cost_usd_total 0.0",
                        "storycrew_tokens_total{direction=\"cached\",level=\"WRITE_ONLY\"} 0.0",
                        "storycrew_chapter_duration_seconds_count 0",
                        "storycrew_chapter_duration_seconds_sum 0.0");
    }

    @Test
    void theTotalsAreThoseOfTheMomentOfTheScrape() {
        AtomicReference<LedgerTotals> totals = new AtomicReference<>(LedgerTotals.NONE);
        metrics.totals(totals::get);
        metrics.page();

        totals.set(new LedgerTotals(
                Map.of("ACCEPTED", 7L),
                Map.of(new Retry("PLAN_AND_WRITE", true), 2L),
                Map.of("failed", 3L),
                Map.of("prose", 4L, "purple prose in <scene 2>", 1L, "dull", 5L),
                Map.of("hook", new Sum(7, 52.5)),
                Map.of("PLAN_AND_WRITE", 0.25),
                0.5,
                1.5,
                Map.of(new Tokens("PLAN_AND_WRITE", "output"), 900L),
                new Sum(7, 61.5)));

        assertThat(metrics.page().lines())
                .contains(
                        "storycrew_chapters_total{outcome=\"ACCEPTED\"} 7.0",
                        "storycrew_chapters_total{outcome=\"EXHAUSTED\"} 0.0",
                        "storycrew_retries_total{escalated=\"true\",level=\"PLAN_AND_WRITE\"} 2.0",
                        "storycrew_judgements_total{result=\"failed\"} 3.0",
                        "storycrew_issues_total{type=\"prose\"} 4.0",
                        "storycrew_issues_total{type=\"other\"} 6.0",
                        "storycrew_score_count{criterion=\"hook\"} 7",
                        "storycrew_score_sum{criterion=\"hook\"} 52.5",
                        "storycrew_cost_usd_total{level=\"PLAN_AND_WRITE\"} 0.25",
                        "storycrew_retry_cost_usd_total 0.5",
                        "storycrew_full_retry_cost_usd_total 1.5",
                        "storycrew_tokens_total{direction=\"output\",level=\"PLAN_AND_WRITE\"} 900.0",
                        "storycrew_chapter_duration_seconds_count 7",
                        "storycrew_chapter_duration_seconds_sum 61.5");
    }

    @Test
    void aWordThatAJudgeMadeUpIsNoLabel() {
        metrics.totals(() -> new LedgerTotals(
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("the-lighthouse/1 is dull", 1L),
                Map.of("charm of book x", new Sum(1, 1)),
                Map.of(),
                0,
                0,
                Map.of(),
                new Sum(0, 0)));

        assertThat(metrics.page()).doesNotContain("dull", "charm");
    }

    @Test
    void aModelsCountersAreThereBeforeItsFirstCallAndGrowWithEach() {
        String labels = "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\",gen_ai_request_model=\"m\"";
        metrics.calls().mayCall("openai", "m");
        assertThat(metrics.page().lines())
                .contains("gen_ai_client_inference_usage_input_tokens_total{" + labels + "} 0.0")
                .contains("gen_ai_client_inference_duration_seconds_count{error_type=\"none\"," + labels + "} 0");

        Usage usage = new Usage(1, 0, 100, 40, 0, 20, 0, 0, true);
        metrics.calls().called(new ModelCall("openai", "m", Duration.ofSeconds(3), usage, "stop", null, 0, false));
        metrics.calls()
                .called(new ModelCall(
                        "openai", "m", Duration.ofSeconds(1), Usage.failedCall(), null, "rate_limited", 0, false));

        assertThat(metrics.page().lines())
                .contains(
                        "gen_ai_client_inference_usage_input_tokens_total{" + labels + "} 100.0",
                        "gen_ai_client_inference_usage_cache_read_input_tokens_total{" + labels + "} 40.0",
                        "gen_ai_client_inference_usage_output_tokens_total{" + labels + "} 20.0",
                        "gen_ai_client_inference_duration_seconds_sum{error_type=\"none\"," + labels + "} 3.0",
                        "gen_ai_client_inference_duration_seconds_count{error_type=\"rate_limited\"," + labels + "} 1");
    }

    @Test
    void theHighestShareOfABudgetIsRemembered() {
        metrics.calls().budget(0.2, 0.93);
        metrics.calls().budget(0.1, 0.4);

        assertThat(metrics.page().lines())
                .contains("storycrew_budget_used_ratio_max{budget=\"book\"} 0.93")
                .contains("storycrew_budget_used_ratio_max{budget=\"chapter\"} 0.2");
    }

    @Test
    void aProvidersCircuitIsToldAsItIs() throws Exception {
        Provider paused = new Provider("api.example.org", ProviderLimits.NONE, ProviderTimings.DEFAULT);
        metrics.circuits(() -> List.of(paused));
        assertThat(metrics.page()).contains("storycrew_circuit_open{provider=\"api.example.org\"} 0.0");

        Objects.requireNonNull(paused.admit("book", 1)).failed(CallFailure.of(CallFailure.Kind.BAD_CREDENTIALS));

        assertThat(metrics.page()).contains("storycrew_circuit_open{provider=\"api.example.org\"} 1.0");
    }
}
