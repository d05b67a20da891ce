package dev.storycrew.cli.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.cli.cases.SensibleModel.Asked;
import dev.storycrew.core.story.Stage;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Odd answers that users of neighbouring systems have reported, each from a server that answers sensibly otherwise, with the
 * book it was given: what comes out is what a reader would accept.
 */
@Tag("long")
class OddAnswersTest {
    private static final List<String> TOGETHER = List.of(
            "seam", "repeats", "clue", "english-in-zh", "heading", "critical-passed", "marker-md", "two-reports");

    @TempDir
    private static Path folder;

    private static SensibleModel model;
    private static FakeProviders providers;
    private static BookRun together;

    @BeforeAll
    static void runTheBooksThatNeedNoServerOfTheirOwn() throws IOException {
        model = new SensibleModel(Map.of(
                "seam", OddAnswersTest::seam,
                "repeats", OddAnswersTest::repeats,
                "clue", OddAnswersTest::clue,
                "english-in-zh", OddAnswersTest::englishInChinese,
                "heading", OddAnswersTest::heading,
                "critical-passed", OddAnswersTest::criticalPassed,
                "marker-md", OddAnswersTest::markdownMarks,
                "two-reports", OddAnswersTest::twoReports));
        providers = FakeProviders.start(model, request -> null);
        together = BookRun.of(providers, folder.resolve("together"), books(TOGETHER));
    }

    @AfterAll
    static void stop() {
        providers.close();
    }

    @Test
    void allBooksAreFinished() {
        assertThat(together.exit()).as(together.said()).isZero();
    }

    @Test
    void theLastLineOfAChapterGoesToEveryoneWhoMakesTheNext() {
        for (Stage stage : List.of(Stage.PLAN, Stage.WRITE, Stage.EDIT, Stage.JUDGE)) {
            assertThat(model.sent("seam", 2, stage))
                    .isNotEmpty()
                    .allSatisfy(asked -> assertThat(asked.all())
                            .contains("## Where the last chapter stopped")
                            .contains("SEAMWORD"));
        }
    }

    private static String seam(Asked asked, String sensible) {
        return asked.isText() && asked.chapter() == 1 ? sensible + "\n\nNobody said what SEAMWORD meant.\n" : sensible;
    }

    @Test
    void aChapterThatRepeatsTheOneBeforeGoesBackToTheEditorWithItsScenes() throws IOException {
        Asked judged = model.sent("repeats", 2, Stage.JUDGE).get(0);
        assertThat(judged.request().user())
                .contains(
                        "Earlier chapters say the same: scene 1 is chapter 1's scene 1 again; scene 2 is chapter 1's scene 2"
                                + " again.");
        JsonNode retry = together.chapter("repeats", 2).at("/retries/0");
        assertThat(retry.path("level").asText()).isEqualTo("EDIT_ONLY");
        assertThat(retry.path("issues").get(0).asText()).isEqualTo("prose");
        assertThat(together.text("repeats", 2)).doesNotContain(SensibleModel.prose(false, "repeats110"));
    }

    private static String repeats(Asked asked, String sensible) {
        return asked.isText() && asked.chapter() == 2 && asked.attempt() == 0
                ? asked.scenes().stream()
                        .map(scene ->
                                "=== SCENE " + scene + " ===\n" + SensibleModel.prose(false, "repeats1" + scene + "0"))
                        .collect(Collectors.joining("\n"))
                : sensible;
    }

    @Test
    void aClueIsResolvedByTheFirstChapterThatSaysSoInWhateverWriting() {
        String before = model.sent("clue", 3, Stage.PLAN).get(0).all();
        assertThat(after(before, "### Open clues")).contains("The third stair is hollow.");
        String end = model.sent("clue", 5, Stage.PLAN).get(0).all();
        assertThat(end).doesNotContain("### Open clues");
        assertThat(after(end, "### Resolved clues"))
                .containsOnlyOnce("hird stair is hollow")
                .contains("[c1001]");
    }

