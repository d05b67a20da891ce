package dev.storycrew.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.card.CardPath;
import dev.storycrew.core.card.CardStep;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.story.ChapterId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgedSavingsTest {
    private static final Savings SAVINGS =
            new Savings(new Savings.Amount(new Money(101), 101), new Savings.Amount(new Money(100), 100));

    @Test
    void aRetryThatIsNotJudgedMakesNoShare() {
        assertThat(ChapterRow.saved(card(step(0, false), step(1, null)))).isNull();
        assertThat(ChapterRow.judgedSavings(card(step(0, false), step(1, false), step(2, null))))
                .isEqualTo(Savings.none());
    }

    @Test
    void aJudgedRetryMakesAShareThoughItIsALoss() {
        assertThat(ChapterRow.saved(card(step(0, false), step(1, true)))).isEqualTo(-0.01);
        assertThat(ChapterRow.isInRetry(card(step(0, null)))).isFalse();
    }

    private static CardStep step(int attempt, @Nullable Boolean passed) {
        return new CardStep(1, attempt, attempt == 0 ? null : "EDIT_ONLY", null, false, null, passed);
    }

    private static ChapterCard card(CardStep... steps) {
        ChapterCard blank = ChapterCard.blank(new ChapterId("salt", 1));
        return new ChapterCard(
                blank.id(),
                "The Rope",
                null,
                null,
                1,
                blank.requests(),
                new CardPath(List.of(steps), 0, null),
                blank.spent(),
                SAVINGS,
                List.of(),
                1,
                1);
    }
}
