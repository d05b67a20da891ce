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
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.core.text.SceneTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EarlierTextTest {
    private static final String SCENE =
            "Mara climbed the iron stair with the lamp held low, counting each step under her breath. A"
                    + "t the forty-third the wind found the broken pane and put the flame out. She stood in the d"
                    + "ark and listened to the sea. Somewhere below, Ole was moving the crates again, though he h"
                    + "ad promised to wait until morning. She thought of calling out to him, and did not. The key"
                    + " was cold in her pocket. When she reached the door she set the lamp on the sill, laid her "
                    + "palm against the wood, and felt it move, as if somebody on the other side were breathing. "
                    + "Then the lock turned by itself.";
    private static final String SCENE_REWORDED =
            "Mara climbed up the iron stairs with her lamp held low, counting every step under her brea"
                    + "th. At the forty-fourth the wind found a broken pane and blew the flame out. She stood in "
                    + "darkness and listened to the waves. Somewhere below her, Ole was shifting the crates again"
                    + ", though he'd promised to wait until dawn. She thought about calling out to him, but did n"
                    + "ot. The key felt cold in her pocket. When she came to the door she put the lamp on the sil"
                    + "l, laid a palm against the wood, and felt it stir, as if someone on the other side were br"
                    + "eathing. Then the lock turned on its own.";
    private static final String SCENE_ZH = "林默提着灯走上铁梯，一边走一边低声数着台阶。数到第四十三级时，风从破碎的窗格里灌进来，吹灭"
            + "了火苗。她站在黑暗里听海的声音。楼下，阿青又在搬那些木箱，虽然他答应过要等到天亮。她想喊他"
            + "一声，终究没有开口。口袋里的钥匙冰凉。走到门前，她把灯放在窗台上，手掌贴着木板，感觉到它在"
            + "动，好像另一边有人在呼吸。然后，锁自己转开了。";
    private static final String SCENE_ZH_REWORDED = "林默提着灯走上铁楼梯，一边走一边轻声数着台阶。数到第四十四级时，风从破了的窗格里灌进来，吹"
            + "灭了灯火。她站在黑暗中听着海的声音。楼下，阿青又在搬那些箱子，虽然他答应过要等到天明。她想"
            + "叫他一声，最终没有开口。口袋里的钥匙冰冷。走到门口，她把灯搁在窗台上，手掌贴着门板，觉得它"
            + "在动，仿佛另一边有人在呼吸。接着，锁自己打开了。";

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void aSceneWhoseSentencesAreAllALittleDifferentIsStillTheSameAndSoItIsUnderOtherNames(String language) {
        boolean chinese = language.equals("zh");
        StoryBible bible = after(empty(), 1, text(Map.of(1, chinese ? SCENE_ZH : SCENE)));
        String reworded = chinese ? SCENE_ZH_REWORDED : SCENE_REWORDED;
        String renamed = chinese
                ? reworded.replace("林默", "苏晚").replace("阿青", "老周").replace("她", "他")
                : reworded.replace("Mara", "Ida").replace("Ole", "Finn");

        for (String copy : List.of(reworded, renamed)) {
            assertThat(find(2, bible, text(Map.of(1, prose(language, 5, 100), 2, copy))))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.note())
                            .isEqualTo("Earlier chapters say the same: scene 2 is nearly chapter 1's scene 1."));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void aChapterThatIsAnEarlierOneAgainNamesItsScenesAndTheChapter(String language) {
        SortedMap<Integer, String> first = text(Map.of(1, prose(language, 1, 120), 2, prose(language, 2, 120)));
        StoryBible bible = after(empty(), 1, first);

        assertThat(find(2, bible, first)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.EARLIER_TEXT);
            assertThat(finding.scenes()).containsExactly(1, 2);
            assertThat(finding.note())
                    .isEqualTo("Earlier chapters say the same: scene 1 is chapter 1's scene 1 again; scene 2 is chapter"
                            + " 1's scene 2 again.");
        });
    }

    @ParameterizedTest
    @CsvSource({"en,11,false", "en,12,true", "en,13,true", "zh,12,false", "zh,19,false", "zh,20,true"})
    void aRunOfTwelveWordsOrTwentyCharactersIsNoCoincidence(String language, int length, boolean found) {
        String run = prose(language, 7, length);
        String blank = language.equals("zh") ? "" : " ";
        StoryBible bible = after(
                empty(), 1, text(Map.of(1, prose(language, 1, 90) + blank + run + blank + prose(language, 2, 90))));

        List<Finding> findings =
                find(2, bible, text(Map.of(1, prose(language, 3, 90), 2, prose(language, 4, 60) + blank + run + ".")));

        assertThat(findings.isEmpty()).isEqualTo(!found);
        if (found) {
            assertThat(findings.get(0).scenes()).containsExactly(2);
            assertThat(findings.get(0).note()).contains("scene 2 has '" + run + "' of chapter 1's scene 1.");
        }
    }

    @ParameterizedTest
    @CsvSource({"en,' '", "zh,''"})
    void whatTheBibleSaysMayBeSaidInEachChapter(String language, String blank) {
        String fact = prose(language, 7, 20);
        StoryBible bible = after(
                StoryBible.initial(List.of(), List.of(fact), null),
                1,
                text(Map.of(1, prose(language, 1, 90) + blank + fact + blank + prose(language, 2, 90))));

        assertThat(find(
                        2,
                        bible,
                        text(Map.of(1, prose(language, 3, 90) + blank + fact + blank + prose(language, 4, 90)))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void whatTheAuthorGaveMayBeSaidInEachChapter(String language) {
        List<String> given = IntStream.rangeClosed(41, 48)
                .mapToObj(seed -> prose(language, seed, 24))
                .toList();
        StoryCharacter person = new StoryCharacter(
                "Ida", given.get(0), given.get(1), given.get(2), List.of(), List.of(given.get(3), given.get(4)));
        StoryCharacter longName = new StoryCharacter(given.get(5), null, null, null, List.of());
        Style style = new Style(List.of(), null, List.of(), null, null, null, List.of(given.get(6)));
        StoryBible bible =
                StoryBible.initial(List.of(person, longName), List.of(), new TruthCard(Map.of("method", given.get(7))));
        String blank = language.equals("zh") ? "" : " ";
        for (int index = 0; index < given.size(); index++) {
            String said = blank + given.get(index) + blank;
            StoryBible after = after(bible, 1, text(Map.of(1, prose(language, 1, 90) + said + prose(language, 2, 90))));

            assertThat(find(input(
                            2, after, text(Map.of(1, prose(language, 3, 90) + said + prose(language, 4, 90))), style)))
                    .as("given %s", index)
                    .isEmpty();
        }
    }

    @Test
    void aStretchIsShownAsItIsWritten() {
        String run = "Mara Venn在十月的雨夜里独自走上灯塔的石阶没有回头也没有灯";
        StoryBible bible = after(empty(), 1, text(Map.of(1, prose("zh", 1, 90) + run + prose("zh", 2, 90))));

        assertThat(find(2, bible, text(Map.of(1, prose("zh", 3, 90) + run + prose("zh", 4, 90)))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.note()).contains("'mara venn 在十月的雨夜里独自走上灯塔的石阶没有回头也没有灯'"));
    }

    @Test
    void aFewRunsOfAShortSceneAreNotTheWholeScene() {
        String run = prose("en", 7, 14);
        StoryBible bible = after(empty(), 1, text(Map.of(1, run + " end")));

        assertThat(find(2, bible, text(Map.of(1, prose("en", 3, 90) + " " + run + " " + prose("en", 4, 90)))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.note())
                        .contains("scene 1 has '" + run)
                        .doesNotContain("again"));
    }

    @Test
    void aLongPassageInCharactersIsFoundInASceneThatHasFaded() {
        StoryBible bible = empty();
        for (int chapter = 1; chapter <= 40; chapter++) {
            bible = after(bible, chapter, text(Map.of(1, prose("zh", chapter, 600))));
        }
        int every = bible.traces().get(0).every();
        assertThat(every).isGreaterThan(1);
        String run = prose("zh", 1, 600).substring(100, 100 + 2 * every + 20);

        assertThat(find(41, bible, text(Map.of(1, prose("zh", 93, 90) + run + prose("zh", 94, 90)))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.note()).contains("chapter 1's scene 1"));
    }

    @ParameterizedTest
    @CsvSource({"en,10", "en,8", "zh,12", "zh,15"})
    void aSceneWithSomeWordsReplacedIsStillTheSame(String language, int each) {
        StoryBible bible = after(empty(), 4, text(Map.of(3, prose(language, 1, 300))));
        List<String> words = new ArrayList<>(words(language, 1, 300));
        for (int index = 0; index < words.size(); index += each) {
            words.set(index, language.equals("zh") ? "水" : "other" + index);
        }

        assertThat(find(9, bible, text(Map.of(1, joined(language, words)))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.note()).contains("scene 1 is nearly chapter 4's scene 3"));
    }

    @Test
    void differentScenesAreNone() {
        StoryBible bible = empty();
        for (int chapter = 1; chapter <= 30; chapter++) {
            SortedMap<Integer, String> text =
                    text(Map.of(1, prose("en", 2 * chapter, 300), 2, prose("zh", 2 * chapter, 300)));
            assertThat(find(chapter, bible, text)).isEmpty();
            bible = after(bible, chapter, text);
        }
    }

    @Test
    void aChapterIsNotComparedWithItselfNorWithLaterOnes() {
        SortedMap<Integer, String> text = text(Map.of(1, prose("en", 1, 100)));
        StoryBible bible = after(empty(), 3, text);

        assertThat(find(3, bible, text)).isEmpty();
        assertThat(find(2, bible, text)).isEmpty();
        assertThat(find(4, bible, text)).hasSize(1);
    }

    @Test
    void aChapterDoneAgainReplacesWhatWasRememberedOfIt() {
        SortedMap<Integer, String> first = text(Map.of(1, prose("en", 1, 100), 2, prose("en", 2, 100)));
        SortedMap<Integer, String> second = text(Map.of(1, prose("en", 3, 100)));
        StoryBible bible = after(after(empty(), 1, first), 1, second);

        assertThat(bible.traces()).hasSize(1);
        assertThat(find(2, bible, first)).isEmpty();
        assertThat(find(2, bible, second)).hasSize(1);
    }

    @Test
    void theMemoryDoesNotGrowWithTheBookAndFadesWithoutForgettingAChapter() {
        StoryBible bible = empty();
        int largest = 0;
        for (int chapter = 1; chapter <= 300; chapter++) {
            bible = after(
                    bible,
                    chapter,
                    text(Map.of(1, prose("en", 2 * chapter, 400), 2, prose("en", 2 * chapter + 1, 400))));
            int bytes = bible.traces().stream()
                    .mapToInt(trace ->
                            trace.runs().packed().length + trace.likeness().packed().length + 20)
                    .sum();
            largest = Math.max(largest, bytes);
        }

        assertThat(largest).isLessThan(70_000);
        assertThat(find(301, bible, text(Map.of(1, prose("en", 2, 400)))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.note()).contains("chapter 1's scene 1"));
    }

    @Test
    void withoutAMemoryNothingIsFound() {
        assertThat(find(2, empty(), text(Map.of(1, prose("en", 1, 100))))).isEmpty();
        assertThat(SceneTrace.remembered(List.of(), List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'Who was it?','Who is there?','And who are you?',a question",
        "'他是谁？','你在哪？','为什么？',a question",
        "'And then…','Nothing...','The rain…',three dots",
        "'\"Go,\" he said. \"Go.\"','“走。”','»Geh.«',a line of dialogue",
        "'She left.','He left.','It rained.',",
        "'Who was it?','He left.','And who are you?',"
    })
    void theSameKindOfEndingThreeTimesIsTold(String first, String second, String third, String kind) {
        StoryBible bible = after(after(empty(), 1, text(Map.of(1, "a?", 2, first))), 2, text(Map.of(1, second)));

        List<Finding> findings = SameEnding.find(input(3, bible, text(Map.of(1, third))));

        if (kind == null) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(findings).singleElement().satisfies(finding -> {
                assertThat(finding.note()).isEqualTo("The chapter ends on " + kind + ", as the last 2 did.");
                assertThat(finding.kind().gating()).isFalse();
            });
        }
    }

    private static StoryBible after(StoryBible bible, int chapter, SortedMap<Integer, String> text) {
        BibleChanges nothing = new BibleChanges(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        return bible.after(chapter, nothing.with(EarlierText.traces(chapter, text), null));
    }

    private static List<Finding> find(CheckInput input) {
        return EarlierText.find(input, TextMetrics.tokens(input.text()));
    }

    private static List<Finding> find(int chapter, StoryBible bible, SortedMap<Integer, String> text) {
        return find(input(chapter, bible, text));
    }

    private static CheckInput input(int chapter, StoryBible bible, SortedMap<Integer, String> text) {
        return input(chapter, bible, text, new Style(List.of(), null, List.of()));
    }

    private static CheckInput input(int chapter, StoryBible bible, SortedMap<Integer, String> text, Style style) {
        BookFrame frame = new BookFrame("T", "mystery", "en", null, 100, 0.1, style);
        SceneList plan = new SceneList(null, null, List.of(new ScenePlan(1, "p", null, List.of(), null, null, 50)));
        return new CheckInput(
                new ChapterBrief(new ChapterId("b", chapter), frame, "t", "s", List.of(), null), bible, plan, text);
    }

    private static StoryBible empty() {
        return StoryBible.initial(List.of(), List.of(), null);
    }

    private static SortedMap<Integer, String> text(Map<Integer, String> text) {
        return new TreeMap<>(text);
    }

    private static String prose(String language, int seed, int length) {
        return joined(language, words(language, seed, length));
    }

    private static String joined(String language, List<String> words) {
        return words.stream().collect(Collectors.joining(language.equals("zh") ? "" : " "));
    }

    private static List<String> words(String language, int seed, int length) {
        Random random = new Random(seed * 7919L);
        return IntStream.range(0, length)
                .mapToObj(index -> language.equals("zh")
                        ? Character.toString(0x4E00 + random.nextInt(800))
                        : "word" + random.nextInt(800))
                .toList();
    }
}
