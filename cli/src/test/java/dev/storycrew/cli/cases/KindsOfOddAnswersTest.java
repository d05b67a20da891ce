package dev.storycrew.cli.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.cli.cases.SensibleModel.Asked;
import dev.storycrew.cli.cases.SensibleModel.Oddity;
import dev.storycrew.core.story.Stage;
import dev.storycrew.fakeprovider.FakeProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More of each kind of odd answer than was reported, each in a book of its own, all in one run. */
@Tag("long")
class KindsOfOddAnswersTest {
    /** What stands before a scene, or behind it, and is no part of it. */
    private static final List<String> BEFORE = List.of(
            "Chapter One",
            "**Chapter 1**",
            "第一章",
            "<h1>Chapter 1: Salt</h1>",
            "Prologue",
            "Here is the scene:",
            "Sure! Here's the revised scene.");

    private static final List<String> BEHIND = List.of(
            "(1,024 words)",
            "I hope this helps!",
            "Word count: 1,024",
            "Let me know if you'd like me to continue.",
            "</scene>",
            "希望您喜欢这一场！");

    private static final List<String> MARKS = List.of(
            "**Scene %d**",
            "场景 %d",
            "## 第%d场",
            "=== Scene %d ===",
            "SZENE %d",
            "Scene %d: The Cellar",
            "<scene id=\"%d\">",
            "### Part %d");

    private static final Map<String, String> CRITICAL = Map.of(
            "safety", "FULL_RETRY",
            "structure", "FULL_RETRY",
            "motivation", "WRITE_ONLY",
            "hook", "WRITE_ONLY",
            "prose", "EDIT_ONLY",
            "word_count", "EDIT_ONLY",
            "tonality", "WRITE_ONLY");

    /** What a first report is followed by, or put into. */
    private static final List<String> REPORTS = List.of(
            "```json\n%s\n```\nOn reflection:\n```json\n%s\n```",
            "{\"reports\":[%s,%s]}",
            "I would say %s\n</think>\n%s",
            "<think>%s</think>%s",
            "%s%s\n{\"scores\":{\"continuity\":");

    private static final List<String> CLUES = List.of(
            "“The third stair is hollow”",
            "c1001: The third stair is hollow.",
            "The third stair was hollow",
            "[C1001]",
            "THE THIRD  STAIR IS HOLLOW…");

    private static final Map<String, Oddity> ODDITIES = new LinkedHashMap<>();
    private static final List<Path> BOOKS = new ArrayList<>();

    @TempDir
    private static Path folder;

    private static SensibleModel model;
    private static FakeProviders providers;
    private static BookRun run;

    @BeforeAll
    static void runAllBooks() throws IOException {
        for (int index = 0; index < BEFORE.size(); index++) {
            String line = BEFORE.get(index);
            book(
                    "before-" + index,
                    "en",
                    1,
                    (asked, sensible) -> asked.isText()
                            ? sensible.replaceAll("(=== SCENE \\d ===\n)", "$1" + line + "\n\n")
                            : sensible);
        }
        for (int index = 0; index < BEHIND.size(); index++) {
            String line = BEHIND.get(index);
            book(
                    "behind-" + index,
                    "en",
                    1,
                    (asked, sensible) -> asked.isText()
                            ? sensible.replaceAll("\n\n(?==== SCENE)", "\n\n" + line + "\n\n") + "\n\n" + line
                            : sensible);
        }
        for (int index = 0; index < MARKS.size(); index++) {
            String mark = MARKS.get(index);
            book(
                    "mark-" + index,
                    "en",
                    1,
                    (asked, sensible) -> asked.isText()
                            ? sensible.replace("=== SCENE 1 ===", mark.formatted(1))
                                    .replace("=== SCENE 2 ===", mark.formatted(2))
                            : sensible);
        }
        for (String type : CRITICAL.keySet()) {
            book(
                    "critical-" + type.replace('_', '-'),
                    "en",
                    1,
                    (asked, sensible) -> asked.stage() == Stage.JUDGE && asked.attempt() == 0
                            ? SensibleModel.report(8, true, "{\"type\":\"" + type + "\",\"severity\":\"Critical\"}")
                            : sensible);
        }
        book(
                "prose-four",
                "en",
                1,
                (asked, sensible) -> asked.stage() == Stage.JUDGE && asked.attempt() == 0
                        ? SensibleModel.report(8, true, "").replace("\"prose\":8", "\"prose\":4")
                        : sensible);
        for (int index = 0; index < REPORTS.size(); index++) {
            String form = REPORTS.get(index);
            book(
                    "report-" + index,
                    "en",
                    1,
                    (asked, sensible) -> asked.stage() == Stage.JUDGE
                            ? form.formatted(SensibleModel.report(3, false, "{\"type\":\"structure\"}"), sensible)
                            : sensible);
        }
        book(
                "thinks",
                "en",
                2,
                (asked, sensible) -> "First I look at {the scenes}.\n=== SCENE 1 ===\nA draft.\n</think>\n" + sensible);
        book("renamed", "en", 2, (asked, sensible) -> copied(asked, sensible, false));
        book("renamed-zh", "zh", 2, (asked, sensible) -> copied(asked, sensible, true));
        book("one-scene-in-english", "zh", 1, KindsOfOddAnswersTest::oneSceneInEnglish);
        book(
                "chinese-in-english",
                "en",
                1,
                (asked, sensible) ->
                        asked.isText() && asked.attempt() == 0 ? SensibleModel.scenes(asked, true) : sensible);
        book(
                "never-in-its-language",
                "zh",
                1,
                (asked, sensible) -> asked.isText() ? SensibleModel.scenes(asked, false) : sensible);
        for (int index = 0; index < CLUES.size(); index++) {
            String said = CLUES.get(index);
            book("clue-" + index, "en", 3, (asked, sensible) -> clue(asked, sensible, said));
        }
        book(
                "invents-ids",
                "en",
                2,
                (asked, sensible) -> asked.stage() == Stage.BIBLE
                        ? "{\"summary\":\"s\",\"withdrawn\":[{\"id\":\"f999\",\"because\":\"gone\"}],\"clues_resolved\":[\"c999\"],"
                                + "\"relied_on\":[\"f998\",\"x\"]}"
                        : sensible);
        model = new SensibleModel(ODDITIES);
        providers = FakeProviders.start(model, request -> null);
        run = BookRun.of(providers, folder.resolve("out"), BOOKS);
    }

