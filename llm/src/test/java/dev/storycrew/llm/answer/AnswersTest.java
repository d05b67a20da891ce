package dev.storycrew.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "{\"title\":\"T\", \"note\": \"{\\\"title\\\":\\\"U\\\"}\"}",
                "{\"title\":\"T\", \"note\": \"“smart” quotes, and a line\nbreak\"}",
                "{ // a comment\n \"title\": \"T\" }",
                "{\n  \"title\" : \"T\" }\n\nNote: { and } are braces.",
                "<think>{\"title\":\"draft\"} or {\"title\":\"other\"}?</think>\n{\"title\":\"T\"}",
                "I weigh this. </think>{\"title\":\"T\"}",
                "{\"title\":\"T\"} As I said: {\"title\":\"T\"}",
                "{\"remark\": 1} {\"title\":\"T\"}",
                "\uFEFF{\"title\":\"T\"}",
                "{{{ {\"title\":\"T\"}"
            })
    void jsonIsReadWithTolerance(String answer) {
        assertThat(find(answer).text("title")).isEqualTo("T");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no object | the answer contains no JSON object",
                "{ } | has none of the fields scenes, title",
                "{\"other\": 1} | has none of the fields scenes, title",
                "{\"title\": \"T\" | is not closed",
                "{\"title\": \"T | is not closed",
                "{\"a\":{\"b\":{\"title\":\"T\"}}} | has none of the fields",
                "{\"a\":[{\"title\":\"T\"}]} | has none of the fields",
                "{\"draft\": {\"title\":\"T\"}, \"final\": {\"title\": | is not closed",
                "{\"title\":\"T\"} or {\"title\":\"U\"} | 2 different JSON objects",
                "{\"title\":\"T\",\"title\":\"U\"} | Duplicate field",
                "{\"title\": T} | not JSON",
                "{“title”: “T”} | no JSON object",
                "<think>{\"title\":\"T\"}</think> I cannot. | no JSON object"
            })
    void whatCannotBeToldIsBroken(String answer, String problem) {
        assertThatThrownBy(() -> find(answer))
                .isInstanceOf(BrokenAnswerException.class)
                .hasMessageContaining(problem);
    }

    /** The quoted one comes first and is incomplete: it is not taken for the answer, and nothing is mixed from both. */
    @Test
    void ofTwoObjectsTheCompleteOneIsMeant() {
        JsonAnswer answer = JsonAnswer.find(
                "The chapter says {\"passed\":true}. {\"passed\":false,\"issues\":[]}",
                Set.of("passed", "issues"),
                Set.of("passed", "issues"));

        assertThat(answer.bool("passed")).isFalse();
    }

    @Test
    void whereNothingIsRequiredAnEmptyObjectIsAnAnswer() {
        assertThat(JsonAnswer.find("```json\n{}\n```", Set.of(), KNOWN).optionalText("title"))
                .isNull();
    }

    @Test
    void aMissingFieldIsNeverInvented() {
        JsonAnswer answer = find("{\"title\":\"T\",\"scenes\":[{\"purpose\":\"p\"}]}");

        assertThatThrownBy(() -> answer.objects("scenes").get(0).integer("scene_number"))
                .hasMessage("scenes[0].scene_number is missing");
        assertThatThrownBy(() -> answer.bool("passed")).hasMessage("passed is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "8 | 8",
                "\"8\" | 8",
                "\" 7.5 \" | 7.5",
                "8.25 | 8.25",
                "-1 | -1",
                "\"eight\" | a must be a number, not 'eight'",
                "\"8/10\" | a must be a number, not '8/10'",
                "\"NaN\" | a must be a number, not 'NaN'",
                "\"8d\" | a must be a number, not '8d'",
                "\"0x8\" | a must be a number, not '0x8'",
                "true | a must be a number",
                "[8] | a must be a number",
                "null | a is missing"
            })
    void numbersInStringsAreForgivenAndWordsAreNot(String value, String expected) {
        JsonAnswer answer = find("{\"title\":\"T\",\"a\":" + value + "}");

        if (expected.startsWith("a ")) {
            assertThatThrownBy(() -> answer.number("a"))
                    .isInstanceOf(BrokenAnswerException.class)
                    .hasMessage(expected);
        } else {
            assertThat(answer.number("a")).isEqualTo(Double.parseDouble(expected));
        }
    }

    @Test
    void wholeNumbersAreWholeAndTextsAreTexts() {
        JsonAnswer answer =
                find("{\"title\":true,\"c\":2.5,\"d\":1e12,\"e\":2.0,\"f\":[\"x\",{}],\"g\":[\"x\",true],\"h\":3}");

        assertThat(answer.integer("e")).isEqualTo(2);
        assertThat(answer.text("h")).isEqualTo("3");
        assertThatThrownBy(() -> answer.integer("c")).hasMessage("c must be a whole number, not 2.5");
        assertThatThrownBy(() -> answer.integer("d")).hasMessageStartingWith("d must be a whole number");
        assertThatThrownBy(() -> answer.text("title")).hasMessage("title must be a string");
        assertThatThrownBy(() -> answer.texts("f")).hasMessage("f must be a list of strings");
        assertThatThrownBy(() -> answer.texts("g")).hasMessage("g must be a list of strings");
    }

    /** Pieces of answers in any order, cut anywhere: read, or broken, and never anything else. */
    @RepeatedTest(300)
    void noAnswerBreaksTheReader(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> pieces = List.of(
                "{",
                "}",
                "[",
                "]",
                "\"",
                "\\",
                ",",
                ":",
                "\"title\"",
                "\"scenes\"",
                "\"T\"",
                "null",
                "true",
                "-1e999",
                "1",
                " ",
                "\n",
                "```json",
                "```",
                "<think>",
                "</think>",
                "// x\n",
                "/*",
                "*/",
                "{\"title\":\"T\"}",
                "“",
                "\u0000",
                "=== SCENE 1 ===",
                "prose",
                "\uD83D",
                "{\"title\":{\"title\":[");
        StringBuilder text = new StringBuilder();
        for (int piece = random.nextInt(60); piece > 0; piece--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        String answer = text.toString();
        readOrBroken(() -> {
            JsonAnswer json = find(answer);
            readOrBroken(() -> json.text("title"));
            readOrBroken(() -> json.texts("title"));
            readOrBroken(() -> json.number("title"));
            readOrBroken(() -> json.integer("title", 0));
            readOrBroken(() -> json.bool("title"));
            readOrBroken(() -> json.object("title"));
            readOrBroken(() -> json.objects("scenes"));
        });
        readOrBroken(() -> SceneTexts.read(answer, new TreeSet<>(Set.of(1))));
    }

    @Test
    void aHugeHeapOfBracesIsRefusedAtOnce() {
        assertThatThrownBy(() -> find("{".repeat(1_000_000))).isInstanceOf(BrokenAnswerException.class);
        assertThatThrownBy(() -> find("{\"a\":".repeat(200_000))).isInstanceOf(BrokenAnswerException.class);
        assertThatThrownBy(() -> find("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)))
                .isInstanceOf(BrokenAnswerException.class);
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
    void whatAModelThoughtBeforeIsNoScene() {
        String answer = "<think>\n=== SCENE 1 ===\nA draft.\n</think>\n=== SCENE 1 ===\nOne.";

        assertThat(SceneTexts.read(answer, new TreeSet<>(List.of(1)))).containsEntry(1, "One.");
    }

    @Test
    void aWantedSceneThatIsMissingEmptyOrThereTwiceIsBroken() {
        TreeSet<Integer> wanted = new TreeSet<>(List.of(1, 2));

        assertThatThrownBy(() -> SceneTexts.read("=== SCENE 1 ===\nOne.", wanted))
                .hasMessageStartingWith("scene 2 is missing");
        assertThatThrownBy(() -> SceneTexts.read("=== SCENE 1 ===\nOne.\n=== SCENE 2 ===\n\n", wanted))
                .hasMessageStartingWith("scene 2 is missing");
        assertThatThrownBy(() -> SceneTexts.read("=== SCENE 1 ===\na\n=== SCENE 1 ===\nb\n=== SCENE 2 ===\nc", wanted))
                .hasMessage("scene 1 is given twice");
    }

    private static JsonAnswer find(String answer) {
        return JsonAnswer.find(answer, Set.of("title"), KNOWN);
    }

    private static void readOrBroken(Runnable reading) {
        try {
            reading.run();
        } catch (BrokenAnswerException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
