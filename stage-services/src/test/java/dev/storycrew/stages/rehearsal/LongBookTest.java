package dev.storycrew.stages.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.storycrew.core.canon.Entries;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.llm.Billing;
import dev.storycrew.llm.ModelEndpoint;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.ProviderTimings;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Books whose bible does not fit into a request. */
class LongBookTest {
    private static final int CHAPTERS = 20;

    private static final int BIBLE_TOKENS = 400;

    /** Of the last 250 words of the chapter before. */
    private static final int ENDING_TOKENS = 350;

    private final RehearsalModel rehearsal = new RehearsalModel(new RehearsalSettings(3, Map.of(), Duration.ZERO));

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void itsChaptersPassAndCostNoMoreAtItsEnd(String language) throws Exception {
        PromptTemplates prompts = PromptTemplates.load().withBibleTokens(BIBLE_TOKENS);
        StoryBible bible = bible(language);
        List<Long> inputs = new ArrayList<>();
        int leftOut = 0;
        for (int number = 1; number <= CHAPTERS; number++) {
            ChapterEnvelope envelope = chapter(number, language, bible);
            for (Stage stage : Stage.values()) {
                StageResult result =
                        StageLogics.of(stage, gateway(rehearsal), prompts).run(envelope, () -> {});
                envelope = result.envelope();
                leftOut = result.facts().bibleLeftOut();
                assertThat(result.facts().warnings()).isEmpty();
                if (stage == Stage.PLAN) {
                    inputs.add(result.facts().usage().inputTokens());
                }
            }
            assertThat(Gates.defaults()
                            .verdict(Objects.requireNonNull(envelope.work().report()), "mystery")
                            .failedGates())
                    .as("chapter %s", number)
                    .isEmpty();
            bible = bible.after(number, Objects.requireNonNull(envelope.bibleChanges()));
        }
        assertThat(leftOut).isGreaterThan(10);
        assertThat(Entries.ended(bible.entries(), EntryKind.CHANGE)).isNotEmpty();
        assertThat(inputs).allMatch(tokens -> tokens < inputs.get(0) + BIBLE_TOKENS + ENDING_TOKENS);
    }

    @Test
    void aRequestThatIsTooLongIsAskedAgainWithHalfTheBible() throws Exception {
        StoryBible bible = longBible();
        ChapterEnvelope envelope = chapter(200, "en", bible);
        int whole = PromptTemplates.load()
                .prompt(Stage.PLAN, envelope, List.of())
                .system()
                .length();
        PromptTemplates prompts = PromptTemplates.load();

        StageResult result = StageLogics.of(Stage.PLAN, gateway(shortOfContext(whole - 1)), prompts)
                .run(envelope, () -> {});

        assertThat(result.envelope().work().sceneList()).isNotNull();
        assertThat(result.facts().usage().failedCalls()).isOne();
        assertThat(result.facts().bibleLeftOut())
                .isEqualTo(prompts.tighter()
                        .prompt(Stage.PLAN, envelope, List.of())
                        .bibleLeftOut());
    }

    @Test
    void aRequestIsNotAskedAgainWhereTheBibleIsNotWhatMakesItLong() {
        ChapterEnvelope envelope = chapter(1, "en", bible("en"));

        assertThatThrownBy(() -> StageLogics.of(Stage.PLAN, gateway(shortOfContext(10)), PromptTemplates.load())
                        .run(envelope, () -> {}))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.reason()).isEqualTo("CONTEXT_TOO_LONG");
                    assertThat(failure.facts().usage().calls()).isOne();
                });
    }

    /** A model whose context ends after so many characters of the system message. */
    private ChatModel shortOfContext(int characters) {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                ChatMessage system = request.messages().get(0);
                if (((SystemMessage) system).text().length() > characters) {
                    throw new HttpException(413, "too long");
                }
                return rehearsal.doChat(request);
            }
        };
    }

    private static ModelGateway gateway(ChatModel model) {
        return ModelGateway.toOne(new ModelEndpoint(
                new Provider("rehearsal", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                model,
                ProviderKind.REHEARSAL,
                "rehearsal",
                Billing.REHEARSAL));
    }

    private static ChapterEnvelope chapter(int number, String language, StoryBible bible) {
        boolean chinese = language.equals("zh");
        BookFrame frame =
                new BookFrame("Title", "mystery", language, null, 400, 0.15, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(
                new ChapterId("book", number),
                frame,
                "Salt",
                chinese ? "沈知秋在桥头避雨。顾远舟来裱画店。" : "Mara goes to the lamp room. Tobias locks the tower.",
                List.of(chinese ? "两人说上话" : "Mara wants the key"),
                (chinese ? "这是第几个钩子：" : "Hook ") + number + (chinese ? "。" : "."));
        return ChapterEnvelope.start(Digests.request(brief, bible), bible, 0);
    }

    private static StoryBible bible(String language) {
        boolean chinese = language.equals("zh");
        return StoryBible.initial(
                List.of(
                        person(chinese ? "沈知秋" : "Mara Venn"),
                        person(chinese ? "顾远舟" : "Tobias Hale"),
                        person(chinese ? "陈阿婆" : "Edda Corrow")),
                List.of(chinese ? "柳桥在年底就要拆了。" : "The lamp has been dark since 1987."),
                null);
    }

    private static StoryBible longBible() {
        List<String> facts = new ArrayList<>();
        for (int fact = 0; fact < 900; fact++) {
            facts.add("Mara knows where letter " + fact + " was kept.");
        }
        return StoryBible.initial(List.of(person("Mara Venn")), facts, null);
    }

    private static StoryCharacter person(String name) {
        return new StoryCharacter(name, null, null, null, List.of());
    }
}
