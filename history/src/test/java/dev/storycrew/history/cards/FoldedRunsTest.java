package dev.storycrew.history.cards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPlace;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.KeptCard;
import dev.storycrew.schemas.codec.CardFold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FoldedRunsTest {
    private static final int MOST = 3;

    @Test
    void howLongEverTheHistoryTheRunsOfFewChaptersAreKept() {
        FoldedRuns runs = new FoldedRuns(MOST);

        fold(runs, BookHistory.of(7), new HashMap<>());

        assertThat(runs.size()).isEqualTo(MOST);
    }

    @Test
    void savingsAreThoseOfAllRunsUnlessTheCardSaysThatTheyAreUnknown() {
        int known = 0;
        int unknown = 0;
        for (int seed = 0; seed < 20; seed++) {
            List<BookHistory.Told> history = new ArrayList<>(BookHistory.of(seed));
            history.sort(Comparator.comparing(BookHistory.Told::source)); // So chapters come back.
            FoldedRuns runs = new FoldedRuns(MOST);
            Map<String, Card> cards = new HashMap<>();
            fold(runs, history, cards);
            for (Map.Entry<String, KeptCard> whole : whole(history).entrySet()) {
                if (runs.isUnknown(whole.getKey())) {
                    unknown++;
                    assertThat(withoutSavings(Objects.requireNonNull(cards.get(whole.getKey()))))
                            .isEqualTo(withoutSavings(whole.getValue().card()));
                } else {
                    known++;
                    assertThat(cards.get(whole.getKey()))
                            .isEqualTo(whole.getValue().card());
                }
            }
        }

        assertThat(known).isPositive();
        assertThat(unknown).isPositive();
    }

    private static Card withoutSavings(Card card) {
        return card instanceof ChapterCard chapter
                ? chapter.withSaved(ChapterCard.blank(chapter.id()).saved())
                : card;
    }

    private static void fold(FoldedRuns runs, List<BookHistory.Told> history, Map<String, Card> cards) {
        for (BookHistory.Told one : history) {
            Card before = cards.getOrDefault(one.key(), Objects.requireNonNull(CardFold.blank(one.key())));
            cards.put(one.key(), runs.after(before, CardFold.taken(one.key(), one.value()), place(one)));
        }
    }

    private static Map<String, KeptCard> whole(List<BookHistory.Told> history) {
        Map<String, KeptCard> cards = new HashMap<>();
        for (BookHistory.Told one : history) {
            KeptCard before =
                    cards.getOrDefault(one.key(), KeptCard.of(Objects.requireNonNull(CardFold.blank(one.key()))));
            cards.put(one.key(), before.after(CardFold.taken(one.key(), one.value()), place(one)));
        }
        return cards;
    }

    private static CardPlace place(BookHistory.Told one) {
        return new CardPlace(one.source(), 0, one.offset(), one.at());
    }
}
