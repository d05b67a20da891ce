package dev.storycrew.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.decision.Outcomes;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.Redo;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the campaign says of accepted chapters that were made again wrongly. Chapter 2 rests on what chapter 1 says. */
class RedoneCheckTest {
    private static final String BOOK = "redone-1";

    private final Map<String, List<Object>> topics = new HashMap<>();
    private final ChapterRequest first = requested(1);
    private final ChapterRequest second = requested(2);
    private final StoryBible initial = first.bible();
    private final BibleChanges was = says("The lamp is dark.", List.of());
    private final BibleChanges is = says("The lamp burns.", List.of()).numberedAfter(was);
    private final BibleChanges rests = says("Mara waits.", List.of("f1001"));
    private final StoryBible now = initial.after(1, is);

    private final ChapterOutcome redone = outcome(first, initial, 2, is, "One.", "redo-1");

    RedoneCheckTest() {
        put("chapter-requests", first, second);
        put("chapters", outcome(first, initial, 1, was, "One.", null));
        put("chapters", outcome(second, initial.after(1, was), 1, rests, "Two.", null));
        put("chapters", redone);
        put("command-results", passedOn("redo-1", 1, null), answered("redo-1", 1));
    }

    @Test
    void whatFollowsFromTheCommandIsAsItMustBe() {
        recheck("Two.", rests);
        left(now.after(2, rests));

        assertThat(finding().violations()).isEmpty();
        assertThat(finding().counts())
                .isEqualTo("1 book, 2 later outcomes, 1 of them of a second look that was passed");
    }

    @Test
    void aChapterThatNobodyLookedAtAgainIsNamed() {
        left(now.after(2, rests));

        assertThat(finding().violations()).containsExactly("redone-1/2 rests on what has changed since it was judged");
    }

    @Test
    void aBibleThatWasNotFoldedAnewIsNamed() {
        recheck("Two.", rests);
        left(initial.after(1, was).after(2, rests));

        assertThat(finding().violations())
                .containsExactly("redone-1: the newest bible is not the one folded from what stands");
    }

    @Test
    void aSecondLookThatChangesTheTextIsNamed() {
        recheck("Two!", rests);
        left(now.after(2, rests));

        assertThat(finding().violations())
                .containsExactly(
                        "redone-1/2 run 2 passed a second look with another text, or other changes of the bible");
    }

    @Test
    void aSecondLookThatChangesTheBibleIsNamed() {
        BibleChanges others = says("Mara leaves.", List.of("f1001"));
        recheck("Two.", others);
        left(now.after(2, others));

        assertThat(finding().violations())
                .containsExactly(
                        "redone-1/2 run 2 passed a second look with another text, or other changes of the bible");
    }

    @Test
    void aCommandThatBeganTwoRunsIsNamed() {
        put("command-results", passedOn("redo-1", 1, null));
        recheck("Two.", rests);
        left(now.after(2, rests));

        assertThat(finding().violations()).containsExactly("redone-1: command redo-1 was passed on 2 times");
    }

    @Test
    void aCommandThatWasForgottenIsNamed() {
        put("command-results", passedOn("redo-2", 1, null));
        recheck("Two.", rests);
        left(now.after(2, rests));

        assertThat(finding().violations()).containsExactly("redone-1: command redo-2 was never answered");
    }

    @Test
    void aLaterOutcomeWithoutACommandIsNamed() {
        recheck("Two.", rests);
        put("chapters", outcome(first, initial, 3, is, "One.", null));
        left(now.after(2, rests));

        assertThat(finding().violations())
                .containsExactly("redone-1/1 run 3 ended without a command, or in an older run");
    }

    private void recheck(String text, BibleChanges changes) {
        put("command-results", passedOn("redo-1-recheck-2", 2, "RECHECK"), answered("redo-1-recheck-2", 2));
        put("chapters", outcome(second, now, 2, changes, text, "redo-1-recheck-2"));
    }

    private void left(StoryBible bible) {
        put("story-bibles", new BibleSnapshot(new ChapterId(BOOK, 2), 1, bible));
    }

