package dev.storycrew.stages.bible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.stages.Schemas;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesAnswerTest {
    private static final TruthGuard GUARD = new TruthGuard(StoryBible.initial(
            List.of(new StoryCharacter("Edda Corrow", null, null, null, List.of())),
            List.of(),
            new TruthCard(Map.of("culprit", "Edda Corrow", "method", "arsenic in the thermometer"))));

    @Test
    void theSchemaIsStrictAndThePromptShowsIt() {
        Schemas.assertStrict(ChangesAnswer.FORMAT);
        Schemas.assertPromptShows(ChangesAnswer.FORMAT, "bible.task");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "```json\n{ }\n```",
                "{\"summary\":\"\",\"new_facts\":[],\"timeline\":null}",
                "{\"bible\":{}}"
            })
    void nothingNewIsAnAnswer(String answer) {
        assertThat(ChangesAnswer.read(answer, GUARD))
                .isEqualTo(new BibleChanges(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nothing new", "{\"facts\":[\"x\"]}", "{\"summary\":[]}", "{\"timeline\":[{\"characters\":[]}]}"
            })
    void whatCannotBeReadIsBroken(String answer) {
        assertThatThrownBy(() -> ChangesAnswer.read(answer, GUARD)).isInstanceOf(BrokenAnswerException.class);
    }

    @Test
    void whatTheChapterEndsAndRestsOnIsRead() {
        BibleChanges changes = ChangesAnswer.read("""
                {"withdrawn":[{"id":"f3","because":"it was lit"},{"id":"f4"},"f5",{"because":null}],"relied_on":["f7"],
                "clues_resolved":["c1001"]}""", GUARD);

        assertThat(changes.withdrawn())
                .containsExactly(
                        new BibleChanges.Withdrawal("f3", "it was lit"),
                        new BibleChanges.Withdrawal("f4", null),
                        new BibleChanges.Withdrawal("f5", null),
                        new BibleChanges.Withdrawal("", null));
        assertThat(changes.reliedOn()).containsExactly("f7");
        assertThat(changes.cluesResolved()).containsExactly("c1001");
        assertThat(ChangesAnswer.read("{\"relied_on\":[]}", GUARD).reliedOn()).isEmpty();
        assertThat(ChangesAnswer.read("{\"relied_on\":null,\"summary\":\"s\"}", GUARD)
                        .reliedOn())
                .isNull();
    }

    @Test
    void whatIsNamedMayBeAnObjectWithAnIdOrWords() {
        BibleChanges changes = ChangesAnswer.read(
                "{\"clues_resolved\":[{\"id\":\"c1001\",\"how\":\"she fell\"},{\"clue\":\"Who rang?\"},\"c3\"],"
                        + "\"relied_on\":[{\"id\":\"f7\"}]}",
                GUARD);

        assertThat(changes.cluesResolved()).containsExactly("c1001", "Who rang?", "c3");
        assertThat(changes.reliedOn()).containsExactly("f7");
    }

    @Test
    void aReasonThatGivesTheTruthAwayIsLeftOut() {
        assertThat(ChangesAnswer.read("{\"withdrawn\":[{\"id\":\"f3\",\"because\":\"the arsenic is found\"}]}", GUARD)
                        .withdrawn())
                .containsExactly(new BibleChanges.Withdrawal("f3", null));
    }

    /** Name and change are harmless apart and the solution together. */
    @Test
    void nothingOfTheTruthIsWrittenDown() {
        BibleChanges changes = ChangesAnswer.read("""
                {"summary":"Mara comes home. The arsenic is found.","new_facts":["The thermometer is broken.","It rains."],
                "timeline":[{"event":"The culprit leaves.","characters":["Edda Corrow"]},{"event":"Tea.","characters":["Edda Corrow"]},
                {"event":"Arsenic is bought.","characters":[]}],
                "character_changes":[{"name":"Edda Corrow","change":"is known to be guilty"},{"name":"Edda Corrow","change":"is tired"}],
                "clues_planted":["a smell of arsenic"],"clues_resolved":["thermometers"],"imagery":["rain","mercury, and arsenic"]}""", GUARD);

        assertThat(changes.toString()).doesNotContainIgnoringCase("arsenic", "thermometer", "culprit", "guilty");
        assertThat(changes.summary()).isEqualTo("Mara comes home.");
        assertThat(changes.newFacts()).containsExactly("It rains.");
        assertThat(changes.timeline()).extracting(BibleChanges.Event::event).containsExactly("Tea.");
        assertThat(changes.characterChanges())
                .extracting(BibleChanges.CharacterChange::change)
                .containsExactly("is tired");
        assertThat(changes.imagery()).containsExactly("rain");
    }
}
