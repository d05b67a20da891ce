package dev.storycrew.stages.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.llm.Billing;
import dev.storycrew.llm.ModelEndpoint;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.ProviderTimings;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.prompt.PromptTemplates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rehearsal model writes whatever book it is given, as a language model would. */
class OddBooksTest {
    private static final PromptTemplates PROMPTS = PromptTemplates.load();
    private static final int BOOKS = 400;
    private static final List<String> NAMES = List.of(
            "Mara Venn",
            "mara venn",
            "Mara",
            "Mara Venn the Elder",
            "X",
            "The",
            "O'Brien",
            "Dr. No",
            "(a+)+$",
            "[",
            "\\",
            "$1",
            "沈知秋",
            "沈",
            "😀",
            "José",
            "Jose\u0301",
            "محمد",
            "สมชาย",
            "a | role: b",
            "- x",
            "Name: y",
            "42",
            "...",
            "“Q”",
            "The the the",
            "An extraordinarily long name of somebody who has very many names indeed");
    private static final List<String> TEXTS = List.of(
            "Mara goes on.",
            "X",
            "...",
            "?!",
            "A. B. C. D. E. F. G.",
            "雨下了一夜。她走了。",
            "(a+)+$ [ \\ $1 %s {name}",
            "## Summary\n- not a heading",
            "no full stop and all in lower case",
            "EVERYTHING IS LOUD!",
            "مشت سارة إلى البيت.",
            "She said “yes”, he said “no”.",
            "The lamp. The lamp. The lamp.",
            "😀 😀 😀");

    @Test
    void twoPeopleWithOneNameAreOne() {
        assertThatCode(() -> tell(book(new Random(1), List.of("Mara Venn", "Mara Venn"), "", List.of(), "en")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh", "de", "ar"})
    void noBookEndsAStage(String language) {
        for (int seed = 0; seed < BOOKS / 4; seed++) {
            Random random = new Random(seed);
            List<String> names = some(NAMES, random, 5);
            ChapterEnvelope start = book(random, names, one(TEXTS, random), some(TEXTS, random, 3), language);
            assertThatCode(() -> tell(start))
                    .as("seed %s: %s, %s", seed, names, start.brief())
                    .doesNotThrowAnyException();
        }
    }

    private static void tell(ChapterEnvelope start) throws Exception {
        ModelGateway gateway = ModelGateway.toOne(new ModelEndpoint(
                new Provider("rehearsal", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                new RehearsalModel(RehearsalSettings.of(7, Map.of(), Duration.ZERO)),
                ProviderKind.REHEARSAL,
                "rehearsal",
                Billing.REHEARSAL));
        ChapterEnvelope envelope = start;
        for (Stage stage : Stage.values()) {
            envelope = StageLogics.of(stage, gateway, PROMPTS)
                    .run(envelope, () -> {})
                    .envelope();
        }
        assertThat(envelope.work().report()).isNotNull();
    }

    private static ChapterEnvelope book(
            Random random, List<String> names, String summary, List<String> goals, String language) {
        List<Integer> lengths = List.of(1, 50, 300, 900);
        BookFrame frame = new BookFrame(
                "Title",
                random.nextBoolean() ? "mystery" : "romance",
                language,
                random.nextBoolean() ? null : one(TEXTS, random),
                lengths.get(random.nextInt(lengths.size())),
                0.1,
                new Style(List.of(), null, random.nextBoolean() ? List.of() : List.of("—", "(a+)+$")));
        StoryBible bible = StoryBible.initial(
                names.stream()
                        .map(name -> new StoryCharacter(
                                name,
                                random.nextBoolean() ? null : one(TEXTS, random),
                                random.nextBoolean() ? null : one(TEXTS, random),
                                null,
                                List.of()))
                        .toList(),
                some(TEXTS, random, 2),
                random.nextBoolean() ? null : new TruthCard(Map.of("culprit", one(NAMES, random))));
        ChapterBrief brief =
                new ChapterBrief(new ChapterId("book", 1), frame, "Salt", summary, goals, one(TEXTS, random));
        return ChapterEnvelope.start(Digests.request(brief, bible), bible, 0)
                .afterStage(ChapterWork.nothing(), new StageCost(0, Stage.PLAN, Usage.none()));
    }

    private static String one(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static List<String> some(List<String> all, Random random, int most) {
        List<String> some = new ArrayList<>();
        for (int count = random.nextInt(most + 1); count > 0; count--) {
            some.add(one(all, random));
        }
        return some;
    }
}
