package dev.storycrew.stages.rehearsal;

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
import dev.storycrew.llm.Billing;
import dev.storycrew.llm.ModelEndpoint;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.ProviderTimings;
import dev.storycrew.llm.rehearsal.Critic;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import dev.storycrew.llm.rehearsal.prose.Memory;
import dev.storycrew.llm.rehearsal.story.Outline;
import dev.storycrew.llm.rehearsal.story.Stock;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real stages with the rehearsal model behind the real gateway, without Kafka. */
class RehearsalModelTest {
    private static final PromptTemplates PROMPTS = PromptTemplates.load();
    private static final Map<String, Double> FAULTLESS =
            Map.of("word_count", 0.0, "prose", 0.0, "style", 0.0, "hook", 0.0, "continuity", 0.0, "structure", 0.0);
    private static final int SEEDS = 12;
    private static final int MANY_SEEDS = 50;
    private static final String SLOT =
            "(full\\.|[Hh]e\\.|him\\.|[Hh]is\\.|himself\\.|role\\.|wish\\.|[Bb]efore\\.)?[abc]"
                    + "|[Tt]opic|[Tt]hing|[Tt]ime|hour|at|place|before\\.at|fact(\\.told)?(\\.begun|\\.ended)?|forbidden|wrong|evidence|quote|scene|hook";

    static Stream<Arguments> mistakes() {
        return Stream.of("en", "zh")
                .flatMap(language -> Stream.of(
                                "hook", "continuity", "structure", "pacing", "motivation", "clue_fairness")
                        .map(type -> Arguments.of(language, type)));
    }

