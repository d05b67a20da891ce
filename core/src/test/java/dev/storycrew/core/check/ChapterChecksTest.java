package dev.storycrew.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChapterChecksTest {
    @ParameterizedTest
    @CsvSource({"'One two, three.',3", "'她走了。',3", "'It is 3 pm',4", "'',0", "'—',0"})
    void wordsAreCountedAsIcuFindsThem(String text, int words) {
        assertThat(TextMetrics.words(text)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"90,90,false", "89,90,true", "110,110,false", "111,110,true", "45,90,true"})
    void theChapterMustBeWithinItsTolerance(int first, int second, boolean found) {
        List<Finding> findings = check(100, Map.of(1, words(first, "a"), 2, words(second, "b")));

        assertThat(findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.WORD_COUNT))
                .isEqualTo(found);
    }

    @Test
    void aShortChapterNamesTheScenesThatAreShort() {
        assertThat(check(100, Map.of(1, words(100, "a"), 2, words(50, "b"))))
                .filteredOn(finding -> finding.kind() == Finding.Kind.WORD_COUNT)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.scenes()).containsExactly(2);
                    assertThat(finding.note()).contains("150 words", "200 (180 to 220)", "Scene 2 has 50 of 100");
                });
    }

    @ParameterizedTest
    @CsvSource({"'Suddenly it rained',true", "'It rained, SUDDENLY.',true", "'A suddenly-ness',true", "'sudden',false"})
    void forbiddenWordsAreFoundAsWords(String text, boolean found) {
        assertThat(check(100, Map.of(1, text, 2, words(190, "b"))).stream()
                        .anyMatch(finding -> finding.kind() == Finding.Kind.FORBIDDEN_WORD))
                .isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"11,false", "12,true", "20,true"})
    void aRunOfTwelveWordsMustNotComeTwice(int length, boolean found) {
        String run = words(length, "same");
        List<Finding> findings = check(100, Map.of(1, run + " x1 x2", 2, "y1 y2 " + run));

        assertThat(findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.REPETITION))
                .isEqualTo(found);
        if (found) {
            assertThat(findings)
                    .filteredOn(finding -> finding.kind() == Finding.Kind.REPETITION)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.scenes()).containsExactly(2));
        }
    }

    @Test
    void aRunThatComesTwiceInOneSceneIsToldOfThatScene() {
        String run = words(12, "same");

        assertThat(check(100, Map.of(1, run + " x1 x2 " + run, 2, words(190, "b"))))
                .filteredOn(finding -> finding.kind() == Finding.Kind.REPETITION)
                .singleElement()
                .satisfies(finding -> assertThat(finding.note()).endsWith("' (twice in scene 1)."));
    }

    @ParameterizedTest
    @CsvSource({
        "'Mara Vane came in.',true",
        "'Mara Venn came in.',false",
        "'Mara Said nothing.',false",
        "'They met Mary Venn.',true",
        "'Then Venn left.',false"
    })
    void namesThatContradictTheBibleAreTold(String text, boolean found) {
        assertThat(check(100, Map.of(1, text, 2, words(190, "b"))).stream()
                        .anyMatch(finding -> finding.kind() == Finding.Kind.UNKNOWN_NAME))
                .isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "'Then Marra came in.',true",
        "'They saw old Maar.',true",
        "'They saw Mara.',false",
        "'They met Venn, and Mara laughed.',false",
        "'It was in the old Mare inn.',true",
        "'They went to Paris.',false",
        "'Mares came in.',false",
        "'They sat with the Maras.',false"
    })
    void aNameOneLetterAwayFromAKnownOneIsToldAndAPartOfItIsTheKnownPerson(String text, boolean found) {
        assertThat(check(100, Map.of(1, text, 2, words(190, "b"))).stream()
                        .anyMatch(finding -> finding.kind() == Finding.Kind.NAME_FORM))
                .isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "en-GB,'It was a Testament  to him.',true",
        "zh,'他深吸一口气。',true",
        "en,'It was a test.',false",
        "fr,'A testament to him.',false"
    })
    void wornPhrasesOfTheBooksLanguageAreTold(String language, String text, boolean found) {
        WornPhrases worn = new WornPhrases(Map.of("en", List.of("a testament to"), "zh", List.of("深吸一口气")));
        BookFrame frame = new BookFrame("T", "mystery", language, null, 9, 0.1, new Style(List.of(), null, List.of()));
        SceneList plan = new SceneList(null, null, List.of(new ScenePlan(1, "p", null, List.of(), null, null, 9)));
        CheckInput input = new CheckInput(
                new ChapterBrief(new ChapterId("b", 1), frame, "t", "s", List.of(), null),
                StoryBible.initial(List.of(), List.of(), null),
                plan,
                new TreeMap<>(Map.of(1, text)));

        assertThat(worn.find(input, new TreeMap<>(Map.of(1, ForbiddenWord.folded(text)))))
                .hasSize(found ? 1 : 0)
                .allSatisfy(finding -> assertThat(finding.kind().gating()).isFalse());
    }

    @Test
    void aLastLineAtRestIsTold() {
        assertThat(check(100, Map.of(1, words(100, "a"), 2, words(95, "b") + "\n\nAnd all was well.")))
                .filteredOn(finding -> finding.kind() == Finding.Kind.WEAK_LAST_LINE)
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind().gating()).isFalse());
    }

    private static List<Finding> check(int target, Map<Integer, String> text) {
        BookFrame frame = new BookFrame(
                "T", "mystery", "en", null, 2 * target, 0.1, new Style(List.of(), null, List.of("suddenly")));
        StoryBible bible = StoryBible.initial(
                List.of(new StoryCharacter("Mara Venn", null, null, null, List.of())), List.of(), null);
        SceneList plan = new SceneList(
                null,
                null,
                List.of(
                        new ScenePlan(1, "p", null, List.of(), null, null, target),
                        new ScenePlan(2, "p", null, List.of(), null, null, target)));
        ChapterBrief brief = new ChapterBrief(new ChapterId("b", 1), frame, "t", "s", List.of(), null);
        return new ChapterChecks().check(new CheckInput(brief, bible, plan, new TreeMap<>(text)));
    }

    private static String words(int count, String stem) {
        return IntStream.range(0, count).mapToObj(index -> stem + index).collect(Collectors.joining(" "));
    }
}
