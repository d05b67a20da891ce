package dev.storycrew.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Language, cut endings and placeholders. */
class TextChecksTest {
    private static final String ENGLISH =
            "The keeper had gone down to the sea before it was light, and she did not hear him."
                    + " \"You are late,\" she said when he came back with the lamp in his hand.";
    private static final String CHINESE = "天还没亮，守灯人就下了海。她没有听见他的脚步声。“你来晚了，”他提着灯回来的时候，她说。雨一直下到傍晚。";
    private static final String GERMAN =
            "Der Wärter war vor dem Morgen zum Meer gegangen, und sie hatte ihn nicht gehört."
                    + " »Du bist spät«, sagte sie, als er mit der Lampe in der Hand wieder auf der Treppe stand.";
    private static final String FRENCH =
            "Le gardien était descendu vers la mer avant le jour, et elle ne l'avait pas entendu."
                    + " « Tu es en retard », dit-elle quand il revint avec la lampe dans les mains.";
    private static final String RUSSIAN =
            "Смотритель спустился к морю ещё до рассвета, и она не слышала его шагов. «Ты опоздал», —"
                    + " сказала она, когда он вернулся с лампой в руке, и закрыла за ним дверь.";
    private static final String JAPANESE = "夜が明ける前に灯台守は海へ降りていった。彼女にはその足音が聞こえなかった。「遅かったのね」と、彼がランプを手に戻ってきたとき彼女は言った。";

