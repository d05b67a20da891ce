package dev.storycrew.console.faults.check;

import dev.storycrew.console.audit.AuditReport;
import dev.storycrew.console.audit.Policies;
import dev.storycrew.console.audit.Scope;
import dev.storycrew.console.audit.Verification;
import dev.storycrew.console.cluster.Connection;
import dev.storycrew.console.reading.Start;

/** What {@code audit verify} says of the same topics: two readers that know nothing of each other must agree. */
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
    public Verdict.Finding finding() {
        Connection connection = evidence.connection();
        AuditReport report = new Verification(
                        connection, Policies.of(connection, evidence.config().policy()))
                .run(Scope.everything(), Start.beginning(), null);
        return new Verdict.Finding(
                "audit verify agrees",
                report.figures().records() + " records",
                report.violations().stream()
                        .map(violation ->
                                violation.chapter() + ": " + violation.kind().rule() + "; at "
                                        + violation.position() + " expected " + violation.expected() + ", found "
                                        + violation.found())
                        .toList());
    }
}
