package dev.storycrew.core.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.EntryEnd;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.text.PhraseMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoryBibleTest {
    private static final StoryBible BOOK = StoryBible.initial(
            List.of(person("Mara Venn"), person("Tobias Hale")),
            List.of("The lamp has been dark since 1987.", "Mara owns the boat."),
            null);

    @Test
    void theBooksOwnEntriesAreNumberedAndKnowWhomTheyAreAbout() {
        assertThat(BOOK.entries())
                .extracting(entry -> entry.id() + " " + entry.about() + " " + entry.chapter())
                .containsExactly("f1 [] 0", "f2 [Mara Venn] 0");
    }

    @Test
    void eachEntryOfAChapterHasAnIdAndKnowsItsChapter() {
        StoryBible bible = BOOK.after(
                12,
                new BibleChanges(
                        "It rains.",
                        List.of("Tobias lies.", "The key is gone."),
                        List.of(new BibleChanges.Event("The ferry sinks.", List.of("Mara"))),
                        List.of(new BibleChanges.CharacterChange("Venn", "trusts nobody")),
                        List.of("Who has the key?"),
                        List.of(),
                        List.of("salt on glass")));

        assertThat(bible.entries().stream().filter(entry -> entry.chapter() == 12))
                .extracting(entry -> entry.id() + " " + entry.text() + " " + entry.about())
                .containsExactly(
                        "f12001 Tobias lies. [Tobias Hale]",
                        "f12002 The key is gone. []",
                        "t12001 The ferry sinks. [Mara Venn]",
                        "c12001 Who has the key? []",
                        "p12001 trusts nobody [Mara Venn]",
                        "i12001 salt on glass []");
    }

    /** The handed case: another case, another mark, and a chapter that says it again. */
    @Test
    void aClueIsResolvedOnceInWhateverCaseAndWithWhateverMarks() {
        StoryBible bible = BOOK.after(1, planted("The third stair is hollow."))
                .after(3, resolved("the third stair is hollow"))
                .after(4, resolved("The third stair is hollow!"));

        assertThat(bible.cluesPlanted()).isEmpty();
        assertThat(bible.cluesResolved()).containsExactly("The third stair is hollow.");
        assertThat(clue(bible, "c1001").end()).isEqualTo(new EntryEnd(3, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The third stair is hollow. | c1001",
                "The third stair is hollow. | [c1001]",
                "The third stair is hollow. | C1001",
                "The third stair is hollow. | [c1001] The third stair is hollow.",
                "The third stair is hollow. | THE  THIRD stair, is hollow",
                "第三级台阶是空的。 | 第三级 台阶是空的",
                "第三级台阶是空的。 | 第三级台阶，是空的！",
                "Wo ist die Straße? | wo ist die STRASSE",
                "Où est la clé ? | où est la cle\u0301"
            })
    void aClueIsResolvedByItsIdOrByItsWords(String clue, String named) {
        StoryBible bible = BOOK.after(1, planted(clue)).after(2, resolved(named));

        assertThat(bible.cluesPlanted()).isEmpty();
        assertThat(bible.cluesResolved()).containsExactly(clue);
    }

    @Test
    void aClueIsPlantedOnceAndStaysResolved() {
        StoryBible open =
                BOOK.after(1, planted("The third stair is hollow.")).after(2, planted("THE THIRD STAIR IS HOLLOW"));
        assertThat(open.cluesPlanted()).containsExactly("The third stair is hollow.");

        StoryBible resolved = open.after(3, resolved("c1001")).after(4, planted("the third stair is hollow"));
        assertThat(resolved.cluesPlanted()).isEmpty();
        assertThat(resolved.cluesResolved()).hasSize(1);
    }

    @Test
    void aClueThatNobodyHasNotedIsPlantedAndResolvedByTheChapter() {
        StoryBible bible = BOOK.after(2, resolved("Who rang?"));

        assertThat(clue(bible, "c2001").end()).isEqualTo(new EntryEnd(2, null));
        assertThat(BOOK.after(2, resolved("c77")).cluesResolved()).isEmpty();
    }

    @Test
    void aWithdrawnFactIsNoLongerTrueAndIsNotForgotten() {
        StoryBible bible = BOOK.after(5, withdrawing("f1", "the lamp was lit"));

        assertThat(bible.facts()).containsExactly("Mara owns the boat.");
        assertThat(Objects.requireNonNull(bible.entry("f1")).end()).isEqualTo(new EntryEnd(5, "the lamp was lit"));
    }

    @Test
    void whatWasWithdrawnCanBecomeTrueAgainAsAnotherEntry() {
        StoryBible bible = BOOK.after(5, withdrawing("f1", null))
                .after(6, noting(List.of("The lamp has been dark since 1987!"), List.of()));

        assertThat(bible.standing(EntryKind.FACT))
                .extracting(fact -> fact.id().toString())
                .containsExactly("f2", "f6001");
    }

    @Test
    void aWithdrawnChangeIsNoLongerSaidOfThePerson() {
        StoryBible bible = BOOK.after(1, noting(List.of(), List.of(change("Mara Venn", "is afraid of the sea"))))
                .after(2, withdrawing("p1001", "she swims"));

        assertThat(bible.characters().get(0).changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"f99", "t1001", "c1001", "i1001", "nonsense"})
    void whatDoesNotExistOrCannotEndIsNotWithdrawn(String id) {
        StoryBible before = BOOK.after(
                1,
                new BibleChanges(
                        null,
                        List.of(),
                        List.of(new BibleChanges.Event("Rain.", List.of())),
                        List.of(),
                        List.of("Who?"),
                        List.of(),
                        List.of("salt")));

        assertThat(before.after(2, withdrawing(id, null))).isEqualTo(before);
    }

    @Test
    void whoWithdrewSomethingFirstHasWithdrawnIt() {
        StoryBible bible = BOOK.after(5, withdrawing("f1", "first")).after(6, withdrawing("f1", "second"));

        assertThat(Objects.requireNonNull(bible.entry("f1")).end()).isEqualTo(new EntryEnd(5, "first"));
    }

    @Test
    void nobodyIsDoubledByASecondFormOfAName() {
        List<BibleChanges.CharacterChange> changes = new ArrayList<>();
        for (String name : List.of("Mara", "VENN", "Inspector Venn", "Mara's", "Venn, Mara", "Old Tobias", "M. Venn")) {
            changes.add(change(name, "is seen by " + name));
        }
        StoryBible bible = BOOK.after(1, noting(List.of(), changes));

        assertThat(bible.characters()).extracting(StoryCharacter::name).containsExactly("Mara Venn", "Tobias Hale");
        assertThat(bible.characters().get(0).changes()).hasSize(6);
    }

    @Test
    void aNewPersonIsAddedOnceWhicheverFormComesFirst() {
        StoryBible bible = BOOK.after(
                1,
                noting(
                        List.of(),
                        List.of(change("Ole", "arrives"), change("Ole Brandt", "leaves"), change("Brandt", "?"))));

        assertThat(bible.characters())
                .extracting(StoryCharacter::name)
                .contains("Ole")
                .hasSize(4);
        StoryBible longFirst =
                BOOK.after(1, noting(List.of(), List.of(change("Ole Brandt", "leaves"), change("Ole", "arrives"))));
        assertThat(longFirst.characters())
                .extracting(StoryCharacter::name)
                .contains("Ole Brandt")
                .hasSize(3);
    }

    @Test
    void aChangeOfWhoMayBeTwoPeopleIsNobodys() {
        StoryBible family = StoryBible.initial(List.of(person("Ida Marsh"), person("Tom Marsh")), List.of(), null);

        StoryBible bible =
                family.after(1, noting(List.of(), List.of(change("Marsh", "sings"), change("Ida", "waits"))));

        assertThat(bible.characters()).hasSize(2);
        assertThat(bible.standing(EntryKind.CHANGE))
                .extracting(entry -> entry.id() + " " + entry.text())
                .containsExactly("p1002 waits");
    }

    /** What the next chapters rely on must not be renamed by a chapter that is made again. */
    @Test
    void theIdsOfAChapterDoNotDependOnOtherChapters() {
        StoryBible one =
                BOOK.after(1, noting(List.of("A.", "B."), List.of())).after(2, noting(List.of("A!", "C."), List.of()));
        StoryBible other =
                BOOK.after(1, noting(List.of("D."), List.of())).after(2, noting(List.of("A!", "C."), List.of()));

        assertThat(one.entry("f2001")).isNull();
        assertThat(Objects.requireNonNull(one.entry("f2002")).text()).isEqualTo("C.");
        assertThat(one.entry("f2002")).isEqualTo(other.entry("f2002"));
    }

    @Test
    void foldingAllChangesAnewGivesTheSameBible() {
        List<BibleChanges> all = List.of(
                planted("Who?"),
                noting(List.of("It rains.", "it rains!"), List.of(change("Ole", "comes"))),
                withdrawing("f2001", "it stops"),
                resolved("who"));
        StoryBible once = BOOK;
        StoryBible twice = BOOK;
        for (int chapter = 1; chapter <= all.size(); chapter++) {
            once = once.after(chapter, all.get(chapter - 1));
        }
        for (int chapter = 1; chapter <= all.size(); chapter++) {
            twice = twice.after(chapter, all.get(chapter - 1));
        }

        assertThat(once).isEqualTo(twice);
    }

    /** Otherwise histories made before could not be proved. */
    @Test
    void changesMadeBeforeEntriesHadIdsLeaveTheBibleThatTheyLeftThen() {
        BibleChanges before = old(List.of("The stair is hollow."), List.of());
        StoryBible bible = BOOK.after(1, before).after(2, old(List.of(), List.of("the stair is hollow")));

        assertThat(bible.cluesPlanted()).containsExactly("The stair is hollow.");
        assertThat(bible.cluesResolved()).containsExactly("the stair is hollow");
        assertThat(bible)
                .isEqualTo(StoryBible.ofTexts(
                        bible.characters(),
                        bible.facts(),
                        null,
                        new TreeMap<>(),
                        List.of(),
                        bible.cluesPlanted(),
                        bible.cluesResolved(),
                        List.of(),
                        List.of(),
                        null,
                        PhraseMemory.none()));
    }

    private static BibleEntry clue(StoryBible bible, String id) {
        return Objects.requireNonNull(bible.entry(id));
    }

    private static StoryCharacter person(String name) {
        return new StoryCharacter(name, null, null, null, List.of());
    }

    private static BibleChanges.CharacterChange change(String name, String change) {
        return new BibleChanges.CharacterChange(name, change);
    }

    private static BibleChanges planted(String clue) {
        return new BibleChanges(null, List.of(), List.of(), List.of(), List.of(clue), List.of(), List.of());
    }

    /** Whom a chapter brought up, and whom the author adds later. */
    @ParameterizedTest
    @CsvSource({
        "Tom, Tom Reed",
        "Tom Reed, Tom",
        "tom reed, Tom Reed",
        "Captain Reed, Tom Reed",
        "Reed, Captain Tom Reed",
        "Jos\u00e9, Jose\u0301",
        "Jose, Jos\u00e9",
        "Tom, Tom\u200f",
        "\u5c0f\u96e8, \u6797\u5c0f\u96e8"
    })
    void aPersonWhomTheAuthorAddsUnderAnotherFormOfTheNameIsNotDoubled(String broughtUp, String byAuthor) {
        StoryBible before =
                BOOK.after(2, noting(List.of(), List.of(new BibleChanges.CharacterChange(broughtUp, "arrives"))));
        List<StoryCharacter> added = List.of(ferryman(byAuthor));

        StoryBible grown = before.with(added, List.of());

        assertThat(grown.characters())
                .hasSize(3)
                .last()
                .isEqualTo(ferryman(broughtUp).with(List.of("arrives")));
        assertThat(grown.with(added, List.of())).isEqualTo(grown);
    }

    @ParameterizedTest
    @CsvSource({"Tom, Tim Reed", "Tom, Tom Reed's brother", "Tom Reed, Anna Reed", "Mr Reed, Mrs Reed"})
    void somebodyElseIsAPersonOfTheirOwn(String broughtUp, String byAuthor) {
        StoryBible before =
                BOOK.after(2, noting(List.of(), List.of(new BibleChanges.CharacterChange(broughtUp, "arrives"))));

        assertThat(before.with(List.of(ferryman(byAuthor)), List.of()).characters())
                .extracting(StoryCharacter::name)
                .endsWith(broughtUp, byAuthor)
                .hasSize(4);
    }

    @Test
    void twoWhomTheAuthorTellsApartStayTwoAndNobodyIsDescribedTwice() {
        StoryBible before =
                BOOK.after(2, noting(List.of(), List.of(new BibleChanges.CharacterChange("Tom", "arrives"))));
        List<StoryCharacter> reed = List.of(ferryman("Tom Reed"));
        List<StoryCharacter> both =
                List.of(ferryman("Tom Reed"), new StoryCharacter("Tom Berg", "a pilot", null, null, List.of()));

        for (StoryBible grown : List.of(
                before.with(both, List.of()),
                before.with(reed, List.of()).with(both, List.of()),
                before.with(reed, List.of()).with(both, List.of()).with(both, List.of()))) {
            assertThat(grown.characters())
                    .extracting(each -> each.name() + ", " + each.role())
                    .endsWith("Tom, the ferryman", "Tom Berg, a pilot")
                    .hasSize(4);
        }
    }

    @Test
    void aPersonOfTheBookIsNotAnotherWhomTheAuthorAdds() {
        StoryBible book = StoryBible.initial(
                List.of(new StoryCharacter("Anna", "a girl", null, null, List.of())), List.of(), null);

        assertThat(book.with(List.of(ferryman("Anna Berg")), List.of()).characters())
                .extracting(each -> each.name() + ", " + each.role())
                .containsExactly("Anna, a girl", "Anna Berg, the ferryman");
    }

    @Test
    void whoeverComesLaterADescribedPersonIsNotDoubled() {
        List<StoryCharacter> added = List.of(ferryman("Tom Reed"));
        StoryBible later = BOOK.after(2, noting(List.of(), List.of(new BibleChanges.CharacterChange("Tom", "arrives"))))
                .with(added, List.of())
                .after(3, noting(List.of(), List.of(new BibleChanges.CharacterChange("Reed", "leaves"))));

        assertThat(later.with(added, List.of())).isEqualTo(later);
    }

    private static StoryCharacter ferryman(String name) {
        return new StoryCharacter(name, "the ferryman", null, null, List.of());
    }

    private static BibleChanges resolved(String clue) {
        return new BibleChanges(null, List.of(), List.of(), List.of(), List.of(), List.of(clue), List.of());
    }

    private static BibleChanges noting(List<String> facts, List<BibleChanges.CharacterChange> changes) {
        return new BibleChanges(null, facts, List.of(), changes, List.of(), List.of(), List.of());
    }

    private static BibleChanges withdrawing(String id, @org.jspecify.annotations.Nullable String because) {
        return noting(List.of(), List.of())
                .referring(List.of(), List.of(new BibleChanges.Withdrawal(id, because)), List.of());
    }

    private static BibleChanges old(List<String> planted, List<String> resolved) {
        return new BibleChanges(
                null,
                List.of(),
                List.of(),
                List.of(),
                planted,
                resolved,
                List.of(),
                List.of(),
                null,
                List.of(),
                null,
                BibleChanges.FOLD_BY_EXACT_WORDS,
                PhraseMemory.none(),
                null);
    }
}
