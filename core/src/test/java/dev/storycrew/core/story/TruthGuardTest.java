package dev.storycrew.core.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TruthGuardTest {
    private static final String METHOD =
            "She relit the lamp with a borrowed key to lure the supply boat onto the reef, and rewrote the logbook afterwards.";
    private static final TruthGuard GUARD = new TruthGuard(bible(), brief(), work());
    private static final TruthGuard CHINESE = new TruthGuard(chinese());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Edda Corrow is the culprit.",
                "EDDA CORROW IS THE CULPRIT",
                "The culprit, Corrow, must be hidden better.",
                "It was Edda who killed him.",
                "It was Edda.",
                "Readers will guess it's Corrow.",
                "Everybody already suspects Edda here.",
                "By the truth card this is Edda's doing.",
                "The postmistress is the murderer; hide the Corrow letters.",
                "Corrow. She is the culprit.",
                "The murderer hides in plain sight. Here Edda smiles.",
                "She relit the lamp with a borrowed key.",
                "The borrowed key lured the supply boat.",
                "she RELIT the LAMP",
                "A key that was borrowed: plant it.",
                "Why would anyone be borrowing it?",
                "The luring of the boat is too plain.",
                "The reefs come too early.",
                "The boats ran onto the rock: mention that.",
                "A b​orrowed key.",
                "A _borrowed_ **key**.",
                "ＢＯＲＲＯＷＥＤ",
                "Böat",
                "afterwards the logbook was rewrote by her, onto the lamp",
                "method: She relit the lamp",
                "Show the supply list."
            })
    void theSolutionIsKept(String text) {
        assertThat(GUARD.givesAway(text)).isTrue();
        assertThat(GUARD.clean(text)).doesNotContainIgnoringCase("borrow").doesNotContainIgnoringCase("culprit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Edda needs a reason to be in the scene.",
                "Edda Corrow says too much about the weather.",
                "Let the lamp stay dark a little longer.",
                "The hook in scene 3 is weak.",
                "Rewrite the last line of scene 2; it explains the one before.",
                "The key changes hands too late in the chapter.",
                "Mara's motive is unclear until she opens the logbook.",
                "Edda's skill with a story is told and never shown.",
                "Cut the second paragraph: nobody wants anything in it.",
                "Shorten scene 2 by a third, and let the silence after the question stand.",
                "Tobias is a suspect without a reason."
            })
    void everythingElseMayBeSaid(String text) {
        assertThat(GUARD.clean(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "凶手是陈阿婆。 | true",
                "大家都怀疑阿婆。 | true",
                "就是陈阿婆。 | true",
                "读者太早知道砒霜了。 | true",
                "茶壶里的砒霜要藏得更深。 | true",
                "砒 霜 | false",
                "王德发出场太早。 | true",
                "德发这个人要少写。 | true",
                "陈阿婆的话太多，请缩短。 | false",
                "第二场的钩子太弱。 | false",
                "雨声写得好，保留。 | false"
            })
    void whatIsWrittenWithoutSpacesIsKeptToo(String text, boolean givesAway) {
        assertThat(CHINESE.givesAway(text)).isEqualTo(givesAway);
    }

    @Test
    void onlyTheSentenceThatTellsIsTakenOut() {
        assertThat(GUARD.clean("Edda Corrow is the culprit. Shorten scene 2.")).isEqualTo("Shorten scene 2.");
        assertThat(GUARD.cleaned(List.of("Edda is the murderer.", "Shorten scene 2.")))
                .containsExactly("Shorten scene 2.");
    }

    /** A word is the chapter's own once its text has it; three of them in a row are the solution all the same. */
    @Test
    void aWordThatTheChapterHasMayBeNamed() {
        ChapterWork told = work().with(Part.DRAFT, Map.of(1, "The borrowed boat lay on the reef."));
        TruthGuard guard = new TruthGuard(bible(), brief(), told);

        assertThat(guard.givesAway("The borrowed coat in scene 1 is too big.")).isFalse();
        assertThat(guard.givesAway("The boat was on the reef because of a borrowed key."))
                .isTrue();
    }

    @Test
    void aSecretOfShortWordsIsKeptAsWell() {
        TruthGuard closed = new TruthGuard(StoryBible.initial(
                List.of(new StoryCharacter("Bo Li", null, null, null, List.of())),
                List.of(),
                new TruthCard(Map.of("culprit", "Bo Li", "weapon", "ax", "ally", "猫"))));

        for (String text : List.of("Bo did it.", "The murderer is Li", "An ax is too plain.", "那只猫太显眼。")) {
            assertThat(closed.givesAway(text)).as(text).isTrue();
        }
        for (String text : List.of("Bo Li speaks too much.", "The tax is too high.", "Little listens.")) {
            assertThat(closed.givesAway(text)).as(text).isFalse();
        }
    }

    @Test
    void withoutATruthCardEverythingMayBeSaid() {
        TruthGuard open = new TruthGuard(StoryBible.initial(List.of(), List.of(), null));

        assertThat(open.clean("Edda is the murderer.")).isEqualTo("Edda is the murderer.");
    }

    /** In any order, any case and among any harmless words: no closed word of the card gets through. */
    @RepeatedTest(200)
    void noShuffledPieceOfTheCardGetsThrough(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> words =
                new ArrayList<>(Arrays.asList(METHOD.replaceAll("[.,]", "").split(" ")));
        Collections.shuffle(words, random);
        List<String> harmless = List.of("scene", "two", "needs", "the", "hook", "Mara", "and", "more", "silence");
        List<String> note = new ArrayList<>(words.subList(0, 1 + random.nextInt(words.size())));
        for (int added = random.nextInt(12); added > 0; added--) {
            note.add(random.nextInt(note.size() + 1), harmless.get(random.nextInt(harmless.size())));
        }
        String text = String.join(random.nextBoolean() ? " " : ", ", note);
        String shown = random.nextBoolean() ? text.toUpperCase(Locale.ROOT) : text;

        String clean = GUARD.clean(shown + ". Shorten scene 2.").toLowerCase(Locale.ROOT);

        assertThat(clean).endsWith("shorten scene 2.");
        for (String closed : List.of("relit", "borrowed", "lure", "supply", "boat", "reef", "rewrote")) {
            assertThat(clean).doesNotContain(closed);
        }
    }

    private static StoryBible bible() {
        Map<String, String> card = new LinkedHashMap<>();
        card.put("culprit", "Edda Corrow");
        card.put("method", METHOD);
        return StoryBible.initial(
                List.of(
                        new StoryCharacter("Mara Venn", "surveyor", "to close a file", null, List.of()),
                        new StoryCharacter("Tobias Hale", "ferryman", null, null, List.of()),
                        new StoryCharacter("Edda Corrow", "postmistress", null, null, List.of())),
                List.of("The lamp has been dark since 1987.", "The logbook is written in two inks."),
                new TruthCard(card));
    }

    private static ChapterBrief brief() {
        BookFrame frame =
                new BookFrame("The Lighthouse", "mystery", "en", null, 900, 0.1, new Style(List.of(), null, List.of()));
        return new ChapterBrief(
                new ChapterId("book", 3),
                frame,
                "What the Lamp Saw",
                "Three people and one key are left on the island.",
                List.of("the key changes hands"),
                null);
    }

    private static ChapterWork work() {
        return ChapterWork.nothing()
                .withSceneList(new SceneList(
                        null, null, List.of(new ScenePlan(1, "Mara waits.", null, List.of(), null, null, 900))));
    }

    private static StoryBible chinese() {
        Map<String, String> card = new LinkedHashMap<>();
        card.put("culprit", "陈阿婆");
        card.put("method", "她在茶壶里放了砒霜，帮手是王德发。");
        return StoryBible.initial(
                List.of(new StoryCharacter("陈阿婆", "茶馆的主人", null, null, List.of())),
                List.of("柳桥要拆了。"),
                new TruthCard(card));
    }
}
