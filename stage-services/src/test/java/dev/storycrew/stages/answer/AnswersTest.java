package dev.storycrew.stages.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
    private static final Set<String> KNOWN = Set.of("scenes", "title");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\":\"T\"}",
                "```json\n{\"title\":\"T\",}\n```",
                "Here {it} is: {\"title\":\"T\", \"odd\": [1,],} I hope you like it.",
                "{\"result\": {\"title\":\"T\"}}",
                "{\"title\":\"T\", \"note\": \"a } in a \\\" text\"}",
                "{ // a comment\n \"title\": \"T\" }"
            })
    void jsonIsReadWithTolerance(String answer) {
        assertThat(JsonAnswer.find(answer, KNOWN).text("title")).isEqualTo("T");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no object", "{\"other\": 1}", "{\"title\": \"T\"", "{\"a\":{\"b\":{\"title\":\"T\"}}}x"})
    void whatHoldsNoneOfTheFieldsIsBroken(String answer) {
        // The innermost object of deep nesting is found by itself: only its fields count.
        if (answer.startsWith("{\"a\"")) {
            assertThat(JsonAnswer.find(answer, KNOWN).text("title")).isEqualTo("T");
        } else {
            assertThatThrownBy(() -> JsonAnswer.find(answer, KNOWN)).isInstanceOf(BrokenAnswerException.class);
        }
    }

    @Test
    void aMissingFieldIsNeverInvented() {
        JsonAnswer answer = JsonAnswer.find("{\"scenes\":[{\"purpose\":\"p\"}]}", KNOWN);

        assertThatThrownBy(() -> answer.objects("scenes").get(0).integer("scene_number"))
                .hasMessage("scenes[0].scene_number is missing");
        assertThatThrownBy(() -> answer.bool("passed")).hasMessage("passed is missing");
    }

    @Test
    void numbersInStringsAreForgivenAndWordsAreNot() {
        JsonAnswer answer = JsonAnswer.find("{\"title\":\"T\",\"a\":\"8\",\"b\":\"eight\",\"c\":2.5}", KNOWN);

        assertThat(answer.number("a")).isEqualTo(8);
        assertThatThrownBy(() -> answer.number("b")).hasMessage("b must be a number, not 'eight'");
        assertThatThrownBy(() -> answer.integer("c")).hasMessage("c must be a whole number, not 2.5");
    }

    @Test
    void scenesAreReadFromTheirMarkersAndOnlyTheWantedOnesCount() {
        String answer =
                "Sure!\n```\n=== SCENE 1 ===\nOne.\n\nMore.\n**=== Scene 2 ===**\nTwo.\n=== SCENE 3 ===\nThree.\n```";

        assertThat(SceneTexts.read(answer, new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, "One.\n\nMore.")
                .containsEntry(2, "Two.")
                .hasSize(2);
    }

    @Test
    void aWantedSceneThatIsMissingEmptyOrThereTwiceIsBroken() {
        TreeSet<Integer> wanted = new TreeSet<>(List.of(1, 2));

        assertThatThrownBy(() -> SceneTexts.read("=== SCENE 1 ===\nOne.", wanted))
                .hasMessageStartingWith("scene 2 is missing");
        assertThatThrownBy(() -> SceneTexts.read("=== SCENE 1 ===\nOne.\n=== SCENE 2 ===\n\n", wanted))
                .hasMessageStartingWith("scene 2 is missing");
        assertThatThrownBy(() -> SceneTexts.read("=== SCENE 1 ===\na\n=== SCENE 1 ===\nb\n=== SCENE 2 ===\nc", wanted))
                .hasMessage("scene 1 is there twice");
    }
}
