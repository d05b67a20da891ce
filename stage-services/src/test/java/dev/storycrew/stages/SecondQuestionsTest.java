package dev.storycrew.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.decision.Decision;
import dev.storycrew.core.decision.DecisionRules;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.PartialReview;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.llm.Billing;
import dev.storycrew.llm.ModelEndpoint;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.ProviderTimings;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.judge.JudgeSettings;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageResult;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stages that ask twice in one run: for whole scenes, for a second look, for a full review. */
class SecondQuestionsTest {
    private static final PromptTemplates PROMPTS = PromptTemplates.load();
    private static final int NEVER = 0;
    private static final int ALWAYS = 100;
    /** 100,000 tokens in and 10 out, at the rehearsal model's notional price. */
    private static final double ONE_CALL = 0.050015;

    private static final String PLAN = """
            {"chapter_number":1,"scenes":[
            {"scene_number":1,"purpose":"arrive","target_words":20},
            {"scene_number":2,"purpose":"ask","target_words":20},
            {"scene_number":3,"purpose":"leave","target_words":20}]}""";
    private static final Map<Integer, String> DRAFTS = Map.of(
            1, "Mara came by the early boat.\n\nNobody waited for her on the quay that morning.",
            2, "She asked for the key.\n\nTobias looked at the floor and gave her nothing at all.",
            3, "So she left again.\n\nBehind her somebody lit the lamp, and then put it out?");

    private static final RetryPolicy ECONOMY = PolicyFile.parse(
            "test", "name: economy\nreview: changed-scenes\nunlocated: stage-chooses\ngates: {findings: []}\n");

    @Test
    void aModelThatCannotAnswerInPassagesIsAskedForWholeScenes() throws Exception {
        ChapterEnvelope written = written();
        Answers model = new Answers(
                "=== SCENE 1 PARAGRAPH 9 ===\nx\n=== SCENE 2 KEEP ===\n=== SCENE 3 KEEP ===",
                "=== SCENE 1 PARAGRAPHS 2-1 ===\nx\n=== SCENE 2 KEEP ===\n=== SCENE 3 KEEP ===",
                whole("edited "));

        StageResult edited = model.run(Stage.EDIT, written, NEVER);

        assertThat(edited.envelope().work().texts(Part.REVISION).get(1)).isEqualTo("edited " + DRAFTS.get(1));
        assertThat(edited.facts().usage().calls()).isEqualTo(3);
        assertThat(model.requests.get(0)).contains("[1] Mara came", "the lines that your role names");
        assertThat(model.requests.get(2)).contains("\nMara came").doesNotContain("[1] Mara came", "PARAGRAPHS");
        assertThat(edited.envelope().attempt()).isZero();
    }

    @Test
    void aSecondLookThatFailsLeavesTheFirstAnswerAndIsPaid() throws Exception {
        ChapterEnvelope written = written();
        String repeated = "Nobody had seen her come, and nobody would ever see her go away again from there.";
        Answers model = new Answers(
                "=== SCENE 1 AFTER 2 ===\n" + repeated + "\n=== SCENE 2 AFTER 2 ===\n" + repeated
                        + "\n=== SCENE 3 KEEP ===",
                "nonsense",
                "nonsense",
                "nonsense",
                "nonsense");

        StageResult edited = model.run(Stage.EDIT, written, NEVER);

        assertThat(edited.envelope().work().texts(Part.REVISION).get(2)).endsWith(repeated);
        assertThat(edited.facts().lookedAgain()).isEmpty();
        assertThat(edited.facts().usage().calls()).isEqualTo(5);
        assertThat(edited.envelope().costs()).hasSize(written.costs().size() + 1);
    }

    @Test
    void aPlanThatSaysNothingCostsNoSecondLookForNoEditMendsIt() throws Exception {
        ChapterEnvelope written = writtenAfter(PLAN.replace("arrive", "TBD"));
        Answers model = new Answers("=== SCENE 1 KEEP ===\n=== SCENE 2 KEEP ===\n=== SCENE 3 KEEP ===");

        StageResult edited = model.run(Stage.EDIT, written, NEVER);

        assertThat(edited.facts().usage().calls()).isEqualTo(1);
        assertThat(model.requests).hasSize(1);
    }

