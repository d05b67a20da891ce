package dev.storycrew.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
                "Either {\"title\":\"draft\"} = `a` or {\"title\":\"other\"}?\n</think>\n{\"title\":\"T\"}",
                "It begins with {\"title\": and then</thinking>{\"title\":\"T\"}",
                "<think>a</think><think>b {</think>{\"title\":\"T\"}",
                "Sure.\n<think>{\"title\":\"draft\"}</think>\n{\"title\":\"T\"}",
                "[THINK]{\"title\":\"draft\"}[/THINK]{\"title\":\"T\"}",
                "◁think▷{\"title\":\"draft\"}◁/think▷{\"title\":\"T\"}",
                "<|channel|>analysis<|message|>{\"title\":\"x\"}<|end|><|start|>assistant<|channel|>final"
                        + "<|message|>{\"title\":\"T\"}",
                "{\"title\":\"T\",\"note\":\"it says </think> here\"}",
                "{\"title\":\"U\"} On reflection: {\"title\":\"T\"}",
                "{\"title\":\"T\"} {\"title\":\"U\"} {\"title\":\"T\"}",
                "{\"title\":\"T\"} I could add {\"title\":",
                "[{\"title\":\"U\"}, {\"title\":\"T\"}]",
                "{\"title\":\"T\"} As I said: {\"title\":\"T\"}",
                "{\"remark\": 1} {\"title\":\"T\"}",
                "\uFEFF{\"title\":\"T\"}",
                "{{{ {\"title\":\"T\"}",
                "I begin: {\"title\":{\"a\":8,\n\nLet me restart.\n{\"title\":\"T\"}",
                "I begin: {\"title\":\"U\", let me restart: {\"title\":\"T\"}",
                "{\"title\":8,\n{\"title\":\"T\"}",
                "{\"title\":\"U\", \"scenes\": [{\"title\":\"V\"}, {\"title\":\n```\n```json\n{\"title\":\"T\"}\n```",
                "{\"title\":\"U\"}\nThe issue \"{\"quote\" stays.\n{\"title\":\"T\"}",
                "{\"title\":\"U\"}\nThe issue {\"quote stays.\n{\"title\":\"T\"}",
                "{\"title\":\"U\"}\nThe issue {\"quote\" stays.\n{\"title\":\"T\"}\nSo {be} it.}",
                "{\"title\":\"U\"}\nThe {\"a\" and the {\"b\" stay.\n{\"result\":{\"title\":\"T\"}}",
                "It begins with {\"title\": and {\"title\" then</think>Or {\"title\" and so\n{\"title\":\"T\"}"
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
                "{\"title\":\"T\",\"title\":\"U\"} | Duplicate field",
                "{\"draft\": {\"title\":\"T\"}, \"final\": {\"title\":\"U\"} | is not closed",
                "{\"scenes\": [{\"title\":\"T\"}, {\"title\":\"U\"} | is not closed",
                "{\"scenes\" : [ {\"title\":\"T\"} , {\"title\":\"U\"}, {\"ti | is not closed",
                "{\"title\": T, \"final\": {\"title\":\"U\"}} | not JSON",
                "{\"title\":\"U\",\"title\":\"V\", \"final\": {\"title\":\"T\"}} | Duplicate field",
                "{\"note\":\"it says \"{\"title\":\"T\"}\" here\", \"title\":\"U\"} | not JSON",
                "{\"title\": and {\"other\":1} | is not closed",
                "{\"title\": T} | not JSON",
                "{“title”: “T”} | no JSON object",
                "<think>{\"title\":\"T\"}</think> I cannot. | no JSON object",
                "{\"title\":\"T\"} it is then.</think> I cannot. | no JSON object"
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
    void whereNothingIsRequiredOnlyAnObjectThatBeginsALineIsReadBehindABrokenOne() {
        String broken = "I begin: {\"title\":\"U\",\"scenes\":[";

        for (String indent : List.of("", "  ", "\t")) {
            assertThat(JsonAnswer.find(broken + "\n\nAgain.\n" + indent + "{\"title\":\"T\"}", Set.of(), KNOWN)
                            .text("title"))
                    .isEqualTo("T");
        }
        for (String part :
                List.of("\n{\"title\":\"T\"}", "1,2 or {\"title\":\"T\"}", "{},\n{\"title\":\"T\"}", "\n{}")) {
            assertThatThrownBy(() -> JsonAnswer.find(broken + part, Set.of(), KNOWN))
                    .hasMessage("the JSON object is not closed");
        }
    }

    @Test
    void fiftyBrokenObjectsHideNothingAndMoreThatAreNotClosedDo() {
        assertThat(find("Or {\"a\" b ".repeat(50) + "\n{\"title\":\"T\"}").text("title"))
                .isEqualTo("T");
        assertThat(find("Or {\"a\" b} ".repeat(500) + "\n{\"title\":\"T\"}").text("title"))
                .isEqualTo("T");
        assertThatThrownBy(() -> find("Or {\"a\" b ".repeat(51) + "\n{\"title\":\"T\"}"))
                .hasMessage("the JSON object is not closed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Or {\"a\" b ", "{\"a\" {\"b\"} ", "{\"a\":", "{\"", "{ \"a\"   :   ", "{\"a\" b}", "{}, {\"a\""
            })
    void aHeapOfBrokenObjectsIsRefusedAtOnce(String broken) {
        String answer = broken.repeat(800_000 / broken.length());

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> find(answer)).isInstanceOf(BrokenAnswerException.class));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "### Scene 1",
                "## Scene 1: Salt",
                "# SCENE 1",
                "**Scene 1**",
                "**Scene 1 – The stair**",
                "***Scene 1:***",
                "__Scene 1__",
                "Scene 1",
                "Scene 1:",
                "SCENE ONE",
                "Scene I.",
                "[Scene 1]",
                "--- Scene 1 ---",
                "<scene 1>",
                "== Scene 1",
                "### Scene #1",
                "=== SZENE 1 ===",
                "### Szene 1: Salz",
                "**Scène 1**",
                "## Escena 1",
                "Cena 1",
                "## Сцена 1. Соль",
                "### 场景一",
                "**场景1：雨夜**",
                "【第一场】",
                "第1场",
                "＝＝＝ 场景 １ ＝＝＝",
                "第一幕 ：",
                "## 第一场 雨夜",
                "## 第一场　雨夜",
                "##第一场 雨夜",
                "＃＃ 第一场 雨夜",
                "## 第一场·雨夜",
                "## 第一场《雨夜》",
                "**第一场 雨夜**",
                "### Scene 1 The Cellar",
                "### Scene 1 “Who goes there?”",
                "### **Scene 1** The Cellar",
                "### Scene ONE The Cellar",
                "**Scene 1 The Cellar**",
                "**Scene 1 *The* Cellar**:",
                "***Scene 1 The Cellar***",
                "__Scene 1 The Cellar__",
                "> ### Scene 1 The Cellar",
                "### Scene 1: After 6",
                "### Scene 1. Keep",
                "### Scene 1 - Keep",
                "### Scene 1 (After 6)",
                "**Scene 1: Paragraph 4**",
                "## シーン1",
                "장면 1"
            })
    void aSceneMayFollowAHeadingOfAnyLanguage(String mark) {
        String second = mark.replaceFirst("1|１", "2")
                .replace("ONE", "TWO")
                .replace("Scene I.", "Scene II.")
                .replace("一", "二");
        String answer = "Here they are.\n\n" + mark + "\n\nOne. Scene 3 was worst.\n\n" + second + "\nTwo.";

        assertThat(SceneTexts.read(answer, new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, "One. Scene 3 was worst.")
                .containsEntry(2, "Two.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Scene 2 was the worst, she thought.",
                "Scene 2: he came in and sat down.",
                "Scenery 2",
                "第二场雨下了三天。",
                "Seen 2",
                "Scene by scene.",
                "Scene 2 The Cellar",
                "**Scene 2** was the worst, she thought.",
                "**Scene 2 was** the **worst**",
                "*Scene 2 was the worst.*",
                "- Scene 2 was the worst.",
                "[Scene 2 was the worst.]"
            })
    void aSentenceIsNoMark(String sentence) {
        String answer = "### Scene 1\nOne.\n" + sentence + "\n### Scene 2\nTwo.";

        assertThat(SceneTexts.read(answer, new TreeSet<>(List.of(1, 2)))).containsEntry(1, "One.\n" + sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "### Scene 1\n**Scene 1: The Cellar**\nText.\n### Scene 2\nTwo.",
                "### Scene 1\n\n \n**Scene 1: The Cellar**\nText.\n### Scene 2\nTwo.",
                "# 第一场\n\n**第一场：雨夜**\nText.\n# 第二场\n**第二场：雪**\nTwo.",
                "=== SCENE 1 ===\n```\n=== SCENE 1 ===\nText.\n```\n=== SCENE 2 ===\nTwo.",
                "## Scene 1\n## Scene 1\n## Scene 1\nText.\n## Scene 2\nTwo."
            })
    void aSceneMarkedTwiceWithNothingBetweenIsOneScene(String answer) {
        assertThat(SceneTexts.read(answer, new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, "Text.")
                .containsEntry(2, "Two.");
    }

    /** Each of these could be a sentence, or a part of one; all of them together are not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Scene 1: The Cellar | Scene 2: The Stair",
                "Scene 1 - The Cellar | Scene 2 - Who goes there?",
                "Scene 1 | Scene 2: The Stair",
                "Scene 1/2 | Scene 2/2",
                "Scene 1 of 2 | Scene 2 of 2",
                "SCENE_1 | SCENE_2",
                "=== SCENE_1 === | === SCENE_2 ===",
                "SCENE: 1 | SCENE: 2",
                "Scene number 1 | Scene number 2",
                "<scene number=\"1\"> | <scene number=\"2\">",
                "<scene id='1'> | </scene>⏎<scene id='2'>",
                "<h2>Scene 1</h2> | <h2>Scene 2</h2>",
                "<!-- SCENE 1 --> | <!-- SCENE 2 -->",
                "`=== SCENE 1 ===` | `=== SCENE 2 ===`",
                "```scene 1 | ```⏎```scene 2",
                "• Scene 1 | • Scene 2",
                "🎬 Scene 1 | 🎬 Scene 2",
                "::: Scene 1 ::: | ::: Scene 2 :::",
                "First scene | Second scene",
                "## The first scene | ## The second scene",
                "Chapter 1, Scene 1 | Chapter 1, Scene 2",
                "## Chapter 4 - Scene 1 | ## Chapter 4 - Scene 2",
                "Revised Scene 1: | Revised Scene 2:",
                "Part 1 | Part 2",
                "## 1 | ## 2",
                "1. | 2.",
                "### 1. The Cellar | ### 2. The Stair",
                "场景一：雨夜 | 场景二：雪",
                "第1场：雨夜 | 第2场：雪",
                "第一场 雨夜 | 第二场 雪",
                "场景（1） | 场景（2）"
            })
    void aSceneMayFollowWhatIsAMarkForAllOfThem(String first, String second) {
        String answer =
                "Here they are.\n\n" + opened(first) + "\n\nOne. Scene 3 was worst.\n\n" + opened(second) + "\nTwo.";

        assertThat(SceneTexts.read(answer, new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, "One. Scene 3 was worst.")
                .containsEntry(2, "Two.");
    }

    private static String opened(String mark) {
        return mark.replace('⏎', '\n');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Scene 1: The Cellar\nOne.\nScene 1: The Stair\nTwo.",
                "Scene 2: The Cellar\nOne.\nScene 1: The Stair\nTwo.",
                "Scene 1: he came in and sat down.\nOne.\nScene 2: he left.\nTwo.",
                "1. eggs\n2. milk",
                "Scene 1 was the worst\nOne.\nScene 2 was better\nTwo."
            })
    void whatMayBeSentencesOrDoesNotAscendIsNoMark(String answer) {
        assertThatThrownBy(() -> SceneTexts.read(answer, new TreeSet<>(List.of(1, 2))))
                .hasMessageStartingWith("scene ");
    }

    /** What stands before the first scene is lost, so it must not be one. */
    @Test
    void aLongTextBeforeLooseMarksIsNoIntroduction() {
        String answer = "It rained. ".repeat(40) + "\nScene 1: The Cellar\nOne.\nScene 2: The Stair\nTwo.";

        assertThatThrownBy(() -> SceneTexts.read(answer, new TreeSet<>(List.of(1, 2))))
                .hasMessageStartingWith("scene 1 is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=== END SCENE 1 ===",
                "=== END OF SCENE 1 ===",
                "=== SCENE 1 END ===",
                "</scene>",
                "[End of scene]",
                "=== 第1场 完 ==="
            })
    void aLineThatEndsASceneIsNoPartOfIt(String end) {
        assertThat(SceneTexts.read(
                        "=== SCENE 1 ===\nOne.\n" + end + "\n=== SCENE 2 ===\nTwo.\n" + end.replace("1", "2"),
                        new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, "One.")
                .containsEntry(2, "Two.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reports\":[%s,%s]}",
                "{\"first\":%s,\"final\":%s}",
                "{\"result\":{\"draft\":%s,\"report\":%s}}",
                "[%s,%s]",
                "```json\n%s\n```\nOn reflection:\n```json\n%s\n```",
                "%s\nOn reflection:\n```json\n%s\n```\nAnd then {\"passed\":"
            })
    void ofSeveralReportsInOneAnswerTheLastWholeOneCounts(String form) {
        Set<String> fields = Set.of("passed", "issues");

        JsonAnswer answer = JsonAnswer.find(
                form.formatted("{\"passed\":false,\"issues\":[{}]}", "{\"passed\":true,\"issues\":[]}"),
                fields,
                fields);

        assertThat(answer.bool("passed")).isTrue();
    }

    @Test
    void whereASceneHasItsMarkAHeadingBelowItIsText() {
        String answer = "=== SCENE 1 ===\n### Scene 1\nOne.\n### Scene 2\n=== SCENE 2 ===\nTwo.";

        assertThat(SceneTexts.read(answer, new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, "### Scene 1\nOne.\n### Scene 2")
                .containsEntry(2, "Two.");
    }

    @Test
    void marksOfBothFormsAreReadSideBySide() {
        assertThat(SceneTexts.read(
                        "=== SCENE 1 ===\nOne.\n### Scene 2\nTwo.\n**Scene 3**\nThree.", new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, "One.")
                .containsEntry(2, "Two.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I begin = with\n=== SCENE 1 ===\nA draft `a`.\n</think>\n=== SCENE 1 ===\nOne.",
                "### Scene 1\nA draft.</thinking>\n### Scene 1\nOne.",
                "Well.</think>=== SCENE 1 ===\nOne.",
                "Sure.\n<think>\n=== SCENE 1 ===\nA draft.\n</think>\n\n=== SCENE 1 ===\nOne.",
                "[THINK]\n=== SCENE 1 ===\nA draft.\n[/THINK]\n=== SCENE 1 ===\nOne.",
                "=== SCENE 1 ===\n<thought>Run.</thought>\nA draft.\n</think>\n=== SCENE 1 ===\nOne.",
                "<think>\n=== SCENE 1 ===\n<think>Run.</think>\nA draft.\n</think>\n=== SCENE 1 ===\nOne.",
                "=== SCENE 1 ===\nA draft.\n</think>\n=== SCENE 1 ===\nOne.\n=== SCENE 2 ===\nA </think> quoted."
            })
    void aThoughtWithoutItsOpeningMarkIsNoScene(String answer) {
        assertThat(SceneTexts.read(answer, new TreeSet<>(List.of(1)))).containsEntry(1, "One.");
    }

    @Test
    void aMarkOfThoughtThatTheStoryQuotesIsText() {
        assertThat(SceneTexts.read(
                        "=== SCENE 1 ===\nHe typed </think> and left.\n=== SCENE 2 ===\nTwo.",
                        new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, "He typed </think> and left.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "She heard:\n<thought>Run.</thought>\nShe ran.",
                "<thought>Run.</thought>",
                "<think>\nRun.\n</think>\nShe ran.",
                "<Thinking>Run.</THINKING>\n<thought>Now!</thought>\nShe ran.",
                "<think>Run <think>now</think></think>\nShe ran.",
                "<reflection>Run.</reflection >\nShe ran.",
                "[THINK]Run.[/THINK]\nShe ran.",
                "◁think▷Run.◁/think▷\nShe ran."
            })
    void aThoughtThatBeginsAndEndsInTheStoryIsText(String story) {
        assertThat(SceneTexts.read(
                        "=== SCENE 1 ===\n" + story + "\n=== SCENE 2 ===\n" + story, new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, story)
                .containsEntry(2, story);
        assertThat(SceneTexts.read(
                        "A plan.</think>\n### Scene 1\n" + story + "\n### Scene 2\nTwo.", new TreeSet<>(List.of(1, 2))))
                .containsEntry(1, story);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"</think>", "<think>", "<think>a</think>", "=== SCENE 2 ===\n<think></think>\n", "[THINK] "})
    void aHeapOfThoughtsIsReadAtOnce(String thought) {
        String answer = thought.repeat(800_000 / thought.length());

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> SceneTexts.read(answer, new TreeSet<>(List.of(1))))
                        .hasMessageStartingWith("scene 1 is missing"));
    }

    @Test
    void hostileLinesAreReadAtOnce() {
        String line = "#*_= -".repeat(100_000);

        assertThatThrownBy(
                        () -> SceneTexts.read(line + "\n" + "# ".repeat(70) + "\n" + line, new TreeSet<>(List.of(1))))
                .hasMessageStartingWith("scene 1 is missing");
        assertThatThrownBy(() -> find("</think>".repeat(100_000))).hasMessageContaining("no JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=== SCENE 1 a%sx ===", "=== SCENE 1 %sx", "=== SCENE 1%s===", "%s=== SCENE 1 ===a"})
    void anEndlessMarkIsProseAndReadAtOnce(String mark) {
        for (String filler : List.of("*", " ", ".", "* ", "- ")) {
            String line = String.format(Locale.ROOT, mark, filler.repeat(400_000 / filler.length()));

            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                assertThat(SceneTexts.isMarker(line)).isFalse();
                assertThatThrownBy(() -> SceneTexts.read(line + "\nOne.", new TreeSet<>(List.of(1))))
                        .hasMessageStartingWith("scene 1 is missing");
            });
        }
    }

    @Test
    void aMarkLongerThanALineOfProseIsNoMark() {
        assertThat(SceneTexts.isMarker("=== SCENE 1 " + "a".repeat(200) + " ==="))
                .isFalse();
        assertThat(SceneTexts.isMarker("=== SCENE 1 ===" + " ".repeat(200))).isTrue();
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