    private static String clue(Asked asked, String sensible) {
        if (asked.stage() != Stage.BIBLE) {
            return sensible;
        }
        return switch (asked.chapter()) {
            case 1 -> "{\"summary\":\"s\",\"clues_planted\":[\"The third stair is hollow.\"]}";
            case 3 -> "{\"summary\":\"s\",\"clues_resolved\":[\"the third stair is hollow\"]}";
            case 4 -> "{\"summary\":\"s\",\"clues_resolved\":[\"The third stair is hollow!\"]}";
            default -> sensible;
        };
    }

    @Test
    void aChapterInAnotherLanguageIsNotAccepted() throws IOException {
        assertThat(model.sent("english-in-zh", 2, Stage.JUDGE).get(0).request().user())
                .contains("The book's language is zh, but scene 1 is in English, scene 2 is in English.");
        JsonNode retry = together.chapter("english-in-zh", 2).at("/retries/0");
        assertThat(retry.path("level").asText()).isEqualTo("EDIT_ONLY");
        assertThat(retry.path("issues").get(0).asText()).isEqualTo("style");
        assertThat(together.text("english-in-zh", 2)).doesNotContain(" the ").contains("林默");
    }

    private static String englishInChinese(Asked asked, String sensible) {
        return asked.isText() && asked.chapter() == 2 && asked.attempt() == 0
                ? SensibleModel.scenes(asked, false)
                : sensible;
    }

    @Test
    void aHeadingIsNoPartOfTheText() throws IOException {
        JsonNode chapter = together.chapter("heading", 1);
        assertThat(chapter.path("attempts").asInt()).isEqualTo(1);
        for (String name : List.of("chapter-01.md", "chapter-02.md", "book.md", "book.html")) {
            assertThat(Files.readString(together.out().resolve("heading").resolve(name)))
                    .doesNotContain("第001章", "Chapter 1: Salt");
        }
    }

    private static String heading(Asked asked, String sensible) {
        return asked.isText()
                ? sensible.replace("=== SCENE 1 ===", "=== SCENE 1 ===\n# 第001章 雨夜\n")
                        .replace("=== SCENE 2 ===", "=== SCENE 2 ===\n## Chapter 1: Salt\n")
                : sensible;
    }

    @Test
    void aCriticalIssueFailsAChapterWhateverTheJudgeSays() throws IOException {
        JsonNode retry = together.chapter("critical-passed", 1).at("/retries/0");
        assertThat(retry.path("level").asText()).isEqualTo("FULL_RETRY");
        assertThat(retry.path("issues").get(0).asText()).isEqualTo("continuity");
    }

    private static String criticalPassed(Asked asked, String sensible) {
        return asked.stage() == Stage.JUDGE && asked.attempt() == 0
                ? SensibleModel.report(
                        8,
                        true,
                        "{\"type\":\"continuity\",\"severity\":\"critical\",\"note\":\"Ole is dead.\",\"location\":\"scene 2\"}")
                : sensible;
    }

    @Test
    void scenesUnderMarkdownHeadingsAreRead() throws IOException {
        assertThat(together.chapter("marker-md", 1).path("attempts").asInt()).isEqualTo(1);
        assertThat(model.sent("marker-md", 1, Stage.WRITE)).as("no re-ask").hasSize(1);
        assertThat(together.text("marker-md", 1)).doesNotContain("Scene").contains(" the ");
    }

    private static String markdownMarks(Asked asked, String sensible) {
        return asked.isText() ? sensible.replaceAll("=== SCENE (\\d) ===", "### Scene $1") : sensible;
    }

    @Test
    void theLastWholeReportCounts() throws IOException {
        assertThat(together.chapter("two-reports", 1).path("attempts").asInt()).isEqualTo(1);
        assertThat(model.sent("two-reports", 1, Stage.JUDGE)).as("no re-ask").hasSize(1);
    }

