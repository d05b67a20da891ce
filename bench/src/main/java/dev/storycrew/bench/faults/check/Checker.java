package dev.storycrew.bench.faults.check;

import java.time.Duration;
import java.util.List;

/** Judges a campaign by what it left. Nothing the product says about itself counts where the evidence can be read. */
public final class Checker {
    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(60);

    private final Evidence evidence;

    public Checker(Evidence evidence) {
        this.evidence = evidence;
    }

    /** Reads everything. */
    public CampaignVerdict judge() {
        List<Check> checks = List.of(
                new OneOutcomeCheck(),
                new OutputCheck(evidence),
                new CallCheck(evidence),
                new PreservedPartsCheck(evidence),
                new ReproducedDecisionsCheck(evidence),
                new BibleCheck(),
                new RedoneCheck(),
                new LimitCheck(evidence),
                new StartCheck(),
                new DeadLetterCheck(evidence),
                new RedriveCheck(evidence::shortName, evidence.carriedOut(RedriveCheck.FAULT)),
                new AuditCheck(evidence),
                new LedgerCheck(evidence.connection(), LEDGER_PATIENCE),
                new SecretCheck(evidence),
                new ScheduleCheck(evidence));
        for (int partition = 0; partition < evidence.partitions(); partition++) {
            Slice slice = evidence.slice(partition);
            checks.forEach(check -> check.look(slice));
        }
        return new CampaignVerdict(checks.stream().map(Check::finding).toList());
    }
}
