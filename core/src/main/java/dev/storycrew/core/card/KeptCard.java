package dev.storycrew.core.card;

import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.SavingsLedger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A card with what its keeper needs beside it: savings follow only from all stage runs of a chapter together.
 *
 * @param runs its stage runs that cost anything, without what savings do not depend on; the bible stage's left out
 * @param whole whether these are all; otherwise the savings stay as they were
 */
public record KeptCard(Card card, List<StageRun> runs, boolean whole) {
    public KeptCard {
        runs = List.copyOf(runs);
    }

    /** One that goes on from a card of the topic. */
    public static KeptCard of(Card card) {
        return new KeptCard(
                card, List.of(), card.spans().stream().noneMatch(span -> span.source() == CardSource.STAGE_RUNS));
    }

    /** The card after another of its records, as {@link Card#after}. */
    public KeptCard after(@Nullable Object value, CardPlace place) {
        Card after = card.after(value, place);
        if (after.equals(card)) {
            return this;
        }
        if (!whole || !(after instanceof ChapterCard chapter) || !(value instanceof StageRun run) || !counts(run)) {
            return new KeptCard(after, runs, whole);
        }
        List<StageRun> all = new ArrayList<>(runs);
        all.add(run.figures());
        return new KeptCard(
                chapter.withSaved(SavingsLedger.byRun(all).values().stream().reduce(Savings.none(), Savings::plus)),
                all,
                true);
    }

    private static boolean counts(StageRun run) {
        return ChapterCard.isPaid(run) && !run.stage().followsAcceptance();
    }
}