    @Test
    void aSecondLookChangesOnlyTheScenesThatWereAskedFor() throws Exception {
        ChapterEnvelope edited = new Answers(
                        "=== SCENE 1 KEEP ===\n=== SCENE 2 KEEP ===\n=== SCENE 3 KEEP ===", "=== SCENE 1 KEEP ===")
                .run(Stage.EDIT, written("quay"), NEVER)
                .envelope();
        ChapterEnvelope judged = new Answers(report(8, "pacing", "scene 2"))
                .run(Stage.JUDGE, edited, NEVER)
                .envelope();
        String untouched = String.valueOf(judged.work().texts(Part.REVISION).get(1));
        assertThat(untouched)
                .as("the forbidden word is in a scene that is kept too")
                .contains("quay");
        Answers model = new Answers(
                "=== SCENE 2 PARAGRAPH 1 ===\nShe asked for the key on the quay.",
                "=== SCENE 1 ===\nNo word of it.\n=== SCENE 2 PARAGRAPH 1 ===\nShe asked for the key.");

        // Of a policy by which the word does not gate: only scene 2 goes back.
        StageResult again = model.run(Stage.EDIT, retried(judged, ECONOMY), NEVER);

        assertThat(model.requests.get(1)).contains("\nSCENES: 2", "quay");
        assertThat(again.facts().lookedAgain()).containsExactly(2);
        assertThat(again.envelope().work().texts(Part.REVISION))
                .containsEntry(1, untouched)
                .containsEntry(2, "She asked for the key.\n\nTobias looked at the floor and gave her nothing at all.");
    }

    @Test
    void aWriterThatKeepsEverySceneIsAskedWithoutTheOffer() throws Exception {
        ChapterEnvelope retried = retried(judged(report(8, "motivation", "")), ECONOMY);
        String keep = "=== SCENE 1 KEEP ===\n=== SCENE 2 KEEP ===\n=== SCENE 3 KEEP ===";
        Answers model = new Answers(keep, keep, whole("written again: "));

        StageResult written = model.run(Stage.WRITE, retried, NEVER);

        assertThat(model.requests.get(2)).doesNotContain("## Current text", "KEEP");
        assertThat(written.envelope().work().texts(Part.DRAFT).get(3)).startsWith("written again: ");
        assertThat(written.envelope().work().texts(Part.REVISION)).isEmpty();
    }

    @Test
    void aSecondQuestionCountsWhatTheFirstOneCost() throws Exception {
        ChapterEnvelope edited = editedAgain();
        double spent = edited.spent().usd();
        Answers model = new Answers(partial(8, true), report(8, null, null));

        assertThatThrownBy(() -> model.run(Stage.JUDGE, edited, NEVER, Budget.ofUsd(spent + ONE_CALL + 0.0005, null)))
                .isInstanceOf(ChapterStoppedException.class);
        assertThat(model.requests).hasSize(1);
    }

    /** Scenes in another order are a change that the changed scenes alone do not show. */
    @Test
    void aPlanWithScenesInAnotherOrderIsReadInFull() throws Exception {
        ChapterEnvelope retried = retried(
                judged(report(8, "structure", "scene 3")),
                PolicyFile.read(Path.of("../examples/policies/economy.yaml")));
        String moved = PLAN.replace("arrive", "ASK")
                .replace("ask", "arrive")
                .replace("ASK", "ask")
                .replace("leave", "stay");

        ChapterEnvelope planned =
                new Answers(moved).run(Stage.PLAN, retried, NEVER).envelope();

        assertThat(planned.work().texts(Part.REVISION)).containsOnlyKeys(1, 2);
        assertThat(Objects.requireNonNull(planned.order()).review()).isEqualTo(Review.CHAPTER);
        ChapterEnvelope inPlace = new Answers(PLAN.replace("leave", "stay"))
                .run(Stage.PLAN, retried, NEVER)
                .envelope();
        assertThat(Objects.requireNonNull(inPlace.order()).review()).isEqualTo(Review.CHANGED_SCENES);
        assertThat(inPlace.work().texts(Part.REVISION)).containsOnlyKeys(1, 2);
    }

