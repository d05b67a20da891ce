package dev.storycrew.history.cards;

import dev.storycrew.core.card.ChapterState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many chapters are in which state.
 *
 * @param byState only states in which there are any
 */
public record CardCounts(Map<ChapterState, Integer> byState) {
    public CardCounts {
        EnumMap<ChapterState, Integer> some = new EnumMap<>(ChapterState.class);
        byState.forEach((state, count) -> {
            if (count > 0) {
                some.put(state, count);
            }
        });
        byState = Collections.unmodifiableMap(some);
    }

    /** All of them. */
    public int chapters() {
        return byState.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many are in one state. */
    public int of(ChapterState state) {
        return byState.getOrDefault(state, 0);
    }
}
