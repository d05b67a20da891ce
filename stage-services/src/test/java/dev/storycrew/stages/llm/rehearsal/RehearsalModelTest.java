package dev.storycrew.stages.llm.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.RetryRouter;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.llm.Billing;
import dev.storycrew.stages.llm.Candidate;
import dev.storycrew.stages.llm.ModelDoor;
import dev.storycrew.stages.llm.Provider;
import dev.storycrew.stages.llm.ProviderKind;
import dev.storycrew.stages.llm.ProviderLimits;
import dev.storycrew.stages.llm.ProviderTimings;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.ChapterStoppedException;
import dev.storycrew.stages.runtime.StageFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real stages with the rehearsal model behind the real door, without Kafka. */
class RehearsalModelTest {
    private static final PromptTemplates PROMPTS = PromptTemplates.load();
    private static final Map<String, Double> FAULTLESS =
            Map.of("word_count", 0.0, "prose", 0.0, "style", 0.0, "hook", 0.0, "continuity", 0.0, "structure", 0.0);
    private static final int SEEDS = 12;

    static Stream<Arguments> mistakes() {
        return Stream.of("en", "zh")
                .flatMap(language -> Stream.of(
                                "word_count",
                                "prose",
                                "style",
                                "hook",
                                "continuity",
                                "structure",
                                "pacing",
                                "motivation",
                                "clue_fairness",
                                "safety")
                        .map(type -> Arguments.of(language, type)));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsFoundByTheGatesAndMendedBecauseOfTheInstructions(String language, String type) throws Exception {
        RehearsalModel model = model(3, Map.of(type, 1.0));
        ChapterEnvelope judged = through(model, start(language, 900));
        Verdict verdict = verdict(judged);
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.issues()).extracting(Issue::type).contains(type);

        ChapterEnvelope mended = through(model, retried(judged, verdict, true));

        assertThat(verdict(mended).issues()).isEmpty();
        assertThat(verdict(mended).passed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void withTheInstructionsWithheldTheMistakeRemains(String language, String type) throws Exception {
        RehearsalModel model = model(3, Map.of(type, 1.0));
        ChapterEnvelope judged = through(model, start(language, 900));

        ChapterEnvelope again = through(model, retried(judged, verdict(judged), false));

        assertThat(verdict(again).issues()).extracting(Issue::type).contains(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void withoutMistakesEveryChapterPassesAtOnceWhateverTheSeed(String language) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            for (int words : List.of(600, 1500)) {
                Verdict verdict = verdict(through(model(seed, Map.of()), start(language, words)));
                assertThat(verdict.failedGates())
                        .as("seed %s, %s words", seed, words)
                        .isEmpty();
                assertThat(verdict.passed())
                        .as("seed %s, %s words: %s", seed, words, verdict)
                        .isTrue();
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameChapterAndAnotherSeedAnother() throws Exception {
        Object first = through(model(7, Map.of()), start("en", 900)).work().text();
        Object second = through(model(7, Map.of()), start("en", 900)).work().text();
        Object other = through(model(8, Map.of()), start("en", 900)).work().text();

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void theProseFollowsThePlan() throws Exception {
        ChapterEnvelope chapter = through(model(5, Map.of()), start("en", 900));

        Objects.requireNonNull(chapter.work().sceneList()).scenes().forEach(plan -> {
            String text = Objects.requireNonNull(chapter.work().text().get(plan.number()));
            assertThat(text)
                    .contains(Objects.requireNonNull(plan.setting()))
                    .contains(plan.purpose())
                    .contains("Mara", "“");
            assertThat(text.strip()).endsWith(Objects.requireNonNull(plan.exitHook()));
        });
        assertThat(new TreeSet<>(chapter.work().text().values()))
                .hasSameSizeAs(chapter.work().text().keySet());
    }

    private static RehearsalModel model(long seed, Map<String, Double> mistakes) {
        Map<String, Double> rates = new HashMap<>(FAULTLESS);
        rates.putAll(mistakes);
        return new RehearsalModel(new RehearsalSettings(seed, rates, Duration.ZERO));
    }

    private static Verdict verdict(ChapterEnvelope judged) {
        JudgeReport report = Objects.requireNonNull(judged.work().report());
        return Gates.defaults().verdict(report, judged.brief().book().genre());
    }

    /** All stages that the envelope still needs, up to the judge. */
    private static ChapterEnvelope through(RehearsalModel model, ChapterEnvelope start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        ModelDoor door = ModelDoor.toOne(new Candidate(
                new Provider("rehearsal", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                model,
                ProviderKind.REHEARSAL,
                "rehearsal",
                Billing.REHEARSAL));
        ChapterEnvelope envelope = start;
        while (envelope.nextStage() != Stage.BIBLE) {
            envelope = StageLogics.of(envelope.nextStage(), door, PROMPTS)
                    .run(envelope, () -> {})
                    .envelope();
        }
        return envelope;
    }

    private static ChapterEnvelope retried(ChapterEnvelope judged, Verdict verdict, boolean withInstructions) {
        Route.Retry retry = (Route.Retry)
                new RetryRouter(RetryPolicy.defaults(), true).route(0, Arm.SELECTIVE, verdict, judged.work());
        JudgeReport report = Objects.requireNonNull(judged.work().report());
        return judged.nextAttempt(
                judged.work().erase(retry.erasures()),
                new RetryOrder(
                        retry.level().name(),
                        retry.scope(),
                        retry.scenes(),
                        retry.level().skip(),
                        withInstructions ? retry.issues() : List.of(new Issue("other", Severity.LOW, "", null)),
                        withInstructions ? report.revisionInstructions() : List.of()));
    }

    private static ChapterEnvelope start(String language, int words) {
        boolean chinese = language.equals("zh");
        BookFrame frame = new BookFrame(
                "Title",
                "mystery",
                language,
                null,
                words,
                0.1,
                new Style(List.of("plain"), null, List.of(chinese ? "忽然间" : "suddenly")));
        StoryBible bible = StoryBible.initial(
                List.of(character(chinese ? "沈知秋" : "Mara Venn"), character(chinese ? "顾远舟" : "Tobias Hale")),
                List.of(chinese ? "柳桥在年底就要拆了。" : "The lamp has been dark since 1987."),
                null);
        ChapterBrief brief = new ChapterBrief(
                new ChapterId("book", 1),
                frame,
                "Salt",
                chinese ? "有人回到镇上。桥要拆了。" : "Mara comes to the island. The lamp is clean.",
                List.of(chinese ? "两人说上话" : "Mara finds a print"),
                chinese ? "伞柄上刻着她的名字。" : "The print was still wet.");
        return ChapterEnvelope.start(Digests.request(brief, bible), bible, 0)
                .afterStage(dev.storycrew.core.story.ChapterWork.nothing(), new StageCost(0, Stage.PLAN, Usage.none()));
    }

    private static StoryCharacter character(String name) {
        @Nullable String none = null;
        return new StoryCharacter(name, none, none, none, List.of());
    }
}
