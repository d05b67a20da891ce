package dev.storycrew.bench.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.prompt.PromptTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixBenchTest {
    private static final double EXACT = 1e-9;

    /** Tokens of the fields for partial reviews, which the schema asks of every report. */
    private static final long NOT_OF_THE_REPORT = 8;

    @Test
    void theSharesOfTheMixAddUpToOne() {
        assertThat(MixCase.referenceMix().stream().mapToDouble(MixCase::weight).sum())
                .isCloseTo(1, within(EXACT));
    }

    @Test
    void theMixIsTheOneOfTheGoals() {
        assertThat(share("prose")).isCloseTo(0.5, within(EXACT));
        assertThat(share("motivation")).isCloseTo(0.3, within(EXACT));
        assertThat(share("structure")).isCloseTo(0.15, within(EXACT));
        assertThat(share("atmosphere")).isCloseTo(0.05, within(EXACT));
        double located = MixCase.referenceMix().stream()
                .filter(MixCase::located)
                .mapToDouble(MixCase::weight)
                .sum();
        assertThat(located / (1 - share("structure"))).isCloseTo(0.7, within(EXACT));
    }

    private static double share(String type) {
        return MixCase.referenceMix().stream()
                .filter(each -> each.issueTypes().get(0).equals(type))
                .mapToDouble(MixCase::weight)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"the-salt-house", "the-tea-house"})
    void answersAreAsLongAsARealModels(String name) throws Exception {
        Book book = MixBooks.builtIn(name);
        try (MixBench bench = bench()) {
            ChapterPaths chapter = bench.firstChapter(book);

            assertThat(chapter.scenes()).isEqualTo(6);
            assertThat(output(chapter.first(), 0) / chapter.scenes()).isBetween(100L, 150L);
            assertThat(chapter.retries().stream().map(path -> path.judge().outputTokens()))
                    .allSatisfy(tokens -> assertThat(tokens - NOT_OF_THE_REPORT).isBetween(350L, 500L));
            assertThat(output(chapter.bible(), 0)).isBetween(250L, 400L);
        }
    }

    /** Prompts of an author's own may ask for them always. */
    @Test
    void aReportThatPassesHasStrengthsUnlessTheRoleAsksForThemOnlyWhereAChapterFails() throws IOException {
        Book book = MixBooks.builtIn("the-salt-house");
        String role = PromptTemplates.load()
                .prompt(
                        Stage.JUDGE,
                        ChapterEnvelope.start(Digests.request(book.chapters().get(0), book.bible()), book.bible(), 0),
                        List.of())
                .system();
        String user = "CHAPTER b/1 ATTEMPT 0\n\n## Chapter text\n=== SCENE 1 ===\nIt rained.\n\n## Task\nJudge.\n";

        assertThat(new RealisticAnswers(role, user, Set.of()).answer(Stage.JUDGE, null))
                .contains("\"strengths\":[]");
        assertThat(new RealisticAnswers(role, user, Set.of())
                        .answer(Stage.JUDGE, new RealisticAnswers.Trouble(MixCase.structure(), null)))
                .contains("\"strengths\":[\"");
        assertThat(new RealisticAnswers("## Role\nJudge.", user, Set.of()).answer(Stage.JUDGE, null))
                .contains("\"strengths\":[\"");
    }

    @Test
    void aStructuralRetryCostsWhatAFullOneCosts() throws Exception {
        try (MixBench bench = bench()) {
            ChapterPaths chapter = bench.firstChapter(MixBooks.builtIn("the-salt-house"));
            ChapterPaths.Path structure = chapter.retries().stream()
                    .filter(path -> path.kind().equals(MixCase.structure()))
                    .findFirst()
                    .orElseThrow();

            assertThat(structure.level()).isEqualTo("FULL_RETRY");
            for (PriceScheme scheme : PriceScheme.all()) {
                assertThat(chapter.retry(scheme, structure) / chapter.retry(scheme, chapter.full()))
                        .as(scheme.name())
                        .isCloseTo(1, within(EXACT));
            }
            assertThat(structure.calls().stream().map(RecordedCall::stage))
                    .containsExactlyElementsOf(Stream.of(Stage.values())
                            .filter(stage -> !stage.followsAcceptance())
                            .toList());
        }
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"the-salt-house", "the-tea-house"})
    void noTextOfTheMixFailsACountedCheckAndSoNoEditorIsAskedTwice(String name) throws Exception {
        try (MixBench bench = bench()) {
            BookMix mix = bench.measure(MixBooks.builtIn(name), MixBench.MEASURED);

            assertThat(mix.unclean()).isZero();
            assertThat(mix.passes())
                    .filteredOn(pass -> pass.level().equals("WRITE_ONLY"))
                    .isNotEmpty()
                    .allSatisfy(pass -> assertThat(pass.calls()).isCloseTo(3, within(EXACT)));
        }
    }

    @Test
    void ofTheChaptersReadInPartATenthIsReadInFullBesides() throws Exception {
        RetryPolicy economy = PolicyFile.read(Path.of("../examples/policies/economy.yaml"));
        try (MixBench bench = new MixBench(PromptTemplates.load(), economy)) {
            ChapterPaths chapter = bench.firstChapter(MixBooks.builtIn("the-tea-house"));

            double both = chapter.retries().stream()
                    .filter(path -> path.kind().located())
                    .filter(path -> path.calls().stream()
                                    .filter(call -> call.stage() == Stage.ofTheJudge())
                                    .count()
                            > 1)
                    .mapToDouble(ChapterPaths.Path::weight)
                    .sum();
            assertThat(both).isCloseTo(0.1 * 0.7 * 0.85, within(EXACT));
        }
    }

    @Test
    void whereParagraphsBearNumbersOnlyThoseThatChangeAreAnswered() {
        String user = """
                CHAPTER b/1 ATTEMPT 1

                ## Current text
                === SCENE 1 ===
                [1] The door was shut. Nobody came.

                [2] Rain fell. It fell all day.

                [3] She waited. He did not.

                [4] The bell rang.

                === SCENE 2 ===
                [1] Morning came. It was grey.

                [2] They left. Nobody saw.

                ## Issues
                - prose (medium, scene 1): flat

                ## Task
                Mend it.

                SCENES: 1,2
                """;

        String answer = new PassageEdits(new RequestText(user), List.of(", so."), Set.of()).answer();

        assertThat(answer).isEqualTo("""
                === SCENE 1 PARAGRAPHS 1-2 ===
                Nobody came. The door was shut.

                It fell all day. Rain fell.

                === SCENE 2 KEEP ===""");
    }

    @Test
    void ofScenesThatWereKeptAndOthersThatAreNewTheEditorRevisesTheNewOnesAndAThirdOfTheOthers() {
        StringBuilder scenes = new StringBuilder();
        for (int scene = 1; scene <= 4; scene++) {
            scenes.append("=== SCENE ")
                    .append(scene)
                    .append(" ===\n[1] Rain fell. It fell all day.\n\n[2] She left.\n\n");
        }
        String user = """
                CHAPTER b/1 ATTEMPT 1

                ## Current text
                %s
                ## Issues
                - structure (high): nothing follows
                - prose (medium): flat

                ## Task
                Mend it.

                SCENES: 1,2,3,4
                """.formatted(scenes);

        String answer = new PassageEdits(new RequestText(user), List.of(", so."), Set.of(2)).answer();

        assertThat(answer).contains("SCENE 1 PARAGRAPH", "SCENE 2 PARAGRAPH").contains("SCENE 3 KEEP", "SCENE 4 KEEP");
    }

    @Test
    void withoutNumbersWholeScenesAreAnswered() {
        String user = """
                CHAPTER b/1 ATTEMPT 0

                ## Drafts
                === SCENE 1 ===
                The door was shut. Nobody came.

                The bell rang.

                ## Task
                Edit it.

                SCENES: 1
                """;

        String answer = new PassageEdits(new RequestText(user), List.of(", so."), Set.of()).answer();

        assertThat(answer).isEqualTo("""
                === SCENE 1 ===
                Nobody came. The door was shut.

                The bell rang.""");
    }

    @Test
    void theFiguresFromBeforeAreThere() {
        MixReport before = MixReport.before();

        assertThat(before.commit()).matches("[0-9a-f]{7}");
        assertThat(before.books()).extracting(BookMix::book).containsExactlyElementsOf(MixBooks.BUILT_IN);
        assertThat(before.books())
                .allSatisfy(book -> assertThat(book.prices().stream()
                                .filter(prices -> prices.scheme().equals(PriceScheme.USUAL))
                                .map(prices -> prices.cost(BookMix.MIX) / prices.fullRetry()))
                        .allSatisfy(share -> assertThat(share).isBetween(0.52, 0.57)));
    }

    @Test
    void theDocumentNamesTheCommandThatMadeItsTables() throws IOException {
        String costs = Files.readString(Path.of("../docs/costs.md"));

        assertThat(costs).contains("./storycrew bench cost --mix --chapters 60 --into docs/costs.md");
        String tables = costs.substring(costs.indexOf("<!-- measured -->"), costs.indexOf("<!-- end -->"));
        assertThat(MixBooks.BUILT_IN).allSatisfy(book -> assertThat(tables).contains("### " + book));
        assertThat(PriceScheme.all()).allSatisfy(scheme -> assertThat(tables).contains("| " + scheme.name() + " |"));
    }

    private static long output(List<RecordedCall> calls, int index) {
        return calls.get(index).outputTokens();
    }

    private static MixBench bench() {
        return new MixBench(PromptTemplates.load(), RetryPolicy.defaults());
    }
}
