package dev.storycrew.cli.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.audit.rollout.ArmFigures;
import dev.storycrew.audit.rollout.Comparison;
import dev.storycrew.cli.auditor.Arguments;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rollout status}: how the arms compare. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Compares the arms' chapters, read from the topics, and says whether differences in pass rate and cost are"
                        + " more than noise. Chapters that operators decided by hand are left out.")
public final class RolloutStatusCommand implements Callable<Integer> {
    /** In place of a figure that an empty arm does not have. */
    private static final String NONE = "-";

    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final double PERCENT = 100;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only chapters that ended at or after this time, such as 2026-11-24 or 2026-11-24T10:00:00Z.")
    private @Nullable String from;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Config loaded = config.load();
        Long since = Arguments.time(from);
        Connection connection = RealCluster.connect(loaded);
        List<ChapterOutcome> outcomes = outcomes(connection, since == null ? 0 : since);
        RetryPolicy policy = policy(new PolicyTopic(connection).read().active(), loaded);
        ArmFigures selective = ArmFigures.of(Arm.SELECTIVE, outcomes);
        ArmFigures control = ArmFigures.of(Arm.CONTROL, outcomes);
        List<Comparison> comparisons =
                List.of(Comparison.ofPassRates(selective, control), Comparison.ofCosts(selective, control));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(policy, selective, control, comparisons, out);
        } else {
            print(policy, selective, control, comparisons, out);
        }
        out.flush();
        return 0;
    }

    private List<ChapterOutcome> outcomes(Connection connection, long since) throws InterruptedException {
        List<ChapterOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
        try (TopicTail tail =
                TopicTail.start(connection, List.of(connection.topics().chapters()), (topic, origin, value) -> {
                    if (value instanceof ChapterOutcome outcome && outcome.endedAt() >= since) {
                        outcomes.add(outcome);
                    }
                })) {
            tail.awaitCaughtUp(CATCH_UP);
        }
        return List.copyOf(outcomes);
    }

    private static RetryPolicy policy(@Nullable PolicyDocument active, Config config) {
        return active == null
                ? config.routing().policy()
                : PolicyFile.parse(PolicyTopic.reference(active), active.body()).withVersion(active.version());
    }

    private static void print(
            RetryPolicy policy,
            ArmFigures selective,
            ArmFigures control,
            List<Comparison> comparisons,
            PrintWriter out) {
        out.println("policy " + policy.reference() + ", rollout " + policy.rolloutPercent() + " %");
        String row = "  %-26s %14s %14s%n";
        out.printf(Locale.ROOT, row, "", "selective", "control");
        out.printf(Locale.ROOT, row, "chapters", selective.chapters(), control.chapters());
        out.printf(Locale.ROOT, row, "accepted", selective.accepted(), control.accepted());
        out.printf(Locale.ROOT, row, "retried", selective.retried(), control.retried());
        out.printf(Locale.ROOT, row, "pass rate at first retry", rate(selective), rate(control));
        out.printf(Locale.ROOT, row, "retries per chapter", retries(selective), retries(control));
        out.printf(
                Locale.ROOT,
                row,
                "cost per chapter",
                cost(selective, selective.chapters(), selective.meanCost()),
                cost(control, control.chapters(), control.meanCost()));
        out.printf(
                Locale.ROOT,
                row,
                "cost per accepted chapter",
                cost(selective, selective.accepted(), selective.costPerAccepted()),
                cost(control, control.accepted(), control.costPerAccepted()));
        comparisons.forEach(comparison ->
                out.println("  " + comparison.what() + ": " + comparison.verdict() + "; " + comparison.test()));
    }

    private static String rate(ArmFigures figures) {
        if (figures.retried() == 0) {
            return NONE;
        }
        return String.format(
                Locale.ROOT,
                "%d/%d %.0f %%",
                figures.passedAtFirstRetry(),
                figures.retried(),
                PERCENT * figures.passRateAtFirstRetry());
    }

    private static String retries(ArmFigures figures) {
        return figures.chapters() == 0 ? NONE : String.format(Locale.ROOT, "%.2f", figures.retriesPerChapter());
    }

    private static String cost(ArmFigures figures, int chapters, double cost) {
        if (chapters == 0) {
            return NONE;
        }
        return figures.inUsd() ? Money.text(cost) : String.format(Locale.ROOT, "%,.0f tokens", cost);
    }

    private static void printJson(
            RetryPolicy policy,
            ArmFigures selective,
            ArmFigures control,
            List<Comparison> comparisons,
            PrintWriter out) {
        ObjectNode all = new ObjectMapper().createObjectNode();
        all.put("policy", policy.reference());
        all.put("rollout_percent", policy.rolloutPercent());
        describe(selective, all.putObject("selective"));
        describe(control, all.putObject("control"));
        for (Comparison comparison : comparisons) {
            all.withArray("/comparisons")
                    .addObject()
                    .put("what", comparison.what())
                    .put("test", comparison.test())
                    .put("p_value", comparison.pValue())
                    .put("verdict", comparison.verdict());
        }
        out.println(all.toPrettyString());
    }

    private static void describe(ArmFigures figures, ObjectNode node) {
        node.put("chapters", figures.chapters());
        node.put("accepted", figures.accepted());
        node.put("retried", figures.retried());
        node.put("passed_at_first_retry", figures.passedAtFirstRetry());
        node.put("retries", figures.retries());
        node.put(figures.inUsd() ? "mean_cost_usd" : "mean_tokens", figures.meanCost());
        node.put(figures.inUsd() ? "cost_per_accepted_usd" : "tokens_per_accepted", figures.costPerAccepted());
    }
}
