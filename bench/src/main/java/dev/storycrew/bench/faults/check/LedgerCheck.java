package dev.storycrew.bench.faults.check;

import dev.storycrew.audit.card.CardAudit;
import dev.storycrew.audit.card.CardAuditReport;
import dev.storycrew.audit.kpi.KpiAudit;
import dev.storycrew.audit.kpi.KpiAuditReport;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the ledger counted and wrote on cards, though it was killed, against the topics that it counted. */
public final class LedgerCheck implements Check {
    private final Connection connection;
    private final Duration patience;

    /** @param patience how long the ledger, which is a moment behind, may take to catch up */
    public LedgerCheck(Connection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    @Override
    public void look(Slice slice) {
        // The auditors read for themselves.
    }

    @Override
    public CampaignVerdict.Finding finding() {
        List<String> violations = new ArrayList<>();
        KpiAuditReport figures;
        try {
            figures = new KpiAudit(connection, patience).run(null, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        figures.differences()
                .forEach(found -> violations.add(found.topic() + " " + found.period() + ": " + found.figure() + " is "
                        + found.found() + ", expected " + found.expected()));
        if (figures.agreeing().isEmpty()) {
            violations.add("there are no figures");
        }
        CardAuditReport cards = new CardAudit(connection).run(Set.of());
        violations.addAll(cards.differences());
        if (cards.agreeing() == 0) {
            violations.add("there are no cards");
        }
        return new CampaignVerdict.Finding(
                "figures and cards are those of the topics",
                Counted.of(figures.agreeing().size(), "period") + ", " + Counted.of(cards.agreeing(), "card"),
                violations);
    }
}
