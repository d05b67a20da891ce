package dev.storycrew.stages.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.request.RequestRules;
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
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No book that is let in stops a stage of the rehearsal. */
class OddBooksTest {
    private static final int BOOKS = 25;
    private static final List<String> ODD = List.of(
            "A",
            "(a+)+$",
            "\\E.*\\Q",
            "$1",
            "{a}",
            "{b}",
            "\"Q\"",
            "'",
            "“Mo”",
            "😀",
            "👩‍🔬",
            "e\u0301",
            "Mara",
            "Mara Venn",
            "Mara Venn Jr.",
            "Venn",
            "李",
            "沈知秋",
            "知秋",
            "เขา",
            "فجأة",
            "a | b",
            "x: y",
            "- - -",
            "=== SCENE 1 ===",
            "## Scene",
            "CHAPTER",
            "%s",
            "\\",
            ",",
            ".",
            "—",
            "...",
            "C++",
            "The",
            "1",
            "null",
            "{{name}}",
            "```",
            "SCENES: 1",
            "*");
    private static final List<String> LANGUAGES = List.of("en", "zh", "ar", "th", "de", "zh-Hant");

    private final PromptTemplates prompts = PromptTemplates.load();

    @Test
    void twoPeopleWithOneNameStopNoStage() {
        StoryBible twins = StoryBible.initial(List.of(person("Ann", "", 0), person("Ann", "", 0)), List.of(), null);
        assertThatCode(() -> make(brief("en", "Ann waits.", List.of(), List.of()), twins, 1))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "😀", "?", "Rain"})
    void aBookThatSaysNextToNothingStopsNoStage(String summary) {
        assertThatCode(() -> make(
                        brief("en", summary, List.of(), List.of()), StoryBible.initial(List.of(), List.of(), null), 1))
                .doesNotThrowAnyException();
    }

    @Test
    void noOddBookStopsAStage() throws Exception {
        for (int seed = 0; seed < BOOKS; seed++) {
            Random random = new Random(seed);
            List<StoryCharacter> people = new ArrayList<>();
            for (String name : picked(random, 6)) {
                people.add(person(name, picked(random, 1).stream().findFirst().orElse("-"), random.nextInt(3)));
            }
            StoryBible bible = StoryBible.initial(people, picked(random, 4), null);
            ChapterBrief brief = brief(
                    LANGUAGES.get(random.nextInt(LANGUAGES.size())),
                    String.join(" ", picked(random, 5)) + ".",
                    picked(random, 3),
                    picked(random, 4));
            assertThat(RequestRules.objectionsToChapter(brief, bible))
                    .as("a book that is let in")
                    .isEmpty();
            int of = seed;
            assertThatCode(() -> make(brief, bible, of))
                    .as("book %s: %s %s", seed, brief, bible)
                    .doesNotThrowAnyException();
        }
    }

    private static List<String> picked(Random random, int atMost) {
        List<String> picked = new ArrayList<>();
        for (int count = random.nextInt(atMost + 1); count > 0; count--) {
            String one = ODD.get(random.nextInt(ODD.size()));
            if (!picked.contains(one)) {
                picked.add(one);
            }
        }
        return picked;
    }

    private static StoryCharacter person(String name, String role, int known) {
        return new StoryCharacter(
                name,
                known > 0 && !role.isEmpty() ? role : null,
                known > 1 ? "to find " + name : null,
                null,
                List.of());
    }

    private static ChapterBrief brief(String language, String summary, List<String> goals, List<String> forbidden) {
        BookFrame frame =
                new BookFrame("{a} \\ $1", "mystery", language, null, 300, 0.5, new Style(List.of(), null, forbidden));
        return new ChapterBrief(new ChapterId("odd", 1), frame, "$0 (a+)+$", summary, goals, null);
    }

    /** All five stages, and an edit-only retry of what the judge made of it. */
    private void make(ChapterBrief brief, StoryBible bible, int seed) throws Exception {
        ModelGateway gateway = ModelGateway.toOne(new ModelEndpoint(
                new Provider("rehearsal", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                new RehearsalModel(RehearsalSettings.of(seed, Map.of(), Duration.ZERO)),
                ProviderKind.REHEARSAL,
                "rehearsal",
                Billing.REHEARSAL));
        ChapterEnvelope envelope = ChapterEnvelope.start(Digests.request(brief, bible), bible, 0);
        while (envelope.nextStage() != Stage.BIBLE) {
            envelope = StageLogics.of(envelope.nextStage(), gateway, prompts)
                    .run(envelope, () -> {})
                    .envelope();
        }
        envelope = StageLogics.of(Stage.BIBLE, gateway, prompts)
                .run(envelope, () -> {})
                .envelope();
        bible.after(1, Objects.requireNonNull(envelope.bibleChanges()));
    }
}
