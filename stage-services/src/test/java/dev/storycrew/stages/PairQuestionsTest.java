package dev.storycrew.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.decision.Decision;
import dev.storycrew.core.decision.DecisionRules;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.PairChoice;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.Scope;
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
import dev.storycrew.llm.Billing;
import dev.storycrew.llm.ModelEndpoint;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.Prompt;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.ProviderTimings;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.judge.JudgeSettings;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code judge.best: pairs}: of the attempts that all failed, the one is kept that a judge prefers in both orders. */
class PairQuestionsTest {
    private static final PromptTemplates PROMPTS = PromptTemplates.load();
    private static final JudgeSettings PAIRS = new JudgeSettings(0, true);
    /** By the default policy. */
    private static final int LAST = 3;

    private static final String OLD = "The tide went out, and Mara stayed.";
    private static final String NEW = "Nobody had counted the boats.";

    @ParameterizedTest
    @CsvSource({
        // the earlier text is first in the first question, second in the second one
        "first, second, EARLIER, 0",
        "second, first, LATER, 3",
        // a judge who prefers a place prefers no text: the scores decide, 9 before 5
        "first, first, NEITHER, 0",
        "second, second, NEITHER, 0",
        "first, neither, NEITHER, 0",
    })
    void theTextIsKeptThatIsBetterInBothOrders(String one, String two, PairChoice preferred, int kept)
            throws Exception {
        Answers model = new Answers(report(5), better(one), better(two));

        StageResult judged = model.judge(lastAttempt(9, true), PAIRS, Budget.UNLIMITED);

        PairVerdict verdict = Objects.requireNonNull(judged.envelope().compared());
        assertThat(verdict.earlier()).isZero();
        assertThat(verdict.preferred()).isEqualTo(preferred);
        assertThat(model.requests.get(1))
                .contains("## First text\n=== SCENE 1 ===\n" + OLD)
                .contains(second(NEW));
        assertThat(model.requests.get(2))
                .contains("## First text\n=== SCENE 1 ===\n" + NEW)
                .contains(second(OLD));
        assertThat(model.requests).allMatch(request -> request.startsWith("CHAPTER book/1 ATTEMPT 3\n"));
        assertThat(model.systems).as("one prefix for the provider's cache").hasSize(1);
        assertThat(Objects.requireNonNull(decided(judged.envelope()).best()).attempt())
                .isEqualTo(kept);
    }

    @Test
    void whatTheComparisonCostsIsOnTheStageRunAndInTheChaptersCostButIsNoAnswersCost() throws Exception {
        StageResult judged = new Answers(report(5), better("first"), better("second"))
                .judge(lastAttempt(9, true), PAIRS, Budget.UNLIMITED);

        assertThat(judged.facts().usage().calls()).isEqualTo(3);
        assertThat(Objects.requireNonNull(judged.facts().compared()).usage().calls())
                .isEqualTo(2);
        assertThat(judged.facts().answer().usage().calls()).isEqualTo(1);
        assertThat(judged.envelope().costs())
                .singleElement()
                .satisfies(cost ->
                        assertThat(cost.usage()).isEqualTo(judged.facts().usage()));
    }

    @Test
    void anAnswerThatPrefersNothingIsNotAskedInTheOtherOrder() throws Exception {
        StageResult judged =
                new Answers(report(5), better("neither")).judge(lastAttempt(9, true), PAIRS, Budget.UNLIMITED);

        assertThat(judged.envelope().compared()).isEqualTo(new PairVerdict(0, PairChoice.NEITHER, null));
    }

    @Test
    void aBrokenAnswerIsAskedForOnceMoreAndThenTheScoresDecide() throws Exception {
        StageResult mended = new Answers(report(9), "well ..", better("second"), better("first"))
                .judge(lastAttempt(5, true), PAIRS, Budget.UNLIMITED);
        StageResult broken =
                new Answers(report(9), "well ..", better("third")).judge(lastAttempt(5, true), PAIRS, Budget.UNLIMITED);

        assertThat(Objects.requireNonNull(mended.envelope().compared()).preferred())
                .isEqualTo(PairChoice.LATER);
        assertThat(broken.envelope().compared()).isNull();
        assertThat(broken.envelope().work().report()).isNotNull();
        assertThat(Objects.requireNonNull(broken.facts().compared()).usage().calls())
                .isEqualTo(2);
        assertThat(Objects.requireNonNull(decided(broken.envelope()).best()).attempt())
                .isEqualTo(LAST);
    }