    @ParameterizedTest
    @CsvSource({
        "zh,en",
        "zh,ja",
        "zh,ru",
        "zh-Hans-CN,fr",
        "en,zh",
        "en,de",
        "en-GB,fr",
        "en,ru",
        "de,en",
        "de,zh",
        "fr,en",
        "fr,de",
        "ru,en",
        "ja,en",
        "ja,zh",
        "sv,en",
        "fi,en",
        "sv,zh",
        "ko,zh",
        "ar,en"
    })
    void aSceneInAnotherLanguageIsFound(String language, String written) {
        List<Finding> findings = findings(language, Map.of(1, text(of(language)), 2, text(written)));

        assertThat(findings)
                .filteredOn(finding -> finding.kind() == Finding.Kind.LANGUAGE
                        && finding.scenes().contains(2))
                .singleElement()
                .satisfies(finding -> assertThat(finding.note())
                        .startsWith("The book's language is " + language + ", but ")
                        .contains("scene 2 is in "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh", "de", "fr", "ru", "ja", "en-US", "zh-TW", "und", "tlh", "EN"})
    void aSceneInTheBooksLanguageIsNone(String language) {
        assertThat(kinds(language, text(of(language)))).doesNotContain(Finding.Kind.LANGUAGE);
    }

    @Test
    void foreignNamesAndLinesArePartOfAStory() {
        assertThat(kinds(
                        "zh",
                        CHINESE + "\n\n“I am late, I know it,” said Mara Venn. “Is the Lighthouse open?”\n\n"
                                + CHINESE))
                .doesNotContain(Finding.Kind.LANGUAGE);
        assertThat(kinds(
                        "en",
                        ENGLISH + "\n\n“你来晚了。天还没亮。”\n\n„Du bist spät, und das ist nicht gut“, he read.\n\n" + ENGLISH))
                .doesNotContain(Finding.Kind.LANGUAGE);
        assertThat(kinds(
                        "de",
                        GERMAN + "\n\n»I have not seen her, and that was the last of it«, sagte er.\n\n" + GERMAN))
                .doesNotContain(Finding.Kind.LANGUAGE);
        assertThat(kinds("zh", CHINESE + "“遅かったのね”，她说。" + CHINESE)).doesNotContain(Finding.Kind.LANGUAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "She walked to the",
                "She opened the door and saw,",
                "It read:",
                "\"I never",
                "She saw 3",
                "It was a well-",
                "他走到门口，",
                "他走到门口看见",
                "他说：“我",
                "他打开门（",
                "Она открыла",
                "**She walked to the**",
                "Она открыла дверь и",
                "Er sagte: „",
                "He turned and said “",
                "Il dit : «",
                "他说：“",
                "She asked;"
            })
    void anEndingInTheMiddleOfASentenceIsCut(String end) {
        assertThat(kinds("en", "It rained all day.\n\n" + end)).contains(Finding.Kind.CUT_ENDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "She left.",
                "She left?!",
                "\"I never—\"",
                "She turned and—",
                "She turned and --",
                "And then…",
                "He said \"never.\"",
                "He said 'no'",
                "*She left.*",
                "He was gone (for good).",
                "她走了。",
                "“你是谁？”",
                "“你是谁”",
                "「そうだ」",
                "她走了……",
                "她走了～",
                "वह चला गया।",
                "هل رحلت؟",
                "— Mara",
                "Mara Venn",
                "THE END",
                "The sea gives back\nwhat it was given\nand keeps\nwhat it took",
                "♪",
                "„Komm her.“",
                "„Komm her“",
                "‚Komm her.‘",
                "»Komm her.«",
                "« Viens ici »",
                "Then she laughed ❤️",
                "Then she laughed 👍🏽",
                "林默",
                "完",
                "你的朋友，林默",
                "爱你的母亲",
                "محمود",
                "Твоя мама",
                "Ludwig van Beethoven",
                "Your loving brother, Tom",
                "With all my love, - Mara",
                "With all my love, -Mara",
                "Mit herzlichen Grüßen, Deine Anna",
                "Paris, le 3 mars 1887",
                "3 марта 1887",
                "4 de mayo de 1887",
                "*and then nothing*",
                "_and then nothing_",
                "The screen said GAME OVER",
                "The clock said 6:30"
            })
    void anyOtherEndingIsNot(String end) {
        assertThat(kinds("en", "It rained all day.\n\n" + end)).doesNotContain(Finding.Kind.CUT_ENDING);
    }

    @Test
    void aSemicolonAsksInGreekAndGoesOnElsewhere() {
        assertThat(kinds("el", "Έβρεχε όλη μέρα.\n\nΤι θέλεις;")).doesNotContain(Finding.Kind.CUT_ENDING);
        assertThat(kinds("en", "It rained all day;")).contains(Finding.Kind.CUT_ENDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "### 5 May 1887\n\nIt rained.",
                "It rained.\n\n### 5 May 1887\n\nIt stopped.",
                "It rained.\n\n## What the sea gave back\n\nIt stopped.",
                "“As an AI, I cannot feel regret,” said the ship.",
                "As an AI, I cannot feel regret. It rained.",
                "Note: I am Note.\n\nIt rained.",
                "It rained.\n\nNote: the key is under the mat.",
                "It rained.\n\nChapter 2: Storm\n\nIt stopped."
            })
    void whatMayBePartOfTheStoryFailsNoChapter(String text) {
        assertThat(kinds("en", text)).doesNotContain(Finding.Kind.REMARK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It rained.\n\n[Word count: 412]",
                "## Chapter 1: Salt\n\nIt rained.",
                "As an AI language model I cannot describe the rain.\n\nIt rained.",
                "It rained.\n\nLet me know if you'd like me to revise this scene.",
                "It rained.\n\nI hope you like it!",
                "It rained.\n\nShall I continue?"
            })
    void whatIsCertainlyNoStoryIsARemark(String text) {
        assertThat(kinds("en", text)).contains(Finding.Kind.REMARK);
    }

    @Test
    void aLanguageWithoutSentenceSignsHasNoCutEndings() {
        assertThat(kinds("th", "ฝนตกทั้งวัน")).doesNotContain(Finding.Kind.CUT_ENDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "...",
                "…",
                "TBD",
                "tbd.",
                "[TBD]",
                "TODO",
                "to be determined",
                "placeholder",
                "continue likewise",
                "Continue likewise.",
                "Scenes 4-6 continue similarly",
                "same as above",
                "Same as scene 1",
                "(as above)",
                "and so on...",
                "ditto",
                "etc.",
                "-",
                "N/A",
                "???",
                "<purpose>",
                "同上",
                "同上。",
                "待定",
                "略",
                "（待补充）",
                "以此类推",
                "……",
                "wie oben",
                "à compléter"
            })
    void aPlanThatDoesNotSayWhatHappensIsFound(String purpose) {
        assertThat(Placeholders.find(plan(purpose, "p"))).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.PLACEHOLDER);
            assertThat(finding.scenes()).containsExactly(1);
            assertThat(finding.note()).startsWith("The plan does not say what happens: scene 1 says '");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p",
                "Mara finds the key.",
                "She continues the search as before the storm, but alone.",
                "An unknown man comes.",
                "略过的线索再次出现",
                "发现同一把钥匙",
                "They repeat the oath.",
                "Nichts ist mehr wie zuvor.",
                "Plus rien n'est comme avant.",
                "Nada es igual que antes.",
                "She knows nothing will be as before.",
                "Ida sees the writing is the same as the last letter",
                "They carry on as before, though the lamp is dark",
                "He must go on as planned",
                "发现笔迹与上一场相同，凶手是左撇子",
                "The same thing happens to Ida, only worse: the boat is gone and nobody will say who took it."
            })
    void aPlanThatSaysItIsNot(String purpose) {
        assertThat(Placeholders.find(plan(purpose, "p"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"none,false", "-,false", "N/A,false", "无,false", "..,true", "TBD,true", "同上,true", "same as above,true"
    })
    void aConflictMayBeMissingAndStillBeNoPlaceholder(String conflict, boolean found) {
        assertThat(Placeholders.find(plan("p", conflict)).isEmpty()).isEqualTo(!found);
    }

    @Test
    void everyCheckIsBoundedOnHostileText() {
        List<String> hostile = List.of(
                "word ".repeat(40_000),
                "雨".repeat(80_000),
                "a".repeat(200_000),
                "…".repeat(100_000),
                "Mara Venn ".repeat(20_000),
                "\n".repeat(100_000) + "a",
                "a\n".repeat(100_000),
                "*".repeat(200_000));

        Assertions.assertTimeout(
                Duration.ofSeconds(60), () -> hostile.forEach(text -> findings("en", Map.of(1, text, 2, text))));
    }

    private static String of(String language) {
        return language.toLowerCase(java.util.Locale.ROOT).split("-", 2)[0];
    }

    private static String text(String language) {
        return switch (language) {
            case "zh" -> CHINESE;
            case "de" -> GERMAN;
            case "fr" -> FRENCH;
            case "ru" -> RUSSIAN;
            case "ja" -> JAPANESE;
            default -> ENGLISH;
        };
    }

    private static List<Finding.Kind> kinds(String language, String text) {
        return findings(language, Map.of(1, text)).stream().map(Finding::kind).toList();
    }

    private static List<Finding> findings(String language, Map<Integer, String> text) {
        BookFrame frame =
                new BookFrame("T", "mystery", language, null, 100, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(new ChapterId("b", 1), frame, "t", "s", List.of(), null);
        return new ChapterChecks()
                .check(new CheckInput(
                        brief, StoryBible.initial(List.of(), List.of(), null), plan("p", "c"), new TreeMap<>(text)));
    }

    private static SceneList plan(String purpose, String conflict) {
        return new SceneList(
                null,
                null,
                List.of(
                        new ScenePlan(1, purpose, null, List.of(), conflict, null, 50),
                        new ScenePlan(2, "p", null, List.of(), null, null, 50)));
    }

    /** A text that a check cannot bear would be a dead letter for good. */
    @Test
    void noTextBreaksACheck() {
        String[] pieces = {
            "Ida", "came", ",", "-", "–", "—", " ", "\n", "\n\n", "*", "_", "#", "[", "]", "(", "“", "”", "«", "»", ":",
            ".", "…", "场", "第", "一", "1", "12:30", "Note:", "\ud83d", "\u200b", "\ufe0f", "的", "Tom", "with", "love"
        };
        Random random = new Random(7);
        for (int text = 0; text < 20_000; text++) {
            StringBuilder built = new StringBuilder();
            for (int piece = random.nextInt(14); piece >= 0; piece--) {
                built.append(pieces[random.nextInt(pieces.length)]);
            }
            String written = built.toString();
            assertThatCode(() -> {
                        for (String language : List.of("en", "zh", "el")) {
                            CutEnding.isCut(written, language);
                        }
                        SameEnding.kind(written);
                        Placeholders.isPlaceholder(written, true);
                    })
                    .as(written)
                    .doesNotThrowAnyException();
        }
    }
}
