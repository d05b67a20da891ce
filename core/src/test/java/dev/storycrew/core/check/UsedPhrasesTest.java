package dev.storycrew.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.text.PhraseMemory;
import dev.storycrew.core.text.PhraseTrace;
import dev.storycrew.core.text.UsedPhrase;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsedPhrasesTest {
    private static final String BREATH = "a breath she had been holding";

    @Test
    void aPhraseIsCountedFromItsFirstUseInTheChaptersThatHaveIt() {
        StoryBible bible = empty();
        bible = after(bible, 1, "It was late. She let go " + BREATH + ", and turned. Outside was " + BREATH + " too.");
        bible = after(bible, 2, "Rain. Then " + BREATH + " came out of nowhere else.");
        bible = after(bible, 3, "Nothing of the kind happened in the whole afternoon.");
        bible = after(bible, 5, "He saw that it was " + BREATH + " once again.");

        assertThat(bible.phrases().often()).singleElement().satisfies(phrase -> {
            assertThat(phrase.times()).isEqualTo(new TreeMap<>(Map.of(1, 2, 2, 1, 5, 1)));
            assertThat(phrase.said()).isEqualTo("'" + BREATH + "' (4 times, in chapters 1, 2 and 5)");
        });
    }

    @ParameterizedTest
    @CsvSource({
        // three uses in two chapters are often, two are not, nor are three in one chapter
        "en, the silence between them was old, the silence between them was young, the silence between them sang, true",
        "en, the silence between them was old, the silence between them was young, nothing was said of that here, false",
        "en, the silence between them. the silence between them. the silence between them, nothing, nothing, false",
        // words that hold every text together are no phrase
        "en, and then she went in and, and then she went in and, and then she went in and, false",
        "en, for that was what it had been, for that was what it had been, for that was what it had been, false",
        // who somebody is and what the bible says may come again
        "en, old Mara looked away, old Mara looked away, old Mara looked away, false",
        "en, the lamp has been dark since spring, the lamp has been dark since spring, the lamp has been dark, false",
        // nor do places, which are called the same each time, nor words of two clauses
        "en, on the landing stage he sat, on the landing stage he sat, on the landing stage he sat, false",
        "en, the silence; between them it fell. , the silence; between them it fell. , the silence; between them it. , false",
        "de, das Schweigen zwischen ihnen wuchs, das Schweigen zwischen ihnen wuchs, das Schweigen zwischen ihnen, true",
        "zh, 她轻轻松了口气，看窗外, 他听见她轻轻松了口气, 她轻轻松了口气。夜很长, true",
        "zh, 她说了他的事。, 她说了他的事。, 她说了他的事。, false",
        "zh, 林晚秋看海面。, 林晚秋看海面。, 林晚秋看海面。, false",
    })
    void whatTheBookHasUsedOftenIsToldAndFailsNothing(
            String language, String first, String second, String third, boolean told) {
        StoryBible bible = after(language, after(language, known(), 1, first), 2, second);

        List<Finding> findings = UsedPhrases.find(input(language, 3, bible, third));

        assertThat(findings).hasSize(told ? 1 : 0);
        findings.forEach(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.USED_PHRASE);
            assertThat(finding.kind().gating()).isFalse();
            assertThat(finding.scenes()).containsExactly(1);
            assertThat(finding.note())
                    .startsWith("Phrases that the book uses often: '")
                    .contains("3 times");
        });
    }

    @Test
    void aPhraseWithinALongerOneStandsForBoth() {
        StoryBible bible = after(empty(), 1, "He let go slowly of a narrow copper handle. It rang.");
        bible = after(bible, 2, "Again he let go slowly of a narrow copper handle; she saw.");
        bible = after(bible, 3, "There hung a narrow copper handle that nobody knew.");

        assertThat(bible.phrases().used())
                .extracting(UsedPhrase::said)
                .containsExactly("'a narrow copper handle' (3 times, in chapters 1, 2 and 3)");
    }

    @Test
    void aChapterThatIsDoneAgainIsCountedOnce() {
        StoryBible twice = after(after(empty(), 1, "So " + BREATH + "."), 2, "And " + BREATH + ".");

        assertThat(after(twice, 2, "And " + BREATH + ".").phrases()).isEqualTo(twice.phrases());
        assertThat(after(twice, 2, "Nothing is left of that.").phrases().used()).isEmpty();
    }

    @Test
    void changesFromBeforePhrasesWereCountedLeaveTheMemoryAsItIs() {
        StoryBible bible = after(empty(), 1, "So " + BREATH + ", and " + BREATH + ".");
        BibleChanges old = new BibleChanges("s", List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

        assertThat(bible.after(2, old).phrases()).isEqualTo(bible.phrases());
    }

    @Test
    void theSameTextIsCountedTheSame() {
        CheckInput input = input("en", 4, after(empty(), 1, prose(1, 900)), prose(2, 900) + " " + prose(1, 40));

        assertThat(UsedPhrases.of(input)).isEqualTo(UsedPhrases.of(input));
    }

    @Test
    void aLongBookIsRememberedWithinABoundAndItsNewChaptersInFull() {
        StoryBible bible = empty();
        for (int chapter = 1; chapter <= 40; chapter++) {
            bible = after(bible, chapter, prose(chapter, 2_500) + " It was " + BREATH + " again.");
        }
        PhraseMemory memory = bible.phrases();

        assertThat(memory.traces().stream()
                        .mapToInt(trace -> trace.runs().count())
                        .sum())
                .isBetween(3_000, 6_000);
        assertThat(memory.used()).hasSizeLessThanOrEqualTo(60);
        assertThat(memory.traces().get(39).every())
                .isLessThanOrEqualTo(memory.traces().get(0).every());
        assertThat(memory.traces()).extracting(PhraseTrace::chapter).isSorted();
        assertThat(memory.often().get(0).text()).contains(BREATH);
        assertThat(memory.often().get(0).said()).contains("40 times, in 40 chapters up to 40");
    }

    @Test
    void aPassageIsNoPhrase() {
        String passage = prose(3, 14);

        assertThat(after(after(empty(), 1, passage + "."), 2, passage + ".")
                        .phrases()
                        .used())
                .isEmpty();
    }

    private static StoryBible after(StoryBible bible, int chapter, String text) {
        return after("en", bible, chapter, text);
    }

    private static StoryBible after(String language, StoryBible bible, int chapter, String text) {
        BibleChanges nothing = new BibleChanges(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        return bible.after(chapter, nothing.with(UsedPhrases.of(input(language, chapter, bible, text))));
    }

    private static CheckInput input(String language, int chapter, StoryBible bible, String text) {
        BookFrame frame =
                new BookFrame("T", "mystery", language, null, 100, 0.1, new Style(List.of(), null, List.of()));
        SceneList plan = new SceneList(
                null, null, List.of(new ScenePlan(1, "p", "the landing stage, dusk", List.of(), null, null, 50)));
        return new CheckInput(
                new ChapterBrief(new ChapterId("b", chapter), frame, "t", "s", List.of(), null),
                bible,
                plan,
                new TreeMap<>(Map.of(1, text)));
    }

    private static StoryBible empty() {
        return StoryBible.initial(List.of(), List.of(), null);
    }

    private static StoryBible known() {
        return StoryBible.initial(
                List.of(
                        new StoryCharacter("Mara Venn", null, null, null, List.of()),
                        new StoryCharacter("林晚秋", null, null, null, List.of())),
                List.of("The lamp has been dark since spring."),
                null);
    }

    private static String prose(int seed, int words) {
        Random random = new Random(seed);
        return IntStream.range(0, words)
                .mapToObj(word -> "w" + Integer.toString(1000 + random.nextInt(40_000), 26) + "e")
                .collect(Collectors.joining(" "));
    }
}