    /** What can be counted is mended in the editor's second look, and no retry is used up by it. */
    @ParameterizedTest
    @CsvSource({"en, word_count", "en, prose", "en, style", "zh, word_count", "zh, prose", "zh, style"})
    void aMistakeThatCanBeCountedIsMendedBeforeTheJudgeIsAsked(String language, String type) throws Exception {
        ChapterEnvelope written = before(Stage.EDIT, model(3, Map.of(type, 1.0)), start(language, 900));
        StageResult edited = stage(Stage.EDIT, model(3, Map.of(type, 1.0)), written);

        assertThat(edited.facts().lookedAgain()).isNotEmpty();
        assertThat(edited.facts().usage().calls()).isEqualTo(2);
        assertThat(edited.envelope().attempt()).isZero();
        assertThat(edited.envelope().costs()).hasSize(written.costs().size() + 1);
        assertThat(verdict(through(model(3, Map.of(type, 1.0)), edited.envelope()))
                        .passed())
                .isTrue();
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

    /** In a scene of a hundred words, the talk that it turns on may have no room. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void inShortScenesTheyAreMadeToSpeakTooWhateverTheSeed(String language) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            for (int words : List.of(300, 450)) {
                RehearsalModel model = model(seed, Map.of("pacing", 1.0));
                ChapterEnvelope judged = through(model, start(language, words));
                Verdict verdict = verdict(judged);
                if (verdict.passed()) {
                    continue;
                }

                ChapterEnvelope mended = through(model, retried(judged, verdict, true));

                assertThat(verdict(mended).issues())
                        .as("seed %s, %s words", seed, words)
                        .extracting(Issue::type)
                        .doesNotContain("pacing");
            }
        }
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
            for (int words : List.of(450, 600, 1500)) {
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

    static Stream<Arguments> seedsAndLanguages() {
        return Stream.of("en", "zh")
                .flatMap(language -> IntStream.range(0, MANY_SEEDS).mapToObj(seed -> Arguments.of(language, seed)));
    }

    @ParameterizedTest
    @MethodSource("seedsAndLanguages")
    void everySceneFollowsItsPlanAndEndsOnItsHook(String language, int seed) throws Exception {
        ChapterEnvelope chapter = through(model(seed, Map.of()), start(language, 900));
        Outline outline = new Outline(Stock.of(language.equals("zh")));

        Objects.requireNonNull(chapter.work().sceneList()).scenes().forEach(plan -> {
            String text = Objects.requireNonNull(chapter.work().text().get(plan.number()));
            for (String part : Objects.requireNonNull(plan.setting()).split(", |，")) {
                assertThat(text).containsIgnoringCase(part.replaceFirst("^at ", ""));
            }
            for (String person : plan.characters()) {
                assertThat(text).contains(person.split(" ")[0]);
            }
            List<String> goals =
                    chapter.brief().goals().stream().map(outline::stopped).toList();
            for (String event : outline.sentences(plan.purpose())) {
                if (!goals.contains(event)) {
                    assertThat(text).containsIgnoringCase(outline.told(event));
                }
            }
            assertThat(text).contains("“").contains("”");
            assertThat(text.substring(text.lastIndexOf('\n') + 1)).isEqualTo(plan.exitHook());
        });
    }

    @ParameterizedTest
    @MethodSource("seedsAndLanguages")
    void differentScenesShareNoSentence(String language, int seed) throws Exception {
        ChapterEnvelope chapter = through(model(seed, Map.of()), start(language, 1500));
        Map<String, Integer> scenes = new HashMap<>();

        chapter.work()
                .text()
                .forEach((number, text) -> Memory.sentences(text).forEach(sentence -> {
                    Integer other = scenes.putIfAbsent(sentence, number);
                    assertThat(other).as(sentence).isIn(null, number);
                }));
    }

    @Test
    void everyWordingOfTheStockIsComplete() {
        for (boolean chinese : List.of(false, true)) {
            Stock stock = Stock.of(chinese);
            for (String file : List.of("places", "weather", "disputes", "exchanges", "voices", "phrases")) {
                for (Stock.Entry entry : stock.entries(file)) {
                    entry.fields()
                            .forEach((field, lines) -> lines.forEach(line -> {
                                assertThat(line.chars()
                                                .filter(mark -> mark == '(')
                                                .count())
                                        .as(line)
                                        .isEqualTo(line.chars()
                                                .filter(mark -> mark == ')')
                                                .count());
                                Matcher slots = Pattern.compile("\\{([^}]*)}").matcher(line);
                                while (slots.find()) {
                                    assertThat(slots.group(1)).as(line).matches(SLOT);
                                }
                                if (!field.equals("want") && !entry.title().startsWith("wish")) {
                                    String told = line.replaceAll("“[^”]*”", "");
                                    assertThat(Critic.WANTING.matcher(told).find())
                                            .as(line)
                                            .isFalse();
                                }
                            }));
                }
            }
        }
    }

    @Test
    void anOutlineIsToldInThePast() {
        Outline outline = new Outline(Stock.of(false));

        assertThat(outline.told("Mara Venn comes to the island to value a tower that nobody wants to insure."))
                .isEqualTo("Mara Venn came to the island to value a tower that nobody wanted to insure.");
        assertThat(outline.told("The logbook turns up where it has been looked for before."))
                .isEqualTo("The logbook turned up where it had been looked for before.");
        assertThat(outline.told("Mara stops asking who lit the lamp and asks who needed it lit."))
                .isEqualTo("Mara stopped asking who lit the lamp and asked who needed it lit.");
        assertThat(outline.told("With the ferry gone, three people and one key are left on the island"))
                .isEqualTo("With the ferry gone, three people and one key were left on the island.");
        assertThat(outline.told("Tobias answers questions with weather while the key changes hands."))
                .isEqualTo("Tobias answered questions with weather while the key changed hands.");
        assertThat(outline.told("She knows the answers, and he can not stop her lies."))
                .isEqualTo("She knew the answers, and he could not stop her lies.");
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
        return before(Stage.BIBLE, model, start);
    }

    private static ChapterEnvelope before(Stage stage, RehearsalModel model, ChapterEnvelope start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        ChapterEnvelope envelope = start;
        while (envelope.nextStage() != stage) {
            envelope = stage(envelope.nextStage(), model, envelope).envelope();
        }
        return envelope;
    }

    private static StageResult stage(Stage stage, RehearsalModel model, ChapterEnvelope envelope)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        ModelGateway gateway = ModelGateway.toOne(new ModelEndpoint(
                new Provider("rehearsal", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                model,
                ProviderKind.REHEARSAL,
                "rehearsal",
                Billing.REHEARSAL));
        return StageLogics.of(stage, gateway, PROMPTS).run(envelope, () -> {});
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
                List.of(
                        character(chinese ? "沈知秋" : "Mara Venn"),
                        character(chinese ? "顾远舟" : "Tobias Hale"),
                        character(chinese ? "陈阿婆" : "Edda Corrow")),
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
