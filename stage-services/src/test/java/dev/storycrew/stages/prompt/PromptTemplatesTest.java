package dev.storycrew.stages.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.core.text.PhraseMemory;
import dev.storycrew.core.text.UsedPhrase;
import dev.storycrew.llm.Prompt;
import dev.storycrew.schemas.codec.Digests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PromptTemplatesTest {
    private static final PromptTemplates PROMPTS = PromptTemplates.load();

    @ParameterizedTest
    @EnumSource(Stage.class)
    void onlyJudgeAndBibleAreToldTheTruth(Stage stage) {
        Prompt prompt = PROMPTS.prompt(stage, retried(stage), List.of());

        boolean told = (prompt.system() + prompt.user()).contains("Zebulon");
        assertThat(told).isEqualTo(stage == Stage.JUDGE || stage == Stage.BIBLE);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void everyRequestBeginsWithChapterAndAttemptAndHasItsTaskLast(Stage stage) {
        Prompt prompt = PROMPTS.prompt(stage, retried(stage), List.of());

        assertThat(prompt.user()).startsWith("CHAPTER book/1 ATTEMPT 1\n");
        String lastHeading =
                prompt.user().substring(prompt.user().lastIndexOf("\n## ")).strip();
        assertThat(lastHeading).startsWith("## Task\n");
        assertThat(prompt.version()).matches(stage.label() + "-[0-9a-f]{12}");
    }

    @Test
    void writeIsAskedForTheMissingSceneAndShownThePreservedOnes() {
        Prompt prompt = PROMPTS.prompt(Stage.WRITE, retried(Stage.WRITE), List.of());

        assertThat(prompt.user())
                .endsWith("\nSCENES: 2")
                .contains("## Previous text\n=== SCENE 1 ===\nrevision 1")
                .contains("## Issues\n- hook (high, scene 2): open it")
                .contains("## Revision instructions\n- mend it")
                .doesNotContain("draft 2");
    }

    @Test
    void editIsShownTheCurrentTextAndThePreservedScenesApart() {
        Prompt prompt = PROMPTS.prompt(Stage.EDIT, retried(Stage.EDIT), List.of());

        assertThat(prompt.user())
                .endsWith("\nSCENES: 2")
                .contains("## Previous text\n=== SCENE 1 ===\nrevision 1")
                .contains("## Current text\n=== SCENE 2 ===\ndraft 2");
    }

    @Test
    void editMendsTheTextThatWasJudgedAndIsShownItsParagraphsByNumber() {
        ChapterEnvelope judged = judged();
        List<Erasure> erasures = List.of(new Erasure(Part.REVISION, new TreeSet<>(Set.of(2))));
        ChapterEnvelope retried = judged.nextAttempt(
                judged.work().erase(erasures), order("EDIT_ONLY", 2).keepingAside(judged.work(), erasures));

        Prompt numbered = PROMPTS.prompt(Stage.EDIT, retried, List.of(), true);
        assertThat(numbered.user())
                .contains("## Current text\n=== SCENE 2 ===\n[1] revision 2\n", "the lines that your role names")
                .doesNotContain("draft 2");
        assertThat(numbered.system()).contains("=== SCENE 1 PARAGRAPHS 4-6 ===");
        assertThat(PROMPTS.prompt(Stage.EDIT, retried, List.of(), false).user())
                .contains("## Current text\n=== SCENE 2 ===\nrevision 2\n")
                .doesNotContain("PARAGRAPHS");
    }

    @Test
    void whoKnowsWhatAndHowAScenesEndsIsShownToAllWhoMakeAndJudgeIt() {
        SceneList plan = new SceneList(
                null,
                null,
                List.of(new ScenePlan(
                        1, "arrive", null, List.of(), "c", "h", 450, "Mara knows; Tobias does not", "an act")));
        ChapterWork work = ChapterWork.nothing().withSceneList(plan);
        for (Stage stage : List.of(Stage.WRITE, Stage.EDIT, Stage.JUDGE)) {
            ChapterEnvelope envelope = start().askedAbout(work, null);
            assertThat(PROMPTS.prompt(stage, envelope, List.of()).user())
                    .contains("\"knows\":\"Mara knows; Tobias does not\",\"ending\":\"an act\"");
        }
        assertThat(PROMPTS.prompt(Stage.BIBLE, start().askedAbout(work, null), List.of())
                        .user())
                .contains("arrive")
                .doesNotContain("Tobias");
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void writerAndEditorAreToldWhatMustSurviveInTheirScenes(Stage stage) {
        ChapterEnvelope retried = retried(stage);
        RetryOrder order = Objects.requireNonNull(retried.order())
                .praising(List.of("the quarrel", "scene 2: the tin mug", "scene 1: the rain"));

        String user = PROMPTS.prompt(stage, retried.askedAbout(retried.work(), order), List.of())
                .user();

        boolean told = stage == Stage.WRITE || stage == Stage.EDIT;
        assertThat(user.contains("## What must survive\n- the quarrel\n- scene 2: the tin mug\n\n## Task"))
                .isEqualTo(told);
        assertThat(user.contains("What must survive was praised")).isEqualTo(told);
        assertThat(user).doesNotContain("the rain");
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void writerAndEditorAreToldThePhrasesThatTheBookHasUsedOften(Stage stage) {
        StoryBible before = start().bible();
        BibleChanges changes = new BibleChanges(
                        null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of("a dark lamp"))
                .with(new PhraseMemory(
                        List.of(
                                new UsedPhrase("a breath she had been holding", new TreeMap<>(Map.of(1, 2, 3, 2))),
                                new UsedPhrase("a rare phrase of hers", new TreeMap<>(Map.of(1, 1, 3, 1)))),
                        List.of()));
        StoryBible bible = before.after(3, changes);
        ChapterEnvelope retried = retried(stage);
        ChapterEnvelope envelope = ChapterEnvelope.start(Digests.request(retried.brief(), bible), bible, 0)
                .askedAbout(retried.work(), retried.order());

        Prompt prompt = PROMPTS.prompt(stage, envelope, List.of());

        boolean told = stage == Stage.WRITE || stage == Stage.EDIT;
        assertThat(
                        prompt.user()
                                .contains(
                                        "## Used often already\n- 'a breath she had been holding' (4 times, in chapters 1 and 3)\n"))
                .isEqualTo(told);
        assertThat(prompt.user()).doesNotContain("a rare phrase");
        assertThat(prompt.system()).contains("### Imagery (already used: do not repeat)\n- [i3001] a dark lamp");
    }

    @Test
    void anIssueIsShownWithItsQuote() {
        ChapterEnvelope retried = retried(Stage.EDIT);
        RetryOrder order = new RetryOrder(
                "EDIT_ONLY",
                Scope.SCENES,
                new TreeSet<>(Set.of(2)),
                Set.of(),
                List.of(new Issue("prose", Severity.LOW, "flat", "scene 2", "draft 2")),
                List.of());

        assertThat(PROMPTS.prompt(Stage.EDIT, retried.askedAbout(retried.work(), order), List.of())
                        .user())
                .contains("- prose (low, scene 2): flat (“draft 2”)");
    }

    @Test
    void formerIssuesStandUnderTheFormerReportForTheJudgeAndNowhereElse() {
        String judge =
                PROMPTS.prompt(Stage.JUDGE, retried(Stage.JUDGE), List.of()).user();

        assertThat(judge)
                .contains("## Former report\n- hook (high, scene 2): open it")
                .doesNotContain("## Issues", "## Revision instructions");
        assertThat(PROMPTS.prompt(Stage.EDIT, retried(Stage.EDIT), List.of()).user())
                .doesNotContain("## Former report");
    }

    @Test
    void aQuoteOfTheFormerReportIsShownWhereTheTextStillHasIt() {
        ChapterEnvelope retried = retried(Stage.JUDGE);
        RetryOrder order = new RetryOrder(
                "EDIT_ONLY",
                Scope.SCENES,
                new TreeSet<>(Set.of(2)),
                Set.of(),
                List.of(
                        new Issue("prose", Severity.LOW, "flat", "scene 1", "revision 1"),
                        // As a judge may write it: quotes count whatever their case and blanks.
                        new Issue("prose", Severity.LOW, "dull", "scene 1", "Revision\n1"),
                        new Issue("style", Severity.LOW, "worn", "scene 2", "it is gone")),
                List.of());

        assertThat(PROMPTS.prompt(Stage.JUDGE, retried.askedAbout(retried.work(), order), List.of())
                        .user())
                .contains(
                        "- prose (low, scene 1): flat (“revision 1”)\n- prose (low, scene 1): dull (“Revision 1”)\n- style (low, scene 2): worn\n");
    }

    @Test
    void aJudgeIsShownThePlanOfWhatChangedAndHowManyOtherScenesHeReadsAgain() {
        List<ScenePlan> scenes = IntStream.rangeClosed(1, 3)
                .mapToObj(scene -> new ScenePlan(
                        scene, "purpose " + scene, "setting " + scene, List.of("Ada"), "conflict " + scene, null, 150))
                .toList();
        Map<Integer, String> drafts = new HashMap<>();
        IntStream.rangeClosed(1, 3).forEach(scene -> drafts.put(scene, "draft " + scene));
        ChapterWork work = ChapterWork.nothing()
                .withSceneList(new SceneList(null, null, scenes))
                .with(Part.DRAFT, drafts)
                .with(Part.REVISION, drafts);
        RetryOrder order = order("EDIT_ONLY", 2).afterTexts(new TreeMap<>(), new TreeSet<>(Set.of(2)), 1);

        assertThat(PROMPTS.prompt(Stage.JUDGE, start().nextAttempt(work, order), List.of())
                        .user())
                .contains(
                        "{\"scenes\":[{\"scene_number\":1},{\"scene_number\":2,\"purpose\":\"purpose 2\","
                                + "\"conflict\":\"conflict 2\",\"target_words\":150},{\"scene_number\":3}]}",
                        "draft 1",
                        "draft 3");
    }

    @Test
    void aWriterIsShownTheWantedEntriesAndTheNeighboursTextsAndOfOtherScenesThePurpose() {
        List<ScenePlan> scenes = IntStream.rangeClosed(1, 6)
                .mapToObj(scene ->
                        new ScenePlan(scene, "purpose " + scene, "setting " + scene, List.of(), null, null, 150))
                .toList();
        Map<Integer, String> drafts = new HashMap<>();
        IntStream.rangeClosed(1, 6).filter(scene -> scene != 2).forEach(scene -> drafts.put(scene, "draft " + scene));
        ChapterEnvelope envelope = start().nextAttempt(
                        ChapterWork.nothing()
                                .withSceneList(new SceneList(null, null, scenes))
                                .with(Part.DRAFT, drafts),
                        order("WRITE_ONLY", 2));

        assertThat(PROMPTS.prompt(Stage.WRITE, envelope, List.of()).user())
                .contains("setting 2", "purpose 1", "purpose 4", "purpose 6", "draft 1", "draft 3")
                .doesNotContain("setting 1", "setting 4", "setting 6", "draft 4", "draft 6");
    }

    @Test
    void aPlannerIsShownTheFormerListOnlyWhereScenesOfItCanBeTakenBack() {
        ChapterEnvelope judged = judged();
        for (boolean offered : List.of(true, false)) {
            List<Erasure> erasures = List.of(new Erasure(Part.PLAN, new TreeSet<>(), offered));
            ChapterEnvelope retried = judged.nextAttempt(
                    judged.work().erase(erasures), order("REPLAN", 2).keepingAside(judged.work(), erasures));

            assertThat(PROMPTS.prompt(Stage.PLAN, retried, List.of()).user().contains("## Scene list"))
                    .isEqualTo(offered);
        }
    }

    @Test
    void aFirstPassHasNoEmptyHeadings() {
        Prompt prompt = PROMPTS.prompt(Stage.PLAN, start(), List.of());

        assertThat(prompt.user())
                .doesNotContain("## Previous text", "## Issues", "## Revision instructions", "## Facts");
    }

    @Test
    void theJudgeIsToldWhatWasCounted() {
        Finding finding = Finding.wholeChapter(Finding.Kind.WORD_COUNT, "The chapter has 12 words.");

        assertThat(PROMPTS.prompt(Stage.JUDGE, retried(Stage.JUDGE), List.of(finding))
                        .user())
                .contains("## Facts\n- The chapter has 12 words.");
    }

    /** What is the same from call to call comes first, byte for byte. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void theSystemMessageStaysTheSameAsLongAsTheBibleDoes(Stage stage) {
        String first = PROMPTS.prompt(stage, start(), List.of()).system();

        assertThat(PROMPTS.prompt(stage, retried(stage), List.of()).system()).isEqualTo(first);
        assertThat(PromptTemplates.load()
                        .prompt(
                                stage,
                                retried(Stage.WRITE),
                                List.of(Finding.wholeChapter(Finding.Kind.WORD_COUNT, "x")))
                        .system())
                .isEqualTo(first);
    }

    /** The truth card and the role come after it. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void allStagesOfAChapterShareBookAndBible(Stage stage) {
        String writer = PROMPTS.prompt(Stage.WRITE, start(), List.of()).system();
        String shared = writer.substring(0, writer.indexOf("\n\n## Role\n"));
        String system = PROMPTS.prompt(stage, start(), List.of()).system();

        assertThat(shared).contains("Mara Venn", "The lamp is dark.");
        assertThat(system).startsWith(shared).contains("\n\n## Role\nYou are the " + stage.role() + " ");
        assertThat(system.indexOf("## Truth card")).isLessThan(system.indexOf("## Role"));
    }

    /** A bible grows at its lists' ends: the book, the style and the people's lines stay a common prefix. */
    @Test
    void aGrownBibleKeepsThePrefixUpToItsFacts() {
        ChapterEnvelope start = start();
        StoryBible grown = start.bible()
                .after(
                        1,
                        new BibleChanges(
                                "It rained.",
                                List.of("The key is gone."),
                                List.of(),
                                List.of(new BibleChanges.CharacterChange("Mara Venn", "is tired")),
                                List.of(),
                                List.of(),
                                List.of()));
        String before = PROMPTS.prompt(Stage.JUDGE, start, List.of()).system();
        String after = PROMPTS.prompt(
                        Stage.JUDGE, ChapterEnvelope.start(Digests.request(start.brief(), grown), grown, 0), List.of())
                .system();

        String stable =
                before.substring(0, before.indexOf("- [f1] The lamp is dark.") + "- [f1] The lamp is dark.".length());
        assertThat(stable).contains("suddenly", "Mara Venn");
        assertThat(after).startsWith(stable).contains("### How they have changed\n- Mara Venn: [p1001] is tired");
    }

    @Test
    void neighboursAreTheScenesRightBeforeAndAfterAWantedOne() {
        TreeSet<Integer> planned = new TreeSet<>(Set.of(1, 2, 3, 5, 8));

        assertThat(PreviousText.NEIGHBOURS.shown(planned, planned, Set.of(3))).containsExactly(2, 5);
        assertThat(PreviousText.NEIGHBOURS.shown(planned, planned, Set.of(1, 8)))
                .containsExactly(2, 5);
        assertThat(PreviousText.NEIGHBOURS.shown(planned, Set.of(1, 2), Set.of(3, 5, 8)))
                .containsExactly(2);
        assertThat(PreviousText.ALL.shown(planned, planned, Set.of(3))).containsExactly(1, 2, 5, 8);
        assertThat(PreviousText.NEIGHBOURS.shown(planned, Set.of(), planned)).isEmpty();
    }

    private static ChapterEnvelope start() {
        BookFrame frame = new BookFrame(
                "Title",
                "mystery",
                "en",
                "Light.",
                900,
                0.1,
                new Style(List.of("plain"), "third_limited", List.of("suddenly")));
        StoryBible bible = StoryBible.initial(
                List.of(new StoryCharacter("Mara Venn", "lead", "to know", "short", List.of())),
                List.of("The lamp is dark."),
                new TruthCard(Map.of("culprit", "Zebulon Quartermain")));
        ChapterBrief brief =
                new ChapterBrief(new ChapterId("book", 1), frame, "Salt", "Mara comes.", List.of("find it"), "Wet.");
        return ChapterEnvelope.start(Digests.request(brief, bible), bible, 0);
    }

    private static SceneList plan() {
        return new SceneList(
                "Salt",
                null,
                List.of(
                        new ScenePlan(1, "arrive", "quay", List.of("Mara Venn"), "c", "h", 450),
                        new ScenePlan(2, "leave", "quay", List.of("Mara Venn"), "c", "h", 450)));
    }

    private static ChapterEnvelope judged() {
        return start().nextAttempt(
                        ChapterWork.nothing()
                                .withSceneList(plan())
                                .with(Part.DRAFT, Map.of(1, "draft 1", 2, "draft 2"))
                                .with(Part.REVISION, Map.of(1, "revision 1", 2, "revision 2")),
                        order("EDIT_ONLY", 2));
    }

    private static RetryOrder order(String level, int scene) {
        return new RetryOrder(
                level,
                Scope.SCENES,
                new TreeSet<>(Set.of(scene)),
                Set.of(),
                List.of(new Issue("hook", Severity.HIGH, "open it", "scene " + scene)),
                List.of("mend it"));
    }

    /** A chapter whose scene 2 goes back to the stage. */
    private static ChapterEnvelope retried(Stage stage) {
        ChapterWork work = ChapterWork.nothing()
                .withSceneList(plan())
                .with(Part.DRAFT, Map.of(1, "draft 1", 2, "draft 2"))
                .with(Part.REVISION, Map.of(1, "revision 1", 2, "revision 2"));
        Part erased = stage == Stage.EDIT ? Part.REVISION : Part.DRAFT;
        if (stage == Stage.WRITE || stage == Stage.EDIT) {
            work = work.erase(List.of(new Erasure(erased, new TreeSet<>(Set.of(2)))));
        }
        RetryOrder order = new RetryOrder(
                "WRITE_ONLY",
                Scope.SCENES,
                new TreeSet<>(Set.of(2)),
                Set.of(),
                List.of(new Issue("hook", Severity.HIGH, "open it", "scene 2")),
                List.of("mend it"));
        return start().nextAttempt(work, order);
    }
}