    private static String twoReports(Asked asked, String sensible) {
        return asked.stage() == Stage.JUDGE
                ? SensibleModel.report(4, false, "{\"type\":\"structure\",\"severity\":\"high\"}")
                        + "\n\nOn reflection:\n\n" + sensible
                : sensible;
    }

    @Test
    void noChapterIsAcceptedOnRequestsThatWereNotReadWhole() throws IOException {
        try (FakeProviders small = FakeProviders.start(
                new SensibleModel(Map.of()), new Window(2_048, Window.Overflow.BEGINNING_DROPPED))) {
            BookRun run = BookRun.of(small, folder.resolve("silent"), books(List.of("silent-window")));

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.said())
                    .containsPattern("-model of openai at \\S+ read only 2,048 input tokens of about [23],\\d{3}");
            assertThat(run.report("silent-window").findValuesAsText("outcome")).doesNotContain("ACCEPTED");
        }
    }

    @Test
    void aBookThatGrowsFitsTheWindowItBeganWith() throws IOException {
        try (FakeProviders server = FakeProviders.start(
                new SensibleModel(Map.of("grows", OddAnswersTest::grows)),
                new Window(8_192, Window.Overflow.REFUSED))) {
            BookRun run = BookRun.of(server, folder.resolve("grows"), books(List.of("grows")));

            assertThat(run.exit()).as(run.said()).isZero();
            assertThat(run.report("grows").findValuesAsText("outcome"))
                    .hasSize(40)
                    .containsOnly("ACCEPTED");
            assertThat(server.ledger()).allMatch(call -> call.fault() == null);
        }
    }

    private static String grows(Asked asked, String sensible) {
        if (asked.stage() != Stage.BIBLE) {
            return sensible;
        }
        String facts = IntStream.rangeClosed(1, 8)
                .mapToObj(fact -> "\"%s\""
                        .formatted(SensibleModel.prose(false, asked.chapter() + "f" + fact)
                                .split("\\.")[0]))
                .collect(Collectors.joining(","));
        String events = IntStream.rangeClosed(1, 3)
                .mapToObj(event -> "{\"event\":\"%s\",\"characters\":[\"Mara Venn\"]}"
                        .formatted(SensibleModel.prose(false, asked.chapter() + "e" + event)
                                .split("\\.")[0]))
                .collect(Collectors.joining(","));
        return "{\"summary\":\"House %s.\",\"new_facts\":[%s],\"timeline\":[%s]}"
                .formatted(asked.chapter(), facts, events);
    }

    @Test
    void aChapterThatDidNotFitGoesOnWithALargerWindow() throws IOException {
        SensibleModel brain = new SensibleModel(Map.of());
        try (FakeProviders small = FakeProviders.start(brain, new Window(900, Window.Overflow.REFUSED));
                FakeProviders large = FakeProviders.start(brain, new Window(8_192, Window.Overflow.REFUSED))) {
            Path larger = folder.resolve("larger");
            BookRun first = BookRun.of(small, larger, books(List.of("seam")));
            assertThat(first.exit()).isEqualTo(1);
            assertThat(first.chapter("seam", 1).path("outcome").asText()).isEqualTo("DEAD_LETTERED");

            BookRun second = BookRun.of(large, larger, books(List.of("seam")));

            assertThat(second.exit()).as(second.said()).isZero();
            assertThat(second.report("seam").findValuesAsText("outcome")).containsOnly("ACCEPTED");
        }
    }

    private static String after(String text, String heading) {
        int start = text.indexOf(heading);
        assertThat(start).as(heading).isNotNegative();
        return text.substring(start).split("\n#", 2)[0];
    }

    private static List<Path> books(List<String> names) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            try (InputStream resource = OddAnswersTest.class.getResourceAsStream("/cases/" + name + ".yaml")) {
                files.add(Files.write(folder.resolve(name + ".yaml"), resource.readAllBytes()));
            }
        }
        return files;
    }
}