    private CampaignVerdict.Finding finding() {
        Map<String, List<EvidenceRecord>> byTopic = new HashMap<>();
        topics.forEach((topic, values) -> byTopic.put(
                topic,
                values.stream()
                        .map(value -> new EvidenceRecord(topic, 0, 0, BOOK, "", value, null))
                        .toList()));
        RedoneCheck check = new RedoneCheck();
        check.look(new Slice(byTopic, false));
        return check.finding();
    }

    private void put(String topic, Object... values) {
        topics.computeIfAbsent(topic, none -> new ArrayList<>()).addAll(List.of(values));
    }

    private static ChapterRequest requested(int number) {
        BookFrame frame = new BookFrame("B", "mystery", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        return new ChapterRequest(
                "r" + number,
                new ChapterBrief(new ChapterId(BOOK, number), frame, "T", "S", List.of(), null),
                StoryBible.initial(List.of(), List.of("It rains."), null));
    }

    private static BibleChanges says(String fact, List<String> reliedOn) {
        return new BibleChanges(null, List.of(fact), List.of(), List.of(), List.of(), List.of(), List.of())
                .referring(List.of(), List.of(), reliedOn)
                .with(List.of(), "The end.");
    }

    private ChapterOutcome outcome(
            ChapterRequest request,
            StoryBible before,
            int run,
            BibleChanges changes,
            String text,
            @Nullable String command) {
        JudgeReport report = new JudgeReport(
                new Scores(8, 8, 8, 8, 8, 8, 8),
                new HardFail(true, List.of()),
                true,
                List.of(),
                List.of(),
                List.of(),
                List.of());
        SceneList plan = new SceneList(null, null, List.of(new ScenePlan(1, "p", null, List.of(), null, null, 100)));
        ChapterWork work = ChapterWork.nothing()
                .withSceneList(plan)
                .with(Part.DRAFT, Map.of(1, text))
                .with(Part.REVISION, Map.of(1, text));
        ChapterEnvelope start = ChapterEnvelope.start(request, before, 0, 0);
        ChapterEnvelope begun = run == 1
                ? start
                : start.again(new Redo(2, "redo-1", List.of(), was), null, false)
                        .comingBackAfter(run - 1)
                        .nextRun(
                                work,
                                null,
                                null,
                                OperatorCommand.of(
                                        String.valueOf(command),
                                        OperatorCommand.Kind.RETRY,
                                        request.brief().id().toString(),
                                        null,
                                        "mia",
                                        0),
                                start);
        ChapterEnvelope judged = begun.afterStage(work, cost(run == 1 ? Stage.WRITE : Stage.JUDGE))
                .afterJudge(report, cost(Stage.JUDGE));
        put("judge-results", judged);
        ChapterOutcome outcome = Outcomes.accepted(judged, report, changes, Budget.UNLIMITED, 0);
        return command == null && run > 1 ? withoutCommand(outcome) : outcome;
    }

    private static ChapterOutcome withoutCommand(ChapterOutcome outcome) {
        return new ChapterOutcome(
                outcome.requestId(),
                outcome.brief(),
                outcome.run(),
                outcome.kind(),
                outcome.best(),
                outcome.bibleChanges(),
                outcome.bible(),
                outcome.history(),
                outcome.costs(),
                outcome.arm(),
                outcome.policy(),
                outcome.explanation(),
                null,
                outcome.requestedAt(),
                outcome.endedAt(),
                outcome.reason(),
                outcome.leftNanoUsd(),
                outcome.explanationVersion(),
                outcome.canon(),
                outcome.byHand());
    }

    private static StageCost cost(Stage stage) {
        return new StageCost(0, stage, new Usage(1, 0, 10, 0, 0, 5, 0, 1, true));
    }

    private static CommandResult passedOn(String id, int chapter, @Nullable String level) {
        return result(id, chapter, level, CommandResult.Verdict.PASSED_ON);
    }

    private static CommandResult answered(String id, int chapter) {
        return result(id, chapter, null, CommandResult.Verdict.DONE);
    }

    private static CommandResult result(String id, int chapter, @Nullable String level, CommandResult.Verdict verdict) {
        OperatorCommand command = new OperatorCommand(
                id,
                OperatorCommand.Kind.RETRY,
                BOOK + "/" + chapter,
                level,
                new TreeSet<>(),
                null,
                new TreeMap<>(),
                null,
                "mia",
                0);
        return new CommandResult(command, verdict, "router", "", 2, null, 0);
    }
}
