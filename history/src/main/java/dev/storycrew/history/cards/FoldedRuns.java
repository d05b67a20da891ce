package dev.storycrew.history.cards;

import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPlace;
import dev.storycrew.core.card.KeptCard;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stage runs that savings follow from, of the chapters that were folded last. A chapter has about ten times the bytes
 * of its card in them, so they are not kept for all chapters of a tail, which may be the whole history. Records come in
 * the order of their times, so few chapters come back once they are left out; these keep the savings they had. Used under
 * a lock.
 */
final class FoldedRuns {
    /** About 40 MB. */
    static final int USUAL = 10_000;

    private final int most;
    private final Map<String, KeptCard> latest = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> unknown = new HashSet<>();

    /** @param most of how many chapters */
    FoldedRuns(int most) {
        this.most = most;
    }

    /** A card after a record, as {@link Card#after}, with its savings if all its runs are known. */
    Card after(Card before, @Nullable Object value, CardPlace place) {
        KeptCard kept = latest.get(before.key());
        if (kept == null || !kept.card().equals(before)) {
            kept = KeptCard.of(before);
        }
        KeptCard after = kept.after(value, place);
        latest.put(before.key(), after);
        if (latest.size() > most) {
            String eldest = latest.keySet().iterator().next();
            latest.remove(eldest);
        }
        if (!after.whole() && !after.card().equals(before)) {
            unknown.add(before.key());
        }
        return after.card();
    }

    /** True if a card's savings may lack runs. */
    boolean isUnknown(String key) {
        return unknown.contains(key);
    }

    /** Keeps no runs any longer. */
    void clear() {
        latest.clear();
    }

    int size() {
        return latest.size();
    }
}
