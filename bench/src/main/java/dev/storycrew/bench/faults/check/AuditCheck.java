package dev.storycrew.bench.faults.check;

import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.StartPosition;

/** What {@code audit verify} says about the same topics: two independent readers must agree. */
final class AuditCheck implements Check {
    private final Evidence evidence;

    AuditCheck(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void look(Slice slice) {
        // The auditors read for themselves.
    }

    @Override
    public CampaignVerdict.Finding finding() {
        Connection connection = evidence.connection();
        AuditReport report = new Verification(
                        connection,
                        Policies.of(connection, evidence.config().routing().policy()))
                .run(AuditScope.everything(), StartPosition.beginning(), null);
        return new CampaignVerdict.Finding(
                "audit verify agrees",
                Counted.of(report.figures().records(), "record"),
                report.violations().stream()
                        .map(violation ->
                                violation.chapter() + ": " + violation.kind().rule() + "; at "
                                        + violation.position() + " expected " + violation.expected() + ", found "
                                        + violation.found())
                        .toList());
    }
}
