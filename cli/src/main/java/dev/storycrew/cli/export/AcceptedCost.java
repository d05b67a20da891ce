package dev.storycrew.cli.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.text.Counted;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an accepted chapter costs: all that was spent on some chapters, on those that were not accepted too, for each
 * that was.
 *
 * @param accepted how many were accepted
 * @param spent on all of them
 */
record AcceptedCost(int accepted, Usage spent) {
    static AcceptedCost of(List<ChapterEnd> chapters) {
        int accepted = (int) chapters.stream().filter(ChapterEnd::accepted).count();
        return new AcceptedCost(accepted, Report.Totals.of(chapters).usage());
    }

    /** By the arm that the chapters ended in; those that ended before there was an arm are left out. */
    static Map<Arm, AcceptedCost> byArm(List<ChapterEnd> chapters) {
        Map<Arm, AcceptedCost> costs = new EnumMap<>(Arm.class);
        for (Arm arm : Arm.values()) {
            List<ChapterEnd> own = chapters.stream()
                    .filter(chapter -> {
                        ChapterOutcome outcome = chapter.view().standing();
                        return outcome != null && outcome.arm() == arm;
                    })
                    .toList();
            if (!own.isEmpty()) {
                costs.put(arm, of(own));
            }
        }
        return costs;
    }

    void addTo(ObjectNode node) {
        node.put("accepted", accepted);
        node.put(
                "cost_per_accepted_usd",
                accepted == 0 || !spent.priced() ? 0 : new Money(spent.costNanoUsd() / accepted).usd());
        if (!spent.priced()) {
            node.put("tokens_per_accepted", accepted == 0 ? 0 : spent.totalTokens() / accepted);
        }
    }

    /** {@code $0.0123}, or tokens where there is no price; a dash where nothing was accepted. */
    @Override
    public String toString() {
        if (accepted == 0) {
            return "-";
        }
        return spent.priced()
                ? Money.text(spent.cost().usd() / accepted)
                : Counted.of(spent.totalTokens() / accepted, "token");
    }

    /** One line for the summary: {@code cost per accepted chapter: $0.0123 (selective $0.0120, control $0.0200)}. */
    static String line(List<ChapterEnd> chapters) {
        Map<Arm, AcceptedCost> arms = byArm(chapters);
        StringBuilder line = new StringBuilder("cost per accepted chapter: " + of(chapters));
        if (arms.size() > 1) {
            line.append(" (");
            arms.forEach((arm, cost) -> line.append(line.charAt(line.length() - 1) == '(' ? "" : ", ")
                    .append(arm.name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(cost));
            line.append(')');
        }
        return line.toString();
    }
}
