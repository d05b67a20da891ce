package dev.storycrew.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.story.Paragraphs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that change a text in passages. */
class PassagesTest {
    private static final String TEXT = "One.\n\nTwo.\n\nThree.\n\nFour.";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            === SCENE 1 PARAGRAPHS 2-3 ===;New.         | One.;;New.;;Four.
            === SCENE 1 PARAGRAPH 2 ===;New.;;And more. | One.;;New.;;And more.;;Three.;;Four.
            === SCENE 1 PARAGRAPHS 1-1 ===;New.         | New.;;Two.;;Three.;;Four.
            === SCENE 1 PARAGRAPHS 4 ===;New.           | One.;;Two.;;Three.;;New.
            === SCENE 1 PARAGRAPHS 2-3 ===              | One.;;Four.
            === SCENE 1 PARAGRAPH 1 ===                 | Two.;;Three.;;Four.
            === SCENE 1 PARAGRAPH 4 ===                 | One.;;Two.;;Three.
            === SCENE 1 AFTER 0 ===;New.                | New.;;One.;;Two.;;Three.;;Four.
            === SCENE 1 AFTER 2 ===;New.                | One.;;Two.;;New.;;Three.;;Four.
            === SCENE 1 AFTER 4 ===;New.                | One.;;Two.;;Three.;;Four.;;New.
            === scene 1 paragraphs  2 - 3 ===;New.      | One.;;New.;;Four.
            ** === Scene 1: Paragraphs 2–3 === **;New.  | One.;;New.;;Four.
            == SCENE 1 (after paragraph 2) ==;New.      | One.;;Two.;;New.;;Three.;;Four.
            === SCENE 1 KEEP ===                        | One.;;Two.;;Three.;;Four.
            === scene 1: keep ===                       | One.;;Two.;;Three.;;Four.
            === SCENE 1 PARAGRAPH 1 ===;A.;=== SCENE 1 AFTER 1 ===;B.;=== SCENE 1 PARAGRAPHS 3-4 ===;C. | A.;;B.;;Two.;;C.
            === SCENE 1 AFTER 0 ===;A.;=== SCENE 1 PARAGRAPH 1 ===;B. | A.;;B.;;Two.;;Three.;;Four.
            === SCENE 1: Keep Watch ===;Whole.          | Whole.
            === SCENE 1 - After the Storm ===;Whole.    | Whole.
            === SCENE 1 ===;Whole.                      | Whole.
            ### Scene 1 Keep                            | One.;;Two.;;Three.;;Four.
            **Scene 1** KEEP                            | One.;;Two.;;Three.;;Four.
            === SZENE 1: KEEP ===                       | One.;;Two.;;Three.;;Four.
            ### Scene 1 After 2;New.                    | One.;;Two.;;New.;;Three.;;Four.
            **Scene 1 Paragraphs 2-3**;New.             | One.;;New.;;Four.
            ### Scene 1: After 2;Whole.                 | Whole.
            ### Scene 1. Keep;Whole.                    | Whole.
            ### Scene 1 - Paragraphs 2-3;Whole.         | Whole.
            ### Scene 1, after the storm;Whole.         | Whole.
            === SCENE 1 ===;;=== SCENE 1 KEEP ===       | One.;;Two.;;Three.;;Four.
            === SCENE 1 KEEP ===;=== SCENE 1 KEEP ===   | One.;;Two.;;Three.;;Four.
            === SCENE 1 ===;=== SCENE 1 AFTER 2 ===;New. | One.;;Two.;;New.;;Three.;;Four.
            """)
    void aPassageIsReadHoweverItIsWritten(String answer, String text) {
        assertThat(read(answer.replace(';', '\n'), TEXT)).isEqualTo(text.replace(';', '\n'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            === SCENE 1 PARAGRAPH 5 ===;New.            | scene 1 has 4 paragraphs; PARAGRAPHS 5-5 is not among them
            === SCENE 1 PARAGRAPH 0 ===;New.            | scene 1 has 4 paragraphs
            === SCENE 1 AFTER 5 ===;New.                | AFTER 5 is not among them
            === SCENE 1 PARAGRAPHS 3-2 ===;New.         | runs backwards
            === SCENE 1 PARAGRAPHS 2-3 ===;A.;=== SCENE 1 PARAGRAPHS 3-4 ===;B. | overlaps
            === SCENE 1 PARAGRAPH 3 ===;A.;=== SCENE 1 PARAGRAPH 1 ===;B. | paragraphs must ascend
            === SCENE 1 AFTER 2 ===;A.;=== SCENE 1 AFTER 2 ===;B. | overlaps
            === SCENE 1 PARAGRAPHS 2-3 ===;A.;=== SCENE 1 AFTER 2 ===;B. | overlaps
            === SCENE 1 PARAGRAPHS 1-4 ===              | nothing would be left of scene 1
            === SCENE 1 KEEP ===;Some text.             | scene 1 is kept, and yet a text follows
            === SCENE 1 ===;A.;=== SCENE 1 PARAGRAPH 1 ===;B. | scene 1 is given in two ways
            === SCENE 1 KEEP ===;;=== SCENE 1 ===;B.    | scene 1 is given in two ways
            === SCENE 1 ===;A.;=== SCENE 1 ===;B.       | scene 1 is given twice
            === SCENE 1 PARAGRAPHS four ===;New.        | cannot be read
            === SCENE 1 KEEP AS IS ===                  | cannot be read
            === SCENE 2 KEEP ===                        | scene 1 is missing
            """)
    void whatIsNotCertainIsBrokenAndSaysWhy(String answer, String why) {
        assertThatThrownBy(() -> read(answer.replace(';', '\n'), TEXT))
                .isInstanceOf(BrokenAnswerException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aSceneWithoutATextCannotBeKeptOrChangedInPassages() {
        SceneTexts.Asked asked = SceneTexts.Asked.whole(new TreeSet<>(Set.of(1)));

        assertThatThrownBy(() -> SceneTexts.read("=== SCENE 1 KEEP ===", asked))
                .hasMessageContaining("has no text that could be kept");
        assertThatThrownBy(() -> SceneTexts.read("=== SCENE 1 PARAGRAPH 1 ===\nNew.", asked))
                .hasMessageContaining("must be given whole");
    }

    @Test
    void aPassageOfASceneThatWasNotWantedChangesNothing() {
        SceneTexts.Given given =
                SceneTexts.read("=== SCENE 2 PARAGRAPHS 9-8 ===\nNew.\n=== SCENE 1 KEEP ===\n", asked(TEXT));

        assertThat(given.texts()).containsOnly(Map.entry(1, TEXT));
        assertThat(given.kept()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=== SCENE 1 PARAGRAPHS 2-3 ===\n[2] New.\n\n[3] Newer.",
                "=== SCENE 1 PARAGRAPHS 2-3 ===\n[2] New.\n\nNewer.",
                "=== SCENE 1 PARAGRAPHS 2-3 ===\nNew.\n\n[4] Newer.",
                "=== SCENE 1 ===\n[1] One.\n\n[2] New.\n\n[3] Newer.\n\n[4] Four."
            })
    void numbersNeverStayInAText(String answer) {
        assertThat(read(answer, TEXT)).isEqualTo("One.\n\nNew.\n\nNewer.\n\nFour.");
    }

    @Test
    void numbersOnLinesOfTheirOwnAndFencesBehindThemAreTakenOffToo() {
        assertThat(read("=== SCENE 1 PARAGRAPHS 1-3 ===\n[1] A.\n[2] B.\n\n[3] C.", TEXT))
                .isEqualTo("A.\nB.\n\nC.\n\nFour.");
        String heading = "One.\n\n# No heading.\n\nThree.";
        assertThat(SceneTexts.numbered(heading)).contains("[2]     | # No heading.");
        assertThat(read("=== SCENE 1 PARAGRAPHS 2-3 ===\n[2]     | # No heading.\n\n[3] New.", heading))
                .isEqualTo("One.\n\n# No heading.\n\nNew.");
    }

    @Test
    void aNumberOrMarkOfTheTextsOwnSurvives() {
        String own = "[4] Signal lost.\n\n=== SCENE 2 KEEP ===\n\nTwo.\n\n[1] Again.";

        assertThat(read("=== SCENE 1 PARAGRAPH 3 ===\nNew.", own)).isEqualTo(own.replace("Two.", "New."));
        assertThat(read("=== SCENE 1 PARAGRAPH 4 ===\n[4] [1] Again, louder.", own))
                .endsWith("\n\n[1] Again, louder.");
        assertThat(read("=== SCENE 1 PARAGRAPH 4 ===\n[1] Again, louder.", own)).endsWith("\n\n[1] Again, louder.");
        assertThat(SceneTexts.numbered(own)).contains("[1] [4] Signal lost.", "[4] [1] Again.");
    }

    @Test
    void whereLinesAreParagraphsABlankLineDoesNotMakeThemOne() {
        String verse = "第一句。\n第二句。\n第三句。";

        String changed = read("=== SCENE 1 PARAGRAPH 2 ===\n新的。\n\n又一句。", verse);

        assertThat(changed).isEqualTo("第一句。\n新的。\n又一句。\n第三句。");
        assertThat(Paragraphs.of(changed).count()).isEqualTo(4);
    }

    @Test
    void aSceneOfOneParagraphCanBeReplacedAndAddedTo() {
        assertThat(read("=== SCENE 1 PARAGRAPH 1 ===\nNew.", "Old.")).isEqualTo("New.");
        assertThat(read("=== SCENE 1 AFTER 1 ===\nNew.", "Old.")).isEqualTo("Old.\n\nNew.");
    }

    /** Over many seeds: random texts, random changes. */
    @Test
    void whatIsNotNamedKeepsItsBytes() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(9);
            boolean lines = count == 1 || random.nextInt(4) == 0;
            List<String> paragraphs = new ArrayList<>();
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "" : "\n");
            for (int number = count; number > 0; number--) {
                paragraphs.add(paragraph(random, paragraphs.size(), lines));
                text.append(paragraphs.get(paragraphs.size() - 1));
                text.append(
                        number == 1
                                ? ""
                                : lines
                                        ? "\n"
                                        : List.of("\n\n", "\n \n", "\n\n\n", "\r\n\r\n")
                                                .get(random.nextInt(4)));
            }
            text.append(random.nextBoolean() ? "" : "\n");
            assertThat(Paragraphs.of(text.toString()).all()).as("seed " + seed).isEqualTo(paragraphs);

            List<String> expected = new ArrayList<>();
            StringBuilder answer = new StringBuilder();
            for (int number = 1; number <= paragraphs.size(); number++) {
                int dice = random.nextInt(6);
                if (dice == 0) {
                    answer.append("=== SCENE 1 PARAGRAPH " + number + " ===\nNew " + number + ".\n");
                    expected.add("New " + number + ".");
                } else if (dice == 1 && paragraphs.size() > 1 && number > 1) {
                    answer.append("=== SCENE 1 PARAGRAPHS " + number + "-" + number + " ===\n\n");
                } else {
                    expected.add(paragraphs.get(number - 1));
                    if (dice == 2) {
                        answer.append("=== SCENE 1 AFTER " + number + " ===\nPut in " + number + ".\n");
                        expected.add("Put in " + number + ".");
                    }
                }
            }
            if (answer.isEmpty()) {
                answer.append("=== SCENE 1 KEEP ===");
                assertThat(read(answer.toString(), text.toString())).isEqualTo(text.toString());
                continue;
            }

            String changed = read(answer.toString(), text.toString());

            if (!lines && expected.size() > 1) {
                assertThat(Paragraphs.of(changed).all())
                        .as("seed %s:%n%s%n%s", seed, text, answer)
                        .isEqualTo(expected);
            }
            int from = 0;
            for (String kept : expected) {
                int at = changed.indexOf(kept, from);
                assertThat(at).as("seed %s: %s in %s", seed, kept, changed).isNotNegative();
                from = at + kept.length();
            }
        }
    }

    private static String paragraph(Random random, int number, boolean lines) {
        String own = List.of(
                        "Somebody came.",
                        "“Who is there?” she said.",
                        "他来了。",
                        "[3] A signal.",
                        "# Not a heading",
                        "=== SCENE 1 KEEP ===",
                        "* * *")
                .get(random.nextInt(7));
        return own + " " + number + (lines || random.nextBoolean() ? "" : "\nA second line.");
    }

    private static String read(String answer, String text) {
        return String.valueOf(SceneTexts.read(answer, asked(text)).texts().get(1));
    }

    private static SceneTexts.Asked asked(String text) {
        SortedMap<Integer, String> shown = new TreeMap<>(Map.of(1, text));
        return new SceneTexts.Asked(new TreeSet<>(Set.of(1)), shown, true);
    }
}
