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
import dev.storycrew.llm.Prompt;
import dev.storycrew.schemas.codec.Digests;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    void editIsShownItsDraftsAndThePreservedScenesApart() {
        Prompt prompt = PROMPTS.prompt(Stage.EDIT, retried(Stage.EDIT), List.of());

        assertThat(prompt.user())
                .endsWith("\nSCENES: 2")
                .contains("## Previous text\n=== SCENE 1 ===\nrevision 1")
                .contains("## Drafts\n=== SCENE 2 ===\ndraft 2");
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

    /** A bible grows at its lists' ends: the book, the style, the truth card and the people's lines stay a common prefix. */
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

        String stable = before.substring(0, before.indexOf("- The lamp is dark.") + "- The lamp is dark.".length());
        assertThat(stable).contains("Zebulon Quartermain", "Mara Venn");
        assertThat(after).startsWith(stable).contains("### How they have changed\n- Mara Venn: is tired");
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
