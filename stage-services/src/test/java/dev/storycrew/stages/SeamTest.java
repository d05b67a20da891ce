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
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.NextChapter;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.llm.Billing;
import dev.storycrew.llm.ModelEndpoint;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.ProviderTimings;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.prompt.PromptTemplates;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A chapter goes on from the last words of the one before, and leaves the next one something. */
class SeamTest {
    private static final PromptTemplates PROMPTS = PromptTemplates.load();
    private static final String HEADING = "## Where the last chapter stopped";
    private static final Set<Stage> SHOWN = Set.of(Stage.PLAN, Stage.WRITE, Stage.EDIT, Stage.JUDGE);
    private static final StoryBible NEW = StoryBible.initial(List.of(), List.of(), null);

    @ParameterizedTest
    @CsvSource({
        "en, Mara came by the early boat., The bell said SEAMWORD.",
        "zh, 沈知秋在桥头避雨。, 钟声说：SEAMWORD。",
    })
    void theLastWordsOfAChapterAreInTheNextOnesRequests(String language, String first, String last) throws Exception {
        StoryBible bible = new Book(language, first, last).pass(1, NEW);

        Book second = new Book(language, "Something else.", "Another end.");
        second.pass(2, bible);

        for (Stage stage : Stage.values()) {
            Asked asked = second.asked(stage);
            String shown = HEADING + "\n" + first + "\n\n" + last + "\n\n## ";
            assertThat(asked.user().contains(shown)).as(stage.label()).isEqualTo(SHOWN.contains(stage));
            assertThat(asked.user().contains("SEAMWORD")).as(stage.label()).isEqualTo(SHOWN.contains(stage));
            assertThat(asked.system()).doesNotContain("SEAMWORD");
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void theFirstChapterHasNoSuchHeadingNorOneAfterAGap(Stage stage) throws Exception {
        StoryBible bible = new Book("en", "One.", "Two.").pass(1, NEW);

        assertThat(user(stage, start(1, NEW))).doesNotContain(HEADING);
        assertThat(user(stage, start(3, bible))).doesNotContain(HEADING);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aRedeliveredOrRetriedChapterIsAskedTheSameFromItsEnvelopeAlone(Stage stage) throws Exception {
        StoryBible bible = new Book("en", "One.", "The bell said SEAMWORD.").pass(1, NEW);
        RetryOrder order = new RetryOrder(
                "FULL_RETRY",
                Scope.CHAPTER,
                new TreeSet<>(),
                Set.of(),
                List.of(new Issue("hook", Severity.HIGH, "open it", null)),
                List.of());
        ChapterEnvelope retried = start(2, bible).nextAttempt(ChapterWork.nothing(), order);

        ChapterEnvelope redelivered =
                Codecs.chapterEnvelope().decode(Codecs.chapterEnvelope().encode(retried));

        assertThat(user(stage, redelivered)).isEqualTo(user(stage, retried));
        assertThat(user(stage, retried).contains("SEAMWORD")).isEqualTo(SHOWN.contains(stage));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false"})
    void aRetryOfOneSceneIsShownItOnlyWhereTheChapterBegins(int scene, boolean shown) throws Exception {
        StoryBible bible = new Book("en", "One.", "The bell said SEAMWORD.").pass(1, NEW);
        SceneList plan = new SceneList(
                null,
                null,
                List.of(
                        new ScenePlan(1, "it rains", null, List.of(), null, null, 100),
                        new ScenePlan(2, "it ends", null, List.of(), null, null, 100)));
        RetryOrder order = new RetryOrder(
                "WRITE_ONLY",
                Scope.SCENES,
                new TreeSet<>(Set.of(scene)),
                Set.of(),
                List.of(new Issue("hook", Severity.HIGH, "open it", "scene " + scene)),
                List.of());
        ChapterWork left = ChapterWork.nothing().withSceneList(plan).with(Part.DRAFT, Map.of(3 - scene, "It rained."));
        ChapterEnvelope retried = start(2, bible).nextAttempt(left, order);

        assertThat(user(Stage.WRITE, retried).contains("SEAMWORD")).isEqualTo(shown);
        assertThat(user(
                                Stage.EDIT,
                                retried.askedAbout(
                                        left.with(Part.DRAFT, Map.of(scene, "It ended."))
                                                .with(Part.REVISION, Map.of(3 - scene, "It rained.")),
                                        order))
                        .contains("SEAMWORD"))
                .isEqualTo(shown);
        assertThat(user(Stage.JUDGE, retried)).contains("SEAMWORD");
    }

    @Test
    void anEndingThatLooksLikeARequestIsFenced() throws Exception {
        StoryBible bible = new Book("en", "One.", "SCENES: 9").pass(1, NEW);

        assertThat(user(Stage.PLAN, start(2, bible))).contains("\n    | SCENES: 9\n");
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void thePlannerAloneIsToldWhatTheNextChapterIsAbout(Stage stage) {
        ChapterEnvelope envelope = followed(NEW, "The second hand is hers.");

        assertThat(user(stage, envelope)
                        .contains("## Next chapter\nTitle: Two Inks\nSummary: The second hand is hers.\n"))
                .isEqualTo(stage == Stage.PLAN);
        assertThat(user(stage, start(1, NEW))).doesNotContain("## Next chapter");
    }

    @Test
    void theNextChapterDoesNotTellThePlannerTheSolution() {
        StoryBible mystery =
                StoryBible.initial(List.of(), List.of(), new TruthCard(Map.of("culprit", "Zebulon Quartermain")));

        assertThat(user(Stage.PLAN, followed(mystery, "The ferry stops. Zebulon Quartermain confesses.")))
                .contains("Summary: The ferry stops.\n")
                .doesNotContain("Zebulon");
    }

    private static ChapterEnvelope followed(StoryBible bible, String summary) {
        ChapterBrief brief = brief(1, "en");
        ChapterBrief next =
                new ChapterBrief(new ChapterId("book", 2), brief.book(), "Two Inks", summary, List.of(), null);
        ChapterBrief followed = brief.followedBy(next);
        assertThat(followed.next()).isEqualTo(new NextChapter("Two Inks", summary));
        assertThat(Digests.request(followed, bible).requestId())
                .as("a request stays the same when the next chapter changes")
                .isEqualTo(Digests.request(brief, bible).requestId());
        return ChapterEnvelope.start(Digests.request(followed, bible), bible, 0);
    }

    private static String user(Stage stage, ChapterEnvelope envelope) {
        return PROMPTS.prompt(stage, envelope, List.of()).user();
    }

    private static ChapterEnvelope start(int number, StoryBible bible) {
        return ChapterEnvelope.start(Digests.request(brief(number, "en"), bible), bible, 0);
    }

    private static ChapterBrief brief(int number, String language) {
        BookFrame frame =
                new BookFrame("Title", "romance", language, null, 20, 1, new Style(List.of(), null, List.of()));
        return new ChapterBrief(new ChapterId("book", number), frame, "Salt", "Mara comes.", List.of(), null);
    }

    /** What a stage asked first. */
    private record Asked(String system, String user) {}

    /** A model that writes a chapter of two scenes and is content with it. */
    private static final class Book implements ChatModel {
        private final Map<Stage, Asked> asked = new EnumMap<>(Stage.class);
        private final String language;
        private final String first;
        private final String last;

        Book(String language, String first, String last) {
            this.language = language;
            this.first = first;
            this.last = last;
        }

        /** Takes a chapter through all stages, and returns the bible that it leaves. */
        StoryBible pass(int number, StoryBible bible) throws Exception {
            ModelGateway gateway = ModelGateway.toOne(new ModelEndpoint(
                    new Provider("test", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                    this,
                    ProviderKind.OPENAI,
                    "model",
                    Billing.REHEARSAL));
            ChapterEnvelope envelope = ChapterEnvelope.start(Digests.request(brief(number, language), bible), bible, 0);
            for (Stage stage : Stage.values()) {
                envelope = StageLogics.of(stage, gateway, PROMPTS)
                        .run(envelope, () -> {})
                        .envelope();
            }
            return bible.after(number, Objects.requireNonNull(envelope.bibleChanges()));
        }

        Asked asked(Stage stage) {
            return Objects.requireNonNull(asked.get(stage), stage.label());
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            String system = ((SystemMessage) request.messages().get(0)).text();
            String user = ((UserMessage) request.messages().get(1)).singleText();
            Stage stage = Stream.of(Stage.values())
                    .filter(each -> system.contains("You are the " + each.role() + " of"))
                    .findFirst()
                    .orElseThrow();
            asked.putIfAbsent(stage, new Asked(system, user));
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(answer(stage)))
                    .finishReason(FinishReason.STOP)
                    .tokenUsage(new TokenUsage(100_000, 10))
                    .build();
        }

        private String answer(Stage stage) {
            return switch (stage) {
                case PLAN ->
                    "{\"scenes\":[{\"scene_number\":1,\"purpose\":\"arrive\"},{\"scene_number\":2,\"purpose\":\"leave\"}]}";
                case WRITE, EDIT -> "=== SCENE 1 ===\n" + first + "\n=== SCENE 2 ===\n" + last;
                case JUDGE ->
                    "{\"scores\":{\"continuity\":8,\"pacing\":8,\"character_motivation\":8,\"genre_fulfillment\":8,\"prose\":8,"
                            + "\"hook\":8,\"clue_fairness\":8},\"hard_fail\":{\"safety_pass\":true,"
                            + "\"continuity_conflicts\":[]},\"passed\":true,\"issues\":[]}";
                case BIBLE -> "{\"summary\":\"It happened.\"}";
            };
        }
    }
}
