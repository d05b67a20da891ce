package dev.storycrew.cli.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.ledger.SavingsLedger;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.book.Book;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code report.json}: how each chapter ended, what it cost, and what was saved. */
public final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double TENTHS = 10;

    private Report() {}

    /** What a chapter's finished and failed runs cost, and what its retries would have cost in full. */
    public record Totals(Usage usage, Savings savings) {
        private static final Totals NONE = new Totals(Usage.none(), Savings.none());

        /** Of one chapter. */
        public static Totals of(ChapterEnd chapter) {
            return sum(byRun(chapter).values());
        }

        /** Of a whole book. */
        public static Totals of(List<ChapterEnd> chapters) {
            return sum(chapters.stream().map(Totals::of).toList());
        }

        /** Of each run of a chapter, by its number. */
        static SortedMap<Integer, Totals> byRun(ChapterEnd chapter) {
            SortedMap<Integer, Savings> savings =
                    SavingsLedger.byRun(chapter.view().runs());
            SortedMap<Integer, Totals> totals = new TreeMap<>();
            for (StageRun run : chapter.view().runs()) {
                Totals first = new Totals(run.usage(), savings.getOrDefault(run.run(), Savings.none()));
                totals.merge(run.run(), first, (sum, one) -> new Totals(sum.usage.plus(run.usage()), sum.savings));
            }
            return totals;
        }

        private static Totals sum(Collection<Totals> all) {
            return all.stream()
                    .reduce(NONE, (one, two) -> new Totals(one.usage.plus(two.usage), one.savings.plus(two.savings)));
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
        money(sums, totals);
        priced(sums, totals.usage());
        AcceptedCost.of(chapters).addTo(sums);
        ObjectNode arms = sums.putObject("by_arm");
        AcceptedCost.byArm(chapters)
                .forEach((arm, cost) -> cost.addTo(arms.putObject(arm.name().toLowerCase(Locale.ROOT))));
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
        SortedMap<Integer, Totals> byRun = Totals.byRun(chapter);
        node.put(
                "attempts",
                byRun.keySet().stream().mapToInt(run -> attempts(chapter, run)).sum());
        ArrayNode retries = node.putArray("retries");
        chapter.view().decisions().stream()
                .sorted(Comparator.comparingInt(RetryDecision::run).thenComparingInt(RetryDecision::attempt))
                .forEach(decision -> retry(retries.addObject(), decision));
        ArrayNode byNumber = node.putArray("runs");
        byRun.forEach((run, totals) -> {
            ObjectNode one = byNumber.addObject().put("run", run).put("attempts", attempts(chapter, run));
            one.put(
                    "retries",
                    chapter.view().decisions().stream()
                            .filter(decision -> decision.run() == run)
                            .count());
            money(one, totals);
            priced(one, totals.usage());
        });
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

    private static int attempts(ChapterEnd chapter, int number) {
        return chapter.view().runs().stream()
                        .filter(run -> run.run() == number)
                        .mapToInt(StageRun::attempt)
                        .max()
                        .orElse(-1)
                + 1;
    }

    private static void money(ObjectNode node, Totals totals) {
        node.put("cost_usd", totals.usd(totals.usage().cost()));
        node.put("retry_cost_usd", totals.usd(totals.savings().retry().money()));
        node.put("full_retry_cost_usd", totals.usd(totals.savings().fullRetry().money()));
        node.put("saved_percent", totals.savedPercent());
    }

    private static void retry(ObjectNode node, RetryDecision decision) {
        node.put("run", decision.run());
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