    @Test
    void ofASceneThatDoesNotChangeThePlannerHandsBackOnlyThePurpose() throws Exception {
        ChapterEnvelope retried = retried(
                judged(report(8, "structure", "scene 3")),
                PolicyFile.read(Path.of("../examples/policies/economy.yaml")));
        String brief = """
                {"chapter_number":1,"scenes":[
                {"scene_number":1,"purpose":"arrive"},
                {"scene_number":2,"purpose":"%s","setting":"","characters":[],"conflict":"","exit_hook":"","target_words":0,
                 "knows":"","ending":""},
                {"scene_number":3,"purpose":"stay","target_words":20}]}""";

        ChapterEnvelope planned = new Answers(brief.formatted("ask"))
                .run(Stage.PLAN, retried, NEVER)
                .envelope();

        assertThat(planned.work().texts(Part.REVISION)).containsOnlyKeys(1, 2);
        assertThat(Objects.requireNonNull(planned.order()).review()).isEqualTo(Review.CHANGED_SCENES);
        assertThat(Objects.requireNonNull(planned.work().sceneList()).scenes())
                .extracting(ScenePlan::purpose, ScenePlan::targetWords)
                .containsExactly(tuple("arrive", 20), tuple("ask", 20), tuple("stay", 20));
        ChapterEnvelope another = new Answers(brief.formatted("ask again"))
                .run(Stage.PLAN, retried, NEVER)
                .envelope();
        assertThat(another.work().texts(Part.REVISION)).containsOnlyKeys(1);
    }

    @Test
    void aPartialReviewIsShownWhatChangedAndItsJoinsAndCountsAlone() throws Exception {
        ChapterEnvelope edited = editedAgain();
        Answers model = new Answers(partial(8, false));

        StageResult judged = model.run(Stage.JUDGE, edited, NEVER);

        assertThat(model.requests).hasSize(1);
        assertThat(model.requests.get(0))
                .contains("## Chapter text\n=== SCENE 2 ===", "## Former report\nScores: continuity 8.0", "mended")
                .contains("## Previous text\n=== SCENE 1 ===")
                .doesNotContain("## Chapter text\n=== SCENE 1 ===");
        assertThat(judged.envelope().reviewedInPart()).isTrue();
        assertThat(judged.facts().partialReview()).isEqualTo(new PartialReview(true, 8, null, true));
    }

    @ParameterizedTest
    @CsvSource({"8, true, 0, UNSURE", "7, false, 0, SCORE_FELL", "8, false, 100, SAMPLED"})
    void aPartialReviewThatIsNotEnoughIsFollowedByAFullOneInTheSameRun(
            int score, boolean unsure, int samplePercent, FullReading why) throws Exception {
        ChapterEnvelope edited = editedAgain();
        Answers model = new Answers(partial(score, unsure), report(5, "prose", "scene 3"));

        StageResult judged = model.run(Stage.JUDGE, edited, samplePercent);

        assertThat(model.requests).hasSize(2);
        assertThat(model.requests.get(1))
                .contains("## Chapter text\n=== SCENE 1 ===")
                .doesNotContain("Scores: ");
        assertThat(judged.envelope().reviewedInPart()).isFalse();
        PartialReview first = Objects.requireNonNull(judged.facts().partialReview());
        assertThat(first.fullReading()).isEqualTo(why);
        assertThat(first.agreed()).as("the full review failed the chapter").isEqualTo(!first.passed());
        assertThat(judged.facts().usage().calls()).isEqualTo(2);
    }