    @Test
    void aBudgetThatIsSpentLeavesTheReportAsItIs() throws Exception {
        Answers model = new Answers(report(5));

        StageResult judged = model.judge(lastAttempt(9, true), PAIRS, Budget.ofUsd(0.03, null));

        assertThat(model.requests).hasSize(1);
        assertThat(judged.envelope().compared()).isNull();
        assertThat(judged.envelope().work().report()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, true, 5, true",
        "true, false, true, 5, true",
        "true, true, false, 5, true",
        "true, true, true, 9, true",
        "true, true, true, 5, false",
    })
    void nothingIsAskedWhereItIsNotConfiguredOrNotTheLastAttemptOrPassesOrOneFailedSafety(
            boolean configured, boolean last, boolean bestIsSafe, int score, boolean safe) throws Exception {
        Answers model = new Answers(report(score)
                .replace("\"safety_pass\":true", "\"safety_pass\":" + safe)
                .replace("\"passed\":false", "\"passed\":" + (score == 9)));
        ChapterEnvelope envelope = lastAttempt(9, bestIsSafe);
        RetryOrder order = Objects.requireNonNull(envelope.order()).asLast(last);

        StageResult judged = model.judge(
                envelope.askedAbout(envelope.work(), order), new JudgeSettings(0, configured), Budget.UNLIMITED);

        assertThat(model.requests).hasSize(1);
        assertThat(judged.envelope().compared()).isNull();
        assertThat(judged.facts().compared()).isNull();
    }

    @Test
    void theRouterSaysWhichAttemptIsTheLastAndNoVerdictOutlivesItsDecision() throws Exception {
        ChapterEnvelope failed = new Answers(report(5))
                .judge(lastAttempt(9, true), JudgeSettings.DEFAULT, Budget.UNLIMITED)
                .envelope()
                .compared(new PairVerdict(0, PairChoice.LATER, PairChoice.LATER));

        ChapterEnvelope decided = decided(failed);
        assertThat(decided.compared()).isNull();
        assertThat(Objects.requireNonNull(decided.best()).attempt()).isEqualTo(LAST);
        for (int attempt : List.of(0, 1, 2)) {
            ChapterEnvelope earlier = new Answers(report(5))
                    .judge(attempt(attempt, 9, true), JudgeSettings.DEFAULT, Budget.UNLIMITED)
                    .envelope();
            assertThat(Objects.requireNonNull(decided(earlier).order()).last()).isEqualTo(attempt == LAST - 1);
        }
    }

    @Test
    void theRehearsalModelPrefersTheTextWithLessToComplainOf() throws Exception {
        RehearsalModel rehearsal =
                new RehearsalModel(RehearsalSettings.of(1, RehearsalSettings.noMistakes(), Duration.ZERO));
        String good = "“What did you want?” “The key.” She wanted it back. “Then say so.”";
        ChapterEnvelope envelope = lastAttempt(9, true);
        TreeMap<Integer, String> better = new TreeMap<>(Map.of(1, good));
        TreeMap<Integer, String> worse = new TreeMap<>(Map.of(1, NEW));

        assertThat(answer(rehearsal, PROMPTS.pair(envelope, better, worse))).contains("\"better\":\"first\"");
        assertThat(answer(rehearsal, PROMPTS.pair(envelope, worse, better))).contains("\"better\":\"second\"");
        assertThat(answer(rehearsal, PROMPTS.pair(envelope, worse, worse))).contains("\"better\":\"neither\"");
    }

    private static String answer(RehearsalModel model, Prompt prompt) {
        return model.answer(prompt.system(), prompt.user());
    }

    private static String second(String text) {
        return "## Second text\n=== SCENE 1 ===\n" + text;
    }

    private static String better(String which) {
        return "{\"because\":\"it moves\",\"better\":\"" + which + "\"}";
    }

