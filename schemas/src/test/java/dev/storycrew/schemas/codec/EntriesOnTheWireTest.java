package dev.storycrew.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.schemas.avro.BibleRecord;
import dev.storycrew.schemas.avro.CharacterRecord;
import dev.storycrew.schemas.avro.NumberedText;
import dev.storycrew.schemas.avro.TimelineRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntriesOnTheWireTest {
    /** As a version without entries wrote it. */
    private static final BibleRecord BEFORE = new BibleRecord(
            List.of(
                    new CharacterRecord("Mara Venn", null, null, null, List.of("is tired", "waits"), List.of()),
                    new CharacterRecord("Tobias Hale", null, null, null, List.of("lies"), List.of())),
            List.of("The lamp is dark.", "Mara rows."),
            null,
            List.of(new NumberedText(1, "It rains.")),
            List.of(new TimelineRecord(2, "The ferry sinks.", List.of("Mara Venn"))),
            List.of("Who rang?"),
            List.of("Who wrote?"),
            List.of("salt"),
            List.of(),
            null,
            List.of(),
            null);

    @Test
    void aBibleMadeBeforeGetsItsIdsByItsPlacesAndIsWrittenAsItWas() {
        StoryBible bible = StoryCodec.decode(BEFORE);

        assertThat(bible.entries())
                .extracting(entry -> entry.id() + " " + entry.text() + " " + entry.about() + " " + entry.chapter())
                .containsExactly(
                        "f1 The lamp is dark. [] 0",
                        "f2 Mara rows. [Mara Venn] 0",
                        "t1 The ferry sinks. [Mara Venn] 2",
                        "c1 Who rang? [] 0",
                        "c2 Who wrote? [] 0",
                        "p1 is tired [Mara Venn] 0",
                        "p2 waits [Mara Venn] 0",
                        "p3 lies [Tobias Hale] 0",
                        "i1 salt [] 0");
        assertThat(StoryCodec.encode(bible)).isEqualTo(BEFORE);
        assertThat(StoryCodec.decode(BEFORE)).isEqualTo(bible);
    }

    @Test
    void whatALaterChapterChangesIsReadAsItWasWritten() {
        StoryBible bible = StoryCodec.decode(BEFORE);
        for (int chapter = 3; chapter < 6; chapter++) {
            bible = bible.after(
                    chapter,
                    new BibleChanges(
                                    null,
                                    List.of("Fact of " + chapter),
                                    List.of(new BibleChanges.Event("Event of " + chapter, List.of("Tobias"))),
                                    List.of(
                                            new BibleChanges.CharacterChange("Tobias", "knows " + chapter),
                                            new BibleChanges.CharacterChange("Ole", "sings " + chapter)),
                                    List.of("Clue of " + chapter),
                                    List.of(),
                                    List.of("image " + chapter))
                            .referring(
                                    chapter == 3 ? List.of("c1") : chapter == 5 ? List.of("c5001", "c3001") : List.of(),
                                    List.of(new BibleChanges.Withdrawal(
                                            chapter == 3 ? "f1" : "p" + (chapter - 3), "so")),
                                    List.of()));
            assertThat(StoryCodec.decode(StoryCodec.encode(bible))).isEqualTo(bible);
        }

        BibleRecord written = StoryCodec.encode(bible);
        assertThat(written.getFacts()).startsWith("Mara rows.").doesNotContain("The lamp is dark.");
        assertThat(written.getCluesPlanted()).containsExactly("Clue of 4");
        assertThat(written.getCluesResolved()).containsExactly("Who wrote?", "Who rang?", "Clue of 3", "Clue of 5");
        assertThat(written.getEntries())
                .filteredOn(entry -> entry.getText() != null)
                .extracting(entry -> entry.getId() + " " + entry.getText() + " " + entry.getEndedBy())
                .containsExactly("f1 The lamp is dark. 3", "p1 is tired 4", "p2 waits 5");
    }

    @Test
    void listsAndEntriesThatDoNotAgreeAreNoBible() {
        StoryBible bible = StoryBible.initial(List.of(person()), List.of("A."), null)
                .after(1, new BibleChanges(null, List.of("B."), List.of(), List.of(), List.of(), List.of(), List.of()));
        BibleRecord more = StoryCodec.encode(bible);
        more.put("facts", List.of("A.", "B.", "C."));
        BibleRecord fewer = StoryCodec.encode(bible);
        fewer.put("facts", List.of("A."));

        assertThatThrownBy(() -> StoryCodec.decode(more)).hasMessageContaining("none of its entries");
        assertThatThrownBy(() -> StoryCodec.decode(fewer)).hasMessageContaining("f1001");
    }

    private static StoryCharacter person() {
        return new StoryCharacter("Mara Venn", null, null, null, List.of());
    }
}
