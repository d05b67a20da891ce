package dev.storycrew.cli.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.book.Book;
import java.io.UncheckedIOException;
import java.util.List;

/** {@code report.json}: how each chapter ended, what it cost, and what was saved. */
public final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double TENTHS = 10;

    private Report() {}

    /** What a chapter's finished and failed runs cost, and what its retries would have cost in full. */
    public record Totals(Usage usage, Savings savings) {
        /** Of one chapter. */
        public static Totals of(ChapterEnd chapter) {
            List<StageCost> costs = chapter.view().runs().stream()
                    .map(run -> new StageCost(run.attempt(), run.stage(), run.usage()))
                    .toList();
            Usage usage = Usage.sum(costs.stream().map(StageCost::usage).toList());
            return new Totals(
                    usage, Savings.of(costs, chapter.view().decisions().size()));
        }

        /** Of a whole book. */
        public static Totals of(List<ChapterEnd> chapters) {
            return chapters.stream()
                    .map(Totals::of)
                    .reduce(
                            new Totals(Usage.none(), Savings.of(List.of(), 0)),
                            (one, two) -> new Totals(one.usage.plus(two.usage), one.savings.plus(two.savings)));
        }

        /** The share that the retries saved, in per cent, to one decimal. */
        public double savedPercent() {
            return Math.round(savings.savedPercent(!usage.priced()) * TENTHS) / TENTHS;
        }

        /** For {@code report.json}: 0 where a model has no known price. */
        double usd(Money amount) {
            return usage.priced() ? amount.usd() : 0;
        }
    }

    static String of(Book book, List<ChapterEnd> chapters, String model, boolean notional) {
        ObjectNode report = JSON.createObjectNode();
        report.put("book", book.id());
        report.put("model", model);
        if (notional) {
            report.put("notional", true);
        }
        ArrayNode all = report.putArray("chapters");
        chapters.forEach(chapter -> chapter(all.addObject(), chapter));
        Totals totals = Totals.of(chapters);
        ObjectNode sums = report.putObject("totals");
        sums.put("cost_usd", totals.usd(totals.usage().cost()));
        sums.put("retry_cost_usd", totals.usd(totals.savings().retry().money()));
        sums.put("full_retry_cost_usd", totals.usd(totals.savings().fullRetry().money()));
        sums.put("saved_percent", totals.savedPercent());
        priced(sums, totals.usage());
        try {
            return JSON.writeValueAsString(report) + "\n";
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void chapter(ObjectNode node, ChapterEnd chapter) {
        List<StageRun> finished = chapter.view().runs().stream()
                .filter(run -> run.phase() == StageRun.Phase.FINISHED)
                .toList();
        node.put("number", chapter.number());
        node.put("outcome", chapter.word());
        node.put(
                "attempts",
                chapter.view().runs().stream().mapToInt(StageRun::attempt).max().orElse(-1) + 1);
        ArrayNode retries = node.putArray("retries");
        chapter.view().decisions().forEach(decision -> retry(retries.addObject(), decision));
        ObjectNode runs = node.putObject("stage_runs");
        for (Stage stage : Stage.values()) {
            runs.put(
                    stage.label(),
                    finished.stream().filter(run -> run.stage() == stage).count());
        }
        Totals totals = Totals.of(chapter);
        Usage usage = totals.usage();
        node.put("input_tokens", usage.inputTokens());
        node.put("cached_tokens", usage.cachedTokens());
        node.put("output_tokens", usage.outputTokens());
        node.put("cost_usd", totals.usd(usage.cost()));
        priced(node, usage);
        if (chapter.view().deadLetter() != null && chapter.word().equals(ChapterEnd.DEAD_LETTERED)) {
            node.put("reason", chapter.view().deadLetter().reason());
        }
    }

    private static void retry(ObjectNode node, RetryDecision decision) {
        node.put("retry_attempt", decision.attempt());
        node.put("level", decision.level());
        node.put("scope", decision.scope().label());
        ArrayNode scenes = node.putArray("scenes");
        decision.scenes().forEach(scenes::add);
        ArrayNode issues = node.putArray("issues");
        decision.issues().stream().map(Issue::type).distinct().forEach(issues::add);
        node.put("escalated", decision.escalated());
    }

    private static void priced(ObjectNode node, Usage usage) {
        if (!usage.priced()) {
            node.put("priced", false);
        }
    }
}