    @Test
    void aFullReviewThatFailsIsAFailureOfTheStageAndBothArePaid() throws Exception {
        ChapterEnvelope edited = editedAgain();
        Answers model = new Answers(partial(8, true), "nonsense", "nonsense");

        assertThatThrownBy(() -> model.run(Stage.JUDGE, edited, NEVER))
                .isInstanceOfSatisfying(
                        StageFailure.class,
                        failure -> assertThat(failure.facts().usage().calls()).isEqualTo(3));
    }

    @Test
    void afterAPartialReviewTheNextOneIsFull() throws Exception {
        ChapterEnvelope inPart = new Answers(partialFailed())
                .run(Stage.JUDGE, editedAgain(), NEVER)
                .envelope();
        assertThat(inPart.reviewedInPart()).isTrue();
        ChapterEnvelope again = new Answers("=== SCENE 2 PARAGRAPH 1 ===\nShe asked once more.")
                .run(Stage.EDIT, retried(inPart, ECONOMY), NEVER)
                .envelope();
        Answers model = new Answers(report(8, null, null));

        StageResult judged = model.run(Stage.JUDGE, again, ALWAYS);

        assertThat(model.requests.get(0)).contains("## Chapter text\n=== SCENE 1 ===");
        assertThat(judged.facts().partialReview()).isNull();
    }

    @Test
    void whatTheWriterKeepsComesBackWithItsRevisionByteForByte() throws Exception {
        ChapterEnvelope judged = judged(report(8, "motivation", ""));
        ChapterEnvelope retried = retried(judged, ECONOMY);
        Answers model = new Answers("=== SCENE 1 KEEP ===\n=== SCENE 2 ===\nShe wanted the key.\n=== SCENE 3 KEEP ===");

        assertThat(retried.work().text()).as("all of it is erased").isEmpty();
        StageResult written = model.run(Stage.WRITE, retried, NEVER);

        assertThat(model.requests.get(0)).contains("## Current text\n=== SCENE 1 ===", "=== SCENE 1 KEEP ===");
        assertThat(written.envelope().work().texts(Part.REVISION))
                .containsOnlyKeys(1, 3)
                .containsEntry(1, judged.work().texts(Part.REVISION).get(1));
        assertThat(written.envelope().work().texts(Part.DRAFT)).containsEntry(2, "She wanted the key.");
        assertThat(written.envelope().nextStage()).isEqualTo(Stage.EDIT);
        assertThat(Objects.requireNonNull(written.envelope().order()).changed()).containsExactly(2);
    }

    @Test
    void underTheDefaultPolicyNothingIsOffered() throws Exception {
        ChapterEnvelope retried = retried(judged(report(8, "motivation", "")), RetryPolicy.defaults());
        Answers model = new Answers(
                "=== SCENE 1 KEEP ===\n=== SCENE 2 KEEP ===\n=== SCENE 3 KEEP ===", whole("written again: "));

        StageResult written = model.run(Stage.WRITE, retried, NEVER);

        assertThat(model.requests.get(0)).doesNotContain("## Current text", "KEEP");
        assertThat(written.envelope().work().texts(Part.DRAFT).get(1)).startsWith("written again: ");
        assertThat(written.facts().usage().calls()).isEqualTo(2);
    }

    /** A chapter whose scene 2 was edited again under the economy policy. */
    private static ChapterEnvelope editedAgain() throws Exception {
        ChapterEnvelope retried = retried(judged(report(8, "prose", "scene 2")), ECONOMY);
        return new Answers("=== SCENE 2 PARAGRAPH 1 ===\nShe asked for a key.")
                .run(Stage.EDIT, retried, NEVER)
                .envelope();
    }

    private static ChapterEnvelope retried(ChapterEnvelope judged, RetryPolicy policy) {
        Decision decision =
                Decision.on(judged, new DecisionRules(policy, true, Budget.UNLIMITED), report -> "digest", 0);
        assertThat(decision.retry()).isNotNull();
        return decision.envelope();
    }

