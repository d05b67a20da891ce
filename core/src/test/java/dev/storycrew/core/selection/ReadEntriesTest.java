package dev.storycrew.core.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.decision.Outcomes;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.text.TextDigest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadEntriesTest {
    private static final ChapterBrief MARA_COMES = new ChapterBrief(
            new ChapterId("book", 9),
            new BookFrame("T", "mystery", "en", null, 900, 0.1, new Style(List.of(), null, List.of())),
            "Salt",
            "Mara comes.",
            List.of(),
            null);
    private static final StoryBible BEFORE = StoryBible.initial(
                    List.of(person("Mara Venn"), person("Tobias Hale")),
                    List.of("Mara rows.", "Tobias lies.", "Mara is ill."),
                    null)
            .after(
                    1,
                    new BibleChanges(
                            null,
                            List.of(),
                            List.of(new BibleChanges.Event("Mara falls.", List.of("Mara Venn"))),
                            List.of(
                                    new BibleChanges.CharacterChange("Mara", "is tired"),
                                    new BibleChanges.CharacterChange("Tobias", "is awake")),
                            List.of("Who called Mara?", "Who rang?"),
                            List.of(),
                            List.of("Mara's coat")))
            .after(2, saying(List.of(), List.of(new BibleChanges.Withdrawal("f3", null)), List.of()));

    @Test
    void aChapterRestsOnWhatItReliesOnEndsAndResolves() {
        assertThat(read(saying(List.of("c1002"), List.of(new BibleChanges.Withdrawal("p1002", null)), List.of("f2"))))
                .containsExactly("f2", "c1002", "p1002");
        assertThat(read(saying(List.of(), List.of(), List.of()))).isEmpty();
    }

    @Test
    void aKeeperThatSaysNothingIsTakenToRelyOnAllThatStandsAboutTheChaptersPeople() {
        assertThat(read(saying(List.of(), List.of(), null))).containsExactly("f1", "c1001", "p1001");
    }

    @Test
    void anOutcomeNamesWhatItsChapterWroteAndEndedAndHowItStops() {
        BibleChanges changes = new BibleChanges(
                        null, List.of("Mara rows!", "It rains."), List.of(), List.of(), List.of(), List.of(), List.of())
                .referring(List.of("c1002"), List.of(new BibleChanges.Withdrawal("f1", "she sold the boat")), List.of())
                .with(List.of(), "The bell rang.");

        ChapterCanon canon = Objects.requireNonNull(Outcomes.canon(BEFORE, MARA_COMES, null, changes));

        assertThat(canon)
                .isEqualTo(new ChapterCanon(
                        List.of("f1", "c1002"),
                        List.of("f9001", "f9002"),
                        List.of("f1"),
                        List.of("c1002"),
                        TextDigest.of("The bell rang.")));
    }

    private static List<String> read(BibleChanges changes) {
        return ReadEntries.of(BEFORE, MARA_COMES, null, changes);
    }

    private static BibleChanges saying(
            List<String> resolved, List<BibleChanges.Withdrawal> withdrawn, @Nullable List<String> reliedOn) {
        return new BibleChanges(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of())
                .referring(resolved, withdrawn, reliedOn);
    }

    private static StoryCharacter person(String name) {
        return new StoryCharacter(name, null, null, null, List.of());
    }

    @Test
    void whatAChapterThatWasMadeAgainSaysNowTakesThePlaceOfWhatIsGone() {
        BibleChanges now =
                new BibleChanges(null, List.of("Kept.", "New."), List.of(), List.of(), List.of(), List.of(), List.of());
        BibleChanges was = new BibleChanges(
                null, List.of("Gone.", "Kept."), List.of(), List.of(), List.of(), List.of(), List.of());
        StoryBible bible =
                StoryBible.initial(List.of(), List.of("Of the book."), null).after(1, now.numberedAfter(was));
        BibleChanges relying = new BibleChanges(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of())
                .referring(List.of(), List.of(), List.of("f1001"));

        assertThat(bible.entries()).extracting(entry -> entry.id().toString()).containsExactly("f1", "f1002", "f1003");
        assertThat(ReadEntries.of(bible, MARA_COMES, null, relying)).containsExactly("f1002", "f1003");
    }
}