    private static String report(int score) {
        return """
                {"scores":{"continuity":S,"pacing":S,"character_motivation":S,"genre_fulfillment":S,"prose":S,"hook":S,
                "clue_fairness":S},"hard_fail":{"safety_pass":true,"continuity_conflicts":[]},"passed":false,
                "issues":[],"revision_instructions":["mend it"],"strengths":["the boats"]}""".replace("S,", score + ",").replace(":S}", ":" + score + "}");
    }

    private static ChapterEnvelope lastAttempt(double bestScore, boolean bestIsSafe) {
        return attempt(LAST, bestScore, bestIsSafe);
    }

    /** A chapter on its way to the judge; the best attempt before is attempt 0. */
    private static ChapterEnvelope attempt(int number, double bestScore, boolean bestIsSafe) {
        ChapterBrief brief = new ChapterBrief(
                new ChapterId("book", 1),
                new BookFrame("Title", "romance", "en", null, 6, 0.9, new Style(List.of(), null, List.of())),
                "Salt",
                "Mara comes.",
                List.of(),
                null);
        StoryBible bible = StoryBible.initial(List.of(), List.of(), null);
        BestAttempt best = new BestAttempt(0, bestScore, bestIsSafe, null, new TreeMap<>(Map.of(1, OLD)));
        ChapterWork work = ChapterWork.nothing()
                .withSceneList(new SceneList(
                        null, null, List.of(new ScenePlan(1, "Mara comes", null, List.of(), "c", "h", 6))))
                .with(Part.DRAFT, Map.of(1, NEW))
                .with(Part.REVISION, Map.of(1, NEW));
        RetryOrder order =
                new RetryOrder("EDIT_ONLY", Scope.CHAPTER, new TreeSet<>(), Set.of(), List.of(), List.of("mend it"));
        ChapterEnvelope envelope = ChapterEnvelope.start(Digests.request(brief, bible), bible, 0)
                .decided(
                        new AttemptRecord(
                                0, new Scores(9, 9, 9, 9, 9, 9, 9), bestIsSafe, false, List.of(), "EDIT_ONLY", false),
                        best,
                        Arm.SELECTIVE,
                        "default@1");
        if (number == 0) {
            return envelope.askedAbout(work, order);
        }
        for (int attempt = 1; attempt <= number; attempt++) {
            envelope = envelope.nextAttempt(work, order.asLast(number == LAST));
        }
        return envelope;
    }

    private static ChapterEnvelope decided(ChapterEnvelope judged) {
        return Decision.on(
                        judged,
                        new DecisionRules(RetryPolicy.defaults(), true, Budget.UNLIMITED),
                        report -> "digest",
                        0)
                .envelope();
    }

    /** A model that gives prepared answers and keeps what it was asked; it is never asked more often. */
    private static final class Answers implements ChatModel {
        private final Deque<String> left;
        private final List<String> requests = new ArrayList<>();
        private final Set<String> systems = new TreeSet<>();

        Answers(String... answers) {
            left = new ArrayDeque<>(List.of(answers));
        }

        StageResult judge(ChapterEnvelope envelope, JudgeSettings settings, Budget budget) throws Exception {
            ModelEndpoint endpoint = new ModelEndpoint(
                    new Provider("prepared", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                    this,
                    ProviderKind.REHEARSAL,
                    "prepared",
                    Billing.REHEARSAL);
            ModelGateway gateway = new ModelGateway(List.of(endpoint), budget, ProviderTimings.DEFAULT);
            StageResult result =
                    StageLogics.of(Stage.JUDGE, gateway, PROMPTS, settings).run(envelope, () -> {});
            assertThat(left).isEmpty();
            return result;
        }

        @Override
        public ChatResponse doChat(ChatRequest chat) {
            systems.add(((SystemMessage) chat.messages().get(0)).text());
            requests.add(((UserMessage) chat.messages().get(1)).singleText());
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(left.removeFirst()))
                    .modelName("prepared")
                    .finishReason(FinishReason.STOP)
                    .tokenUsage(new TokenUsage(100_000, 10))
                    .build();
        }
    }
}
