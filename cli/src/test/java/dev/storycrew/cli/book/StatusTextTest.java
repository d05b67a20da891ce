package dev.storycrew.cli.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.StalledChapters.Standstill;
import dev.storycrew.history.cards.BookLine;
import dev.storycrew.history.cards.BookPage;
import dev.storycrew.history.cards.CardCounts;
import dev.storycrew.history.cards.CardPage;
import dev.storycrew.history.cards.CardSummary;
import dev.storycrew.history.cards.ShownChapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class StatusTextTest {
    private static final long NOW = 200_000;
    private static final Standstill DEAD = new Standstill(
            new StallDiagnosis(StallDiagnosis.Reason.DEAD_LETTER, "it is waiting in dead letters", "redrive it"),
            0,
            true);

    @Test
    void totalsComeBeforeTheChapters() {
        CardCounts counts = new CardCounts(
                Map.of(ChapterState.ACCEPTED, 1, ChapterState.UNDER_WAY, 1, ChapterState.DEAD_LETTERED, 1));

        assertThat(StatusText.totals(new CardSummary(counts, 2, 1)))
                .isEqualTo("3 chapters in 2 books: 1 accepted, 1 under way, 1 dead-lettered; 1 needs attention\n");
        assertThat(StatusText.chapters(
                                List.of(
                                        chapter("salt/1", ChapterState.ACCEPTED, null),
                                        chapter("salt/2", ChapterState.DEAD_LETTERED, DEAD)),
                                NOW)
                        .lines())
                .anyMatch(line -> line.startsWith("salt/1 "))
                .contains("    it is waiting in dead letters, for 3 min", "    to do: redrive it");
    }

    @Test
    void ofManyChaptersThoseThatNeedSomebodyComeFirstAndThenEachBookGetsALine() {
        List<BookLine> books = new ArrayList<>();
        for (int book = 0; book < 20; book++) {
            books.add(new BookLine(
                    "book-" + book, new CardCounts(Map.of(ChapterState.ACCEPTED, 6)), book == 7 ? 1 : 0, 0));
        }
        CardPage needs = new CardPage(List.of(chapter("book-7/3", ChapterState.DEAD_LETTERED, DEAD)), null);

        assertThat(StatusText.books(needs, 1, new BookPage(books, null), NOW).lines())
                .hasSize(3 + 20 + 1)
                .first()
                .asString()
                .contains("book-7/3", "DEAD_LETTERED");
        assertThat(StatusText.books(needs, 1, new BookPage(books, null), NOW).lines())
                .anyMatch(line -> line.startsWith("book-7 ") && line.endsWith("6 accepted; 1 needs attention"));
    }

    @Test
    void moreThanAPageIsSaid() {
        CardPage needs = new CardPage(List.of(chapter("book-7/3", ChapterState.DEAD_LETTERED, DEAD)), "ignored");

        assertThat(StatusText.books(needs, 1_234, new BookPage(List.of(), "cursor"), NOW)
                        .lines())
                .contains(
                        "1,233 more need attention: ./storycrew status --stuck",
                        "there are more; for the next page add --after cursor");
        assertThat(StatusText.books(null, 1_234, new BookPage(List.of(), null), NOW))
                .doesNotContain("attention");
    }

    @Test
    void aStateIsReadAsPeopleWriteIt() {
        ChapterStateConverter converter = new ChapterStateConverter();
        for (String written : List.of("DEAD_LETTERED", "dead-lettered", "Dead_Lettered", " dead-lettered ")) {
            assertThat(converter.convert(written)).isEqualTo(ChapterState.DEAD_LETTERED);
        }
        for (String wrong : List.of("dead", "", "accepted;", "ﬁnished", "ACCEPTED\u0000")) {
            assertThatThrownBy(() -> converter.convert(wrong))
                    .isInstanceOf(TypeConversionException.class)
                    .hasMessageContaining(
                            "accepted, under-way, waiting, held, dead-lettered, exhausted, cancelled, rejected");
        }
    }

    private static ShownChapter chapter(String id, ChapterState state, @Nullable Standstill still) {
        return new ShownChapter(ChapterCard.blank(ChapterId.parse(id)), state, still);
    }
}
