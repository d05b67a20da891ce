package dev.storycrew.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BibleReferencesTest {
    /** f1 and f2 stand, f3 has been withdrawn; c1001 is open, c1002 resolved. */
    private static final StoryBible BEFORE = StoryBible.initial(
                    List.of(person("Ida Marsh"), person("Tom Marsh")),
                    List.of("The lamp is dark.", "Ida rows.", "The door is shut."),
                    null)
            .after(
                    1,
                    new BibleChanges(
                            null,
                            List.of(),
                            List.of(new BibleChanges.Event("Rain.", List.of())),
                            List.of(new BibleChanges.CharacterChange("Ida", "is tired")),
                            List.of("Who rang?", "Who wrote?"),
                            List.of("Who wrote?"),
                            List.of("salt")))
            .after(2, answer(List.of(), List.of(withdrawal("f3")), List.of()));

    @Test
    void whatExistsIsTakenInWhicheverFormAModelNamesIt() {
        BibleReferences.Checked checked = check(
                List.of("who rang", "[c1001]"),
                List.of(withdrawal("[F1]"), withdrawal("p1001")),
                List.of("f2", "c1002."));

        assertThat(checked.warnings()).isEmpty();
        assertThat(checked.changes().cluesResolved()).containsExactly("c1001");
        assertThat(checked.changes().withdrawn())
                .extracting(BibleChanges.Withdrawal::id)
                .containsExactly("f1", "p1001");
        assertThat(checked.changes().reliedOn()).containsExactly("f2", "c1002");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "“The third stair is hollow”",
                "c1001: The third stair is hollow.",
                "The third stair is hollow (c1001)",
                "clue c1001 is resolved",
                "The clue that the third stair is hollow: Ida finds the letter there.",
                "third stair is hollow",
                "The third stair was hollow"
            })
    void aClueIsKnownInOtherWordsThanItsOwn(String said) {
        StoryBible before = planted("The third stair is hollow.", "The second stair is hollow.");

        assertThat(resolved(before, said).cluesResolved()).containsExactly("c1001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"第三级台阶是空的", "“第三级台阶是空的。”已经揭晓", "c1001：第三级台阶是空的", "线索c1001已解开"})
    void aClueInCharactersIsToo(String said) {
        assertThat(resolved(planted("第三级台阶是空的。", "钟停在九点。"), said).cluesResolved())
                .containsExactly("c1001");
    }

    @Test
    void aClueOfWhichNobodyCanSayWhichIsNotGuessed() {
        StoryBible before = planted("The third stair is hollow.", "The third stair is hollow and painted.");

        assertThat(resolved(before, "The third stair is hollow and painted, and Ida knows.")
                        .cluesResolved())
                .containsExactly("The third stair is hollow and painted, and Ida knows.");
        assertThat(resolved(before, "Not the fourth stair").cluesResolved()).containsExactly("Not the fourth stair");
    }

    @Test
    void aClueThatIsResolvedAlreadyIsNotInventedAgainInOtherWords() {
        StoryBible before =
                planted("The third stair is hollow.").after(2, answer(List.of("c1001"), List.of(), List.of()));

        assertThat(resolved(before, "c1001: the third stair was hollow").cluesResolved())
                .isEmpty();
        assertThat(resolved(before, "The third stair was hollow").cluesResolved())
                .isEmpty();
    }

    @Test
    void anInventedIdBeforeWordsIsLeftOutAndTold() {
        BibleReferences.Checked checked = check(List.of("c77: who rang the bell?"), List.of(), List.of());

        assertThat(checked.changes().cluesResolved()).isEmpty();
        assertThat(checked.warnings())
                .containsExactly("The bible keeper resolves clues that do not exist, which was ignored: c77");
    }

    private static StoryBible planted(String... clues) {
        return StoryBible.initial(List.of(person("Ida Marsh")), List.of(), null)
                .after(
                        1,
                        new BibleChanges(null, List.of(), List.of(), List.of(), List.of(clues), List.of(), List.of()));
    }

    private static BibleChanges resolved(StoryBible before, String said) {
        return BibleReferences.check(answer(List.of(said), List.of(), List.of()), before)
                .changes();
    }

    @Test
    void whatDoesNotExistIsLeftOutAndTold() {
        BibleReferences.Checked checked = check(List.of("c77", "f1"), List.of(withdrawal("f99")), List.of("f2", "t88"));

        assertThat(checked.changes().cluesResolved()).isEmpty();
        assertThat(checked.changes().withdrawn()).isEmpty();
        assertThat(checked.changes().reliedOn()).containsExactly("f2");
        assertThat(checked.warnings())
                .containsExactly(
                        "The bible keeper withdraws entries that do not exist, which was ignored: f99",
                        "The bible keeper resolves clues that do not exist, which was ignored: c77, f1",
                        "The bible keeper relies on entries that do not exist, which was ignored: t88");
        assertThat(BEFORE.after(3, checked.changes())).isEqualTo(BEFORE);
    }

    @Test
    void whatCannotEndOrHasEndedIsNotWithdrawnAndTold() {
        BibleReferences.Checked checked = check(
                List.of(),
                List.of(withdrawal("t1001"), withdrawal("c1001"), withdrawal("i1001"), withdrawal("f3")),
                List.of("f3"));

        assertThat(checked.changes().withdrawn()).isEmpty();
        assertThat(checked.changes().reliedOn()).isEmpty();
        assertThat(checked.warnings())
                .hasSize(3)
                .anySatisfy(
                        told -> assertThat(told).contains("cannot be withdrawn").endsWith(": t1001, c1001, i1001"))
                .anySatisfy(told -> assertThat(told)
                        .contains("withdraws", "earlier chapter")
                        .endsWith(": f3"))
                .anySatisfy(told -> assertThat(told)
                        .contains("relies on", "earlier chapter")
                        .endsWith(": f3"));
    }

    /** A model that always withdraws what does not exist. */
    @Test
    void aThousandFaultsAreOneBoundedWarningWithoutTheModelsWords() {
        BibleReferences.Checked checked = check(
                List.of(),
                IntStream.range(0, 1000)
                        .mapToObj(number -> withdrawal(number % 2 == 0 ? "f" + (5000 + number) : "a secret " + number))
                        .toList(),
                List.of());

        assertThat(checked.warnings())
                .containsExactly("The bible keeper withdraws entries that do not exist, which was ignored: f5000,"
                        + " something that is no id, f5002, f5004, f5006 and 496 more");
    }

    @Test
    void aResolvedClueThatIsResolvedAgainIsNoFault() {
        BibleReferences.Checked checked = check(List.of("c1002", "WHO WROTE"), List.of(), List.of());

        assertThat(checked.warnings()).isEmpty();
        assertThat(BEFORE.after(3, checked.changes())).isEqualTo(BEFORE);
    }

    @Test
    void idsThatAModelRepeatsAreNoPartOfWhatIsTrue() {
        BibleChanges changes = BibleReferences.check(
                        new BibleChanges(
                                null,
                                List.of("[f1] The lamp is dark.", "[f9001] The bell is cracked.", "[f2]"),
                                List.of(new BibleChanges.Event("[t1001] Rain again.", List.of())),
                                List.of(new BibleChanges.CharacterChange("Ida", "[p1001] is awake")),
                                List.of("(c1001) Who rang?"),
                                List.of(),
                                List.of("[i1001] salt")),
                        BEFORE)
                .changes();

        assertThat(changes.newFacts()).containsExactly("The lamp is dark.", "The bell is cracked.");
        StoryBible after = BEFORE.after(3, changes);
        assertThat(after.entries())
                .noneSatisfy(entry -> assertThat(entry.text()).containsAnyOf("[", "("));
        assertThat(after.facts()).containsExactly("The lamp is dark.", "Ida rows.", "The bell is cracked.");
        assertThat(after.cluesPlanted()).containsExactly("Who rang?");
    }

    @Test
    void aKeeperThatDoesNotSayWhatTheChapterRestsOnIsNotTakenToSayNothing() {
        assertThat(check(List.of(), List.of(), null).changes().reliedOn()).isNull();
        assertThat(check(List.of(), List.of(), List.of()).changes().reliedOn()).isEmpty();
    }

    @Test
    void aChangeOfWhoMayBeTwoPeopleIsToldWithoutTheName() {
        BibleChanges answered = new BibleChanges(
                null,
                List.of(),
                List.of(),
                List.of(new BibleChanges.CharacterChange("Marsh", "sings")),
                List.of(),
                List.of(),
                List.of());

        assertThat(BibleReferences.check(answered, BEFORE).warnings())
                .singleElement()
                .asString()
                .contains("1 change")
                .doesNotContain("Marsh");
    }

    private static BibleReferences.Checked check(
            List<String> resolved, List<BibleChanges.Withdrawal> withdrawn, @Nullable List<String> reliedOn) {
        return BibleReferences.check(answer(resolved, withdrawn, reliedOn), BEFORE);
    }

    private static BibleChanges answer(
            List<String> resolved, List<BibleChanges.Withdrawal> withdrawn, @Nullable List<String> reliedOn) {
        return new BibleChanges(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of())
                .referring(resolved, withdrawn, reliedOn);
    }

    private static BibleChanges.Withdrawal withdrawal(String id) {
        return new BibleChanges.Withdrawal(id, "so");
    }

    private static StoryCharacter person(String name) {
        return new StoryCharacter(name, null, null, null, List.of());
    }
}