    private static ChapterEnvelope judged(String report) throws Exception {
        ChapterEnvelope edited = new Answers("=== SCENE 1 KEEP ===\n=== SCENE 2 KEEP ===\n=== SCENE 3 KEEP ===")
                .run(Stage.EDIT, written(), NEVER)
                .envelope();
        return new Answers(report).run(Stage.JUDGE, edited, NEVER).envelope();
    }

    private static ChapterEnvelope written() throws Exception {
        return written(new String[0]);
    }

    private static ChapterEnvelope written(String... forbidden) throws Exception {
        return writtenAfter(PLAN, forbidden);
    }

    private static ChapterEnvelope writtenAfter(String plan, String... forbidden) throws Exception {
        ChapterBrief brief = new ChapterBrief(
                new ChapterId("book", 1),
                new BookFrame("Title", "romance", "en", null, 60, 0.9, new Style(List.of(), null, List.of(forbidden))),
                "Salt",
                "Mara comes.",
                List.of(),
                null);
        StoryBible bible = StoryBible.initial(List.of(), List.of(), null);
        ChapterEnvelope start = ChapterEnvelope.start(Digests.request(brief, bible), bible, 0);
        ChapterEnvelope planned =
                new Answers(plan).run(Stage.PLAN, start, NEVER).envelope();
        return new Answers(whole("")).run(Stage.WRITE, planned, NEVER).envelope();
    }

    private static String whole(String before) {
        StringBuilder answer = new StringBuilder();
        for (int scene = 1; scene <= DRAFTS.size(); scene++) {
            answer.append("=== SCENE " + scene + " ===\n" + before + DRAFTS.get(scene) + "\n");
        }
        return answer.toString();
    }

    private static String partial(int score, boolean unsure) {
        return report(score, null, null).replaceFirst("\\{", "{\"mended\":[true],\"unsure\":" + unsure + ",");
    }

    private static String partialFailed() {
        return report(8, "prose", "scene 2").replaceFirst("\\{", "{\"mended\":[false],\"unsure\":false,");
    }

    private static String report(int score, @Nullable String issue, @Nullable String location) {
        String scores = List.of(
                        "continuity",
                        "pacing",
                        "character_motivation",
                        "genre_fulfillment",
                        "prose",
                        "hook",
                        "clue_fairness")
                .stream()
                .map(name -> "\"" + name + "\":" + score)
                .reduce((one, two) -> one + "," + two)
                .orElseThrow();
        String issues = issue == null
                ? ""
                : "{\"type\":\"" + issue + "\",\"severity\":\"medium\",\"note\":\"n\",\"location\":\"" + location
                        + "\"}";
        return "{\"scores\":{" + scores
                + "},\"hard_fail\":{\"safety_pass\":true,\"continuity_conflicts\":[]},\"passed\":" + (issue == null)
                + ",\"issues\":[" + issues + "],\"revision_instructions\":[\"mend it\"],\"strengths\":[]}";
    }

    /** A model that gives prepared answers and keeps what it was asked; it is never asked more often. */
    private static final class Answers implements ChatModel {
        private final Deque<String> left;
        private final List<String> requests = new ArrayList<>();

        Answers(String... answers) {
            left = new ArrayDeque<>(List.of(answers));
        }

        StageResult run(Stage stage, ChapterEnvelope envelope, int samplePercent) throws Exception {
            return run(stage, envelope, samplePercent, Budget.UNLIMITED);
        }

        StageResult run(Stage stage, ChapterEnvelope envelope, int samplePercent, Budget budget) throws Exception {
            ModelEndpoint endpoint = new ModelEndpoint(
                    new Provider("prepared", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                    this,
                    ProviderKind.REHEARSAL,
                    "prepared",
                    Billing.REHEARSAL);
            ModelGateway gateway = new ModelGateway(List.of(endpoint), budget, ProviderTimings.DEFAULT);
            return StageLogics.of(stage, gateway, PROMPTS, JudgeSettings.DEFAULT.sampling(samplePercent))
                    .run(envelope, () -> {});
        }

        @Override
        public ChatResponse doChat(ChatRequest chat) {
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