    @AfterAll
    static void stop() {
        providers.close();
    }

    @Test
    void headingsAndRemarksAreTakenOutAtOnce() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (int index = 0; index < BEFORE.size(); index++) {
            accepted(all, "before-" + index, BEFORE.get(index));
        }
        for (int index = 0; index < BEHIND.size(); index++) {
            accepted(all, "behind-" + index, BEHIND.get(index));
        }
        all.assertAll();
    }

    private static void accepted(SoftAssertions all, String book, String line) throws IOException {
        all.assertThat(run.chapter(book, 1).path("attempts").asInt()).as(line).isEqualTo(1);
        all.assertThat(run.chapter(book, 1).path("outcome").asText()).as(line).isEqualTo("ACCEPTED");
        all.assertThat(run.text(book, 1)).doesNotContain(line);
    }

    @Test
    void scenesAreReadUnderMarksOfAllForms() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (int index = 0; index < MARKS.size(); index++) {
            String book = "mark-" + index;
            all.assertThat(run.chapter(book, 1).path("outcome").asText())
                    .as(MARKS.get(index))
                    .isEqualTo("ACCEPTED");
            all.assertThat(model.sent(book, 1, Stage.WRITE))
                    .as(MARKS.get(index))
                    .hasSize(1);
            all.assertThat(run.text(book, 1)).doesNotContain(MARKS.get(index).formatted(2));
        }
        all.assertAll();
    }

    @Test
    void aCriticalIssueOfEachTypeAndALowScoreFailAChapterThatTheJudgePasses() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (Map.Entry<String, String> type : CRITICAL.entrySet()) {
            JsonNode retries = run.chapter("critical-" + type.getKey().replace('_', '-'), 1)
                    .path("retries");
            all.assertThat(retries.findValuesAsText("level")).as(type.getKey()).containsExactly(type.getValue());
        }
        all.assertThat(run.chapter("prose-four", 1).path("retries").findValuesAsText("level"))
                .containsExactly("EDIT_ONLY");
        all.assertAll();
    }

    @Test
    void ofReportsInAnyFormTheLastWholeOneCounts() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (int index = 0; index < REPORTS.size(); index++) {
            String book = "report-" + index;
            all.assertThat(run.chapter(book, 1).path("retries"))
                    .as(REPORTS.get(index))
                    .isEmpty();
            all.assertThat(model.sent(book, 1, Stage.JUDGE))
                    .as(REPORTS.get(index))
                    .hasSize(1);
        }
        all.assertAll();
    }

    @Test
    void aThoughtWithoutItsOpeningMarkIsNoAnswerOfAnyStage() throws IOException {
        assertThat(run.report("thinks").findValuesAsText("outcome")).containsOnly("ACCEPTED");
        assertThat(run.text("thinks", 1)).doesNotContain("think", "A draft.");
    }

    @Test
    void aCopyUnderOtherNamesWithOtherWordsIsFoundAndGoesToTheEditor() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (String book : List.of("renamed", "renamed-zh")) {
            all.assertThat(model.sent(book, 2, Stage.JUDGE).get(0).request().user())
                    .contains("scene 1 is nearly chapter 1's scene 1; scene 2 is nearly chapter 1's scene 2");
            all.assertThat(run.chapter(book, 2).path("retries").findValuesAsText("level"))
                    .containsExactly("EDIT_ONLY");
        }
        all.assertAll();
    }

    /** The former chapter's scenes, with other names and another word or two in each sentence. */
    private static String copied(Asked asked, String sensible, boolean chinese) {
        if (!asked.isText() || asked.chapter() != 2 || asked.attempt() > 0) {
            return sensible;
        }
        StringBuilder copy = new StringBuilder();
        for (int scene : asked.scenes()) {
            copy.append("=== SCENE ").append(scene).append(" ===\n");
            copy.append(SensibleModel.prose(chinese, asked.book() + "1" + scene + "0")
                    .replace("Mara", "Ida")
                    .replace("Ole", "Finn")
                    .replace("She", "Ida")
                    .replace(" and a ", " beside a ")
                    .replace("林默", "苏晚")
                    .replace("阿青", "老周")
                    .replace("，在", "，就在"));
            copy.append("\n");
        }
        return copy.toString();
    }

    @Test
    void aSceneInAnotherLanguageIsNotAccepted() throws IOException {
        JsonNode retry = run.chapter("one-scene-in-english", 1).at("/retries/0");
        assertThat(retry.path("level").asText()).isEqualTo("EDIT_ONLY");
        assertThat(retry.path("scenes").toString()).isEqualTo("[2]");
        assertThat(run.text("one-scene-in-english", 1)).doesNotContain(" the ");
        assertThat(run.chapter("chinese-in-english", 1).at("/retries/0/level").asText())
                .isEqualTo("EDIT_ONLY");
        assertThat(run.text("chinese-in-english", 1)).doesNotContain("林默");
    }

    private static String oneSceneInEnglish(Asked asked, String sensible) {
        return asked.isText() && asked.attempt() == 0 && asked.scenes().contains(2)
                ? sensible.replaceAll("(?s)=== SCENE 2 ===.*", "=== SCENE 2 ===\n" + SensibleModel.prose(false, "two"))
                : sensible;
    }

    @Test
    void aModelThatNeverWritesTheBooksLanguageIsBoundedAndTold() throws IOException {
        JsonNode chapter = run.chapter("never-in-its-language", 1);

        assertThat(chapter.path("outcome").asText()).isEqualTo("EXHAUSTED");
        assertThat(chapter.path("attempts").asInt()).isEqualTo(4);
        assertThat(chapter.path("retries").findValuesAsText("level"))
                .as("escalated after two")
                .containsExactly("EDIT_ONLY", "EDIT_ONLY", "FULL_RETRY");
        assertThat(run.exit()).isEqualTo(1);
    }

    @Test
    void aClueIsResolvedHoweverItIsSaid() {
        SoftAssertions all = new SoftAssertions();
        for (int index = 0; index < CLUES.size(); index++) {
            String end = model.sent("clue-" + index, 3, Stage.PLAN).get(0).all();
            all.assertThat(end).as(CLUES.get(index)).doesNotContain("### Open clues");
            all.assertThat(end)
                    .as(CLUES.get(index))
                    .contains("### Resolved clues\n- [c1001] The third stair is hollow.")
                    .doesNotContain("[c2");
        }
        all.assertAll();
    }

    private static String clue(Asked asked, String sensible, String said) {
        if (asked.stage() != Stage.BIBLE) {
            return sensible;
        }
        return switch (asked.chapter()) {
            case 1 -> "{\"summary\":\"s\",\"clues_planted\":[\"The third stair is hollow.\"]}";
            case 2 -> "{\"summary\":\"s\",\"clues_resolved\":[\"" + said + "\"]}";
            default -> sensible;
        };
    }

    @Test
    void whatABibleKeeperInventsIsLeftOut() throws IOException {
        assertThat(run.report("invents-ids").findValuesAsText("outcome")).containsOnly("ACCEPTED");
        assertThat(model.sent("invents-ids", 1, Stage.BIBLE)).as("no re-ask").hasSize(1);
        assertThat(model.sent("invents-ids", 2, Stage.PLAN).get(0).all())
                .contains("- [f1] The lamp has been dark since 1987.")
                .doesNotContain("f999", "c999", "f998");
    }

    private static void book(String id, String language, int chapters, Oddity oddity) throws IOException {
        ODDITIES.put(id, oddity);
        boolean chinese = language.equals("zh");
        StringBuilder book = new StringBuilder("""
                id: %s
                title: The Long Shore
                genre: novel
                language: %s
                words-per-chapter: 200
                word-tolerance: 0.3
                bible:
                  characters: [%s]
                  facts: [The lamp has been dark since 1987.]
                chapters:
                """.formatted(
                        id,
                        language,
                        Stream.of(chinese ? new String[] {"林默", "阿青"} : new String[] {"Mara Venn", "Ole Brandt"})
                                .map(name -> "{name: " + name + "}")
                                .collect(Collectors.joining(", "))));
        for (int chapter = 1; chapter <= chapters; chapter++) {
            book.append("  - {number: %1$s, title: Day %1$s, summary: They go on to house %1$s.}\n".formatted(chapter));
        }
        BOOKS.add(Files.writeString(folder.resolve(id + ".yaml"), book));
    }
}
