package dev.storycrew.console.api;

import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.audit.whatif.Replay;
import dev.storycrew.audit.whatif.WhatIfReport;
import dev.storycrew.console.command.FileProblem;
import dev.storycrew.console.read.ArmShelf;
import dev.storycrew.console.read.FigureShelf;
import dev.storycrew.console.read.PolicyShelf;
import dev.storycrew.console.web.Asked;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.console.web.LongReads;
import dev.storycrew.console.web.Problem;
import dev.storycrew.console.web.ProblemException;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.kpi.KpiMeasure;
import dev.storycrew.core.kpi.KpiRates;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.DecisionTable;
import dev.storycrew.files.policy.PolicyCheck;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.StartPosition;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/policies}: what is published, and what a text would decide. */
public final class PoliciesApi implements Endpoints {
    /** The arms are compared over these days. */
    private static final int DAYS = 30;

    /** When to ask for a what-if again. */
    private static final int SECONDS = 5;

    private final Connection connection;
    private final PolicyShelf policies;
    private final FigureShelf figures;
    private final ArmShelf arms;
    private final LongReads longReads;
    private final InstantSource clock;
    private final Semaphore replays = new Semaphore(1);

    record Active(
            String reference, int rolloutPercent, @Nullable String source) {}

    record Version(String reference, String name, String version, String body, boolean active) {}

    record Change(
            @Nullable Long at,
            @Nullable String who,
            String reference,
            @Nullable Integer rolloutPercent) {}

    record ArmRow(
            String arm,
            long chapters,
            long accepted,
            @Nullable Double usdPerAccepted,
            @Nullable Double meanScore,
            int retries) {}

    record Policies(Active active, List<Version> versions, List<Change> changes, List<ArmRow> arms) {}

    record Check(List<Problem> errors, List<DecisionTable.Row> table, List<String> explanation) {}

    record Line(
            String from, String to, long count, @Nullable Double usd) {}

    record WhatIfAnswer(
            String candidate,
            long chapters,
            long decisions,
            long differing,
            List<Line> lines,
            @Nullable Double costUsd,
            @Nullable Double wouldCostUsd) {}

    public PoliciesApi(
            Connection connection,
            PolicyShelf policies,
            FigureShelf figures,
            ArmShelf arms,
            LongReads longReads,
            InstantSource clock) {
        this.longReads = longReads;
        this.figures = figures;
        this.clock = clock;
        this.connection = connection;
        this.policies = policies;
        this.arms = arms;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/policies", asked -> all());
        routes.post("/api/policies/check", asked -> check(body(asked)));
        routes.post("/api/policies/what-if", longReads.bounded(this::whatIf));
    }

    private static String body(Asked asked) {
        var body = asked.body().path("body");
        if (!body.isTextual()) {
            throw ProblemException.ofField("body", "must be a policy's text");
        }
        return body.asText();
    }

    private Policies all() {
        PolicyTopic.Published published = policies.published();
        PolicyDocument document = published.active();
        RetryPolicy active = policies.active();
        PolicyDocument shown = document == null ? policies.first() : document;
        List<Version> versions = new ArrayList<>();
        for (PolicyDocument version : published.history()) {
            versions.add(version(version, PolicyTopic.reference(shown)));
        }
        Collections.reverse(versions);
        Stream.of(policies.first(), PolicyTopic.builtIn())
                .filter(first ->
                        versions.stream().noneMatch(known -> known.reference.equals(PolicyTopic.reference(first))))
                .forEach(first -> versions.add(version(first, PolicyTopic.reference(shown))));
        List<Change> changes = new ArrayList<>();
        for (PolicyDocument change : policies.changes()) {
            changes.add(new Change(
                    change.publishedAt() == 0 ? null : change.publishedAt(),
                    change.who(),
                    PolicyTopic.reference(change),
                    rollout(change)));
        }
        Collections.reverse(changes);
        return new Policies(
                new Active(
                        PolicyTopic.reference(shown), active.rolloutPercent(), document == null ? shown.who() : null),
                versions,
                changes,
                Stream.of(Arm.values()).map(this::arm).toList());
    }

    private static Version version(PolicyDocument document, String active) {
        String reference = PolicyTopic.reference(document);
        return new Version(reference, document.name(), document.version(), document.body(), reference.equals(active));
    }

    private static @Nullable Integer rollout(PolicyDocument document) {
        RetryPolicy policy = PolicyFile.check(PolicyTopic.reference(document), document.body())
                .policy();
        return policy == null ? null : policy.rolloutPercent();
    }

    private ArmRow arm(Arm arm) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate since = today.minusDays(DAYS - 1);
        KpiRollup sum = since.datesUntil(today.plusDays(1))
                .map(day -> figures.of(day.toString()))
                .reduce(KpiRollup.empty(since.toString()), KpiRollup::plus);
        String label = arm.name();
        OptionalDouble usd = new KpiRates(sum).usdPerAccepted(label);
        return new ArmRow(
                label.toLowerCase(Locale.ROOT),
                sum.get(KpiMeasure.ENDED_BY_ARM, label),
                sum.get(KpiMeasure.ACCEPTED_BY_ARM, label),
                usd.isPresent() ? usd.getAsDouble() : null,
                null,
                arms.retries(arm, since.toString()));
    }

    private static Check check(String text) {
        PolicyCheck check;
        try {
            check = PolicyFile.check(FileProblem.POLICY, text);
        } catch (UsageException e) {
            return new Check(List.of(FileProblem.of(String.valueOf(e.getMessage()))), List.of(), List.of());
        }
        RetryPolicy policy = check.policy();
        if (policy == null) {
            return new Check(check.errors().stream().map(FileProblem::of).toList(), List.of(), List.of());
        }
        List<String> explanation = new ArrayList<>(check.warnings());
        explanation.addAll(DecisionTable.sentences(policy));
        return new Check(List.of(), DecisionTable.rows(policy), explanation);
    }

    /** It reads history, so one at a time. */
    private WhatIfAnswer whatIf(Asked asked) {
        PolicyCheck check = PolicyFile.check(FileProblem.POLICY, body(asked));
        RetryPolicy candidate = check.policy();
        if (candidate == null) {
            throw new ProblemException(
                    ProblemException.WRONG, FileProblem.of(check.errors().get(0)));
        }
        if (!replays.tryAcquire()) {
            asked.askAgain(SECONDS);
            throw ProblemException.of(
                    ProblemException.TOO_MANY, "another what-if is running", "try again when it has finished");
        }
        try {
            return answer(new Replay(connection).run(candidate, StartPosition.beginning(), null, null));
        } finally {
            replays.release();
        }
    }

    private static WhatIfAnswer answer(WhatIfReport report) {
        Double was = 0.0;
        Double would = 0.0;
        for (WhatIfReport.Line line : report.lines()) {
            if (line.was() == null || line.wouldBe() == null) {
                was = null;
                would = null;
                break;
            }
            was += line.differences().count() * line.was().usd();
            would += line.differences().count() * line.wouldBe().usd();
        }
        return new WhatIfAnswer(
                report.candidate(),
                report.chapters(),
                report.decisions(),
                report.differing(),
                report.lines().stream()
                        .map(line -> new Line(
                                line.differences().from(),
                                line.differences().to(),
                                line.differences().count(),
                                line.usd()))
                        .toList(),
                was,
                would);
    }
}
