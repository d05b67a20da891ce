package dev.storycrew.cli.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.ChapterView;
import dev.storycrew.history.StalledChapters.Standstill;
import java.util.ArrayList;
import java.util.List;
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
        String text = StatusText.of(
                List.of(
                        chapter("salt/1", ChapterState.ACCEPTED, null),
                        chapter("salt/2", ChapterState.DEAD_LETTERED, DEAD),
                        chapter("tide/1", ChapterState.UNDER_WAY, null)),
                false,
                NOW);
        assertThat(text.lines())
                .startsWith("3 chapters in 2 books: 1 accepted, 1 under way, 1 dead-lettered; 1 needs attention")
                .anyMatch(line -> line.startsWith("salt/1 "))
                .contains("    it is waiting in dead letters, for 3 min", "    to do: redrive it");
    }

    @Test
    void ofManyChaptersEachBookGetsALineAndOnlyThoseThatNeedSomebodyAreNamed() {
        List<ChapterStatus> many = new ArrayList<>();
        for (int book = 0; book < 20; book++) {
            for (int number = 1; number <= 6; number++) {
                boolean dead = book == 7 && number == 3;
                many.add(chapter(
                        "book-" + book + "/" + number,
                        dead ? ChapterState.DEAD_LETTERED : ChapterState.ACCEPTED,
                        dead ? DEAD : null));
            }
        }
        assertThat(StatusText.of(many, false, NOW).lines())
                .hasSize(1 + 20 + 3 + 1)
                .startsWith("120 chapters in 20 books: 119 accepted, 1 dead-lettered; 1 needs attention")
                .filteredOn(line -> line.contains("/"))
                .hasSize(2)
                .first()
                .asString()
                .contains("book-7/3", "DEAD_LETTERED");
        assertThat(StatusText.of(many, true, NOW).lines()).hasSize(1 + 120 + 2);
    }

    @Test
    void aStateIsReadAsPeopleWriteIt() {
        ChapterState.Converter converter = new ChapterState.Converter();
        for (String written : List.of("DEAD_LETTERED", "dead-lettered", "Dead_Lettered", " dead-lettered ")) {
            assertThat(converter.convert(written)).isEqualTo(ChapterState.DEAD_LETTERED);
        }
        assertThatThrownBy(() -> converter.convert("dead"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("dead-lettered, exhausted, cancelled, rejected");
    }

    private static ChapterStatus chapter(String id, ChapterState state, @Nullable Standstill still) {
        return new ChapterStatus(
                new ChapterView(ChapterId.parse(id), "r", List.of(), List.of(), null, null, null), state, still, null);
    }
}
