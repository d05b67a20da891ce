package dev.storycrew.core.check;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Style;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoryTextTest {
    private static final String PROSE = "Mara set the lamp down.\n\n\"Chapter one,\" she said. Nobody laughed.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# 第001章 雨夜",
                "## Chapter 1: Salt",
                "# Salt",
                "**Salt**",
                "Salt",
                "CHAPTER ONE",
                "Chapter 1",
                "Chapter IV – The Stair",
                "**Chapter 12**",
                "第一章 雨夜",
                "第十二章：雨夜",
                "【第三场】",
                "### Scene 2",
                "Scene 2: The stair",
                "Kapitel 3",
                "Chapitre 2 : Le sel",
                "# A title nobody has heard of",
                "Here is the scene:",
                "Here's the revised scene 2:",
                "Sure! Here is the rewritten chapter, with the hook sharpened:",
                "Certainly, here are the scenes you asked for:",
                "以下是第一场：",
                "好的，以下是修改后的场景：",
                "Hier ist die überarbeitete Szene:",
                "Voici la scène révisée :",
                "**Scene 2: The Cellar**",
                "Sure! Here's scene 2:",
                "This is the revised scene:",
                "Chapter1: Salt",
                "第三章：雨夜",
                "<h1>Chapter 1: Salt</h1>",
                "<b>Chapter 1</b>",
                "Title: Salt",
                "Prologue",
                "序章",
                "Act One, Scene 2",
                "— 1 —",
                "## 1",
                "# 1. Salt",
                "POV: Mara",
                "Chapter 1: \"Salt\"",
                "第一章 谁在敲门？",
                "—— 第一章 雨夜 ——",
                "Here is scene 1.",
                "Here's the next part of the story:",
                "Here is the rewritten text:",
                "Here you go:",
                "Sure, I can help with that!",
                "Okay, let's write the scene.",
                "As requested, here is the revised scene.",
                "Here is the revised scene with the issues addressed",
                "当然可以！以下是改写后的场景：",
                "【正文】",
                "Klar, hier ist die Szene:",
                "**Revised Scene 1:**",
                "Final version:"
            })
    void aHeadingOrRemarkAtTheBeginningIsTakenOut(String line) {
        assertThat(read(line + "\n\n" + PROSE).text()).isEqualTo(PROSE);
        assertThat(read(line + "\n---\n" + PROSE).text()).isEqualTo(PROSE);
        assertThat(read(line + "\n\n" + PROSE).takenOut()).containsExactly(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[Word count: 412]",
                "(Word count: 412)",
                "[字数：812]",
                "Word count: 412 (target: 400)",
                "Let me know if you'd like me to revise this scene.",
                "Let me know what you think of this scene.",
                "如果您需要我修改本场，请告诉我。",
                "希望以上修改符合您的要求。",
                "1,024 words",
                "~1,024 words",
                "Total words: 1,024",
                "字数统计：1024字",
                "I hope this helps!",
                "Hope this helps.",
                "I hope you enjoy this scene.",
                "I hope this meets your expectations!",
                "Let me know if you'd like me to continue.",
                "If you'd like, I can write the next scene.",
                "希望您喜欢这一场！",
                "希望这对您有帮助！",
                "如果需要我继续，请告诉我。",
                "Ich hoffe, das hilft!",
                "J'espère que cela vous aide !",
                "[Scene ends]",
                "</scene>",
                "<!-- end of scene -->",
                "—— 第一章 完 ——",
                "Note: The scene is 1,024 words long.",
                "**Note:** I kept the pacing tight and ended with a hook.",
                "This scene is approximately 1,024 words.",
                "Key improvements:\n- a stronger hook",
                "Word count: 412",
                "**Word count:** 412 words",
                "(412 words)",
                "*(approx. 400 words)*",
                "字数：1024",
                "（字数：412字）",
                "（全文约800字）",
                "(continued)",
                "[Continued in Chapter 2]",
                "To be continued...",
                "（未完待续）",
                "未完待续",
                "【本章完】",
                "[End of Scene 1]",
                "--- End of Chapter 1 ---",
                "Fortsetzung folgt",
                "Note: I kept the scene under 400 words as requested.",
                "*Note: the revised draft keeps the hook.*",
                "Author's note: the lamp stands for grief.",
                "注：本场已按要求修改。",
                "（注：字数约四百字）",
                "作者注：灯是隐喻。",
                "Let me know if you would like any changes to the scene!",
                "I hope this revision works.",
                "如需修改，请告诉我。",
                "Changes made:\n- cut two adverbs\n- sharpened the hook"
            })
    void aCountNoteOrRemarkAtTheEndIsTakenOut(String lines) {
        assertThat(read(PROSE + "\n\n" + lines).text()).isEqualTo(PROSE);
        assertThat(read(PROSE + "\n\n---\n\n" + lines).takenOut()).isNotEmpty();
    }

    @Test
    void aCountBehindTheLastSentenceIsTakenOut() {
        assertThat(read("She left. (412 words)").text()).isEqualTo("She left.");
        assertThat(read("她走了。（字数：412）").text()).isEqualTo("她走了。");
        assertThat(read("He was born in the year of the flood (1987)").takenOut())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Salt.",
                "Salt lay on the sill.",
                "Chapter 3 was the worst, she thought.",
                "第二章书页被撕掉了。",
                "Here is the story my father told me:",
                "Sure, he was late.",
                "Certainly not.",
                "\"Here is the scene of the crime:\" he said.",
                "Note the time, he said.",
                "这是他在战场上写的最后一封信：",
                "Continued rain had drowned the garden.",
                "The word count was wrong.",
                "412 words, and not one of them true.",
                "Let me know when you land, she wrote.",
                "如果你需要我，就敲三下。",
                "希望这雨能停。",
                "Part of him wanted to stay.",
                "\"Let me know about the changes to the scene,\" she said.",
                "Part two was harder, and he said, “I know.”",
                "Part two: he said, “I know.”",
                "Chapter one of her life had ended… or so she said—",
                "Chapter one of her life had ended",
                "第一场，我们输了，教练说：“没关系，还有第二场。”",
                "第一场我们输了",
                "Parti sans un mot, il murmura : « Adieu »",
                "当然，没有人按他的要求做，他只好又说了一遍：",
                "Of course, there was another version of the story:",
                "This is the last chapter of my life, as I remember it:",
                "Here is the scene of the crime:",
                "### 4 May 1887",
                "## London, in the evening",
                "# 1887年5月4日",
                "## 06:30",
                "I hope you will forgive my words.",
                "I hope it works.",
                "I hope that works.",
                "I hope you liked my story.",
                "I hope this chapter of our lives is over.",
                "I hope you will revise your opinion.",
                "Ich hoffe, dass dieses Kapitel nun zu Ende ist.",
                "如果你想活命，就按我的要求做。",
                "字数不多，却字字诛心。",
                "Word count was all he ever cared about.",
                "Word count 412 was all he ever cared about.",
                "[Note: This quest cannot be abandoned.]",
                "“As an AI, I cannot feel regret,” said the ship.",
                "As an AI, I cannot feel regret.",
                "— Salt",
                "— Chapter one, he said.",
                "I",
                "1987 was a bad year.",
                "Act now, she said, or not at all.",
                "Here is the thing:",
                "Here is my version:",
                "Here is a story.",
                "Sure, I can.",
                "好，我来。",
                "I hope this letter finds you.",
                "This version of events pleased him.",
                "I edited the letter and burned it.",
                "This chapter of his life was over.",
                "Would you like me to stay?",
                "希望她能回来。",
                "Hope is a thing with feathers."
            })
    void whatAStoryMaySayStays(String line) {
        String written = line + "\n\n" + PROSE + "\n\n" + line + "\n\nIt rained.";
        StoryText text = read(written);

        assertThat(text.text()).isEqualTo(written);
        assertThat(text.doubtful()).isEmpty();
        assertThat(read(PROSE + "\n\n" + line).text()).isEqualTo(PROSE + "\n\n" + line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It rained.\n\n## What the sea gave back\n\nIt stopped.",
                "It rained.\n\nNote: the key is under the mat.",
                "注：钥匙在门垫下。\n\n雨停了。",
                "It rained.\n\nNote: the last words were written in blood.",
                "It rained.\n\nChapter 2: Storm\n\nIt stopped.",
                "As an AI language model I cannot describe the rain.\n\nIt rained.",
                "It rained.\n\nI hope you like it!",
                "It rained.\n\nLet me know if you need anything else.",
                "It rained.\n\nThis version addresses all the issues raised.",
                "It rained.\n\nI have revised the scene to fix the hook."
            })
    void whatMayBeNoStoryStaysAndIsTold(String written) {
        assertThat(read(written).text()).isEqualTo(written);
        assertThat(read(written).doubtful()).hasSize(1);
    }

    @Test
    void aHeadingOfAChapterInTheMiddleIsTakenOut() {
        assertThat(read("It rained.\n\n## Chapter 1: Salt\n\nIt stopped.").text())
                .isEqualTo("It rained.\n\n\nIt stopped.");
    }

    @Test
    void whatIsTakenOutOnceStaysOut() {
        String text = read("# Salt\n\nHere is the scene:\n\n" + PROSE + "\n\n[Word count: 4]\n\nTo be continued")
                .text();

        assertThat(text).isEqualTo(PROSE);
        assertThat(read(text)).isEqualTo(new StoryText(PROSE, List.of(), List.of()));
    }

    @Test
    void onlyAFewLinesAreTakenFromEachEnd() {
        assertThat(read(PROSE + "\nNote: this scene is revised.".repeat(30)).takenOut())
                .hasSize(20);
    }

    @Test
    void nothingIsLeftOfWhatIsNoStory() {
        assertThat(read("Here is the scene:").text()).isBlank();
    }

    @Test
    void hostileTextIsReadAtOnce() {
        List<String> hostile = List.of(
                "word ".repeat(40_000),
                "雨".repeat(80_000),
                "# ".repeat(40_000),
                "#\n".repeat(40_000),
                "- a\n".repeat(40_000),
                "(1\n".repeat(40_000),
                "- Note: this scene is revised.\n".repeat(40_000),
                "Rain.\n" + "- ".repeat(140) + "\n- a".repeat(40_000),
                "It rained.\n---\n" + "-".repeat(40_000),
                "# Salt\n" + "- ".repeat(40_000) + "\nRain.",
                "here is " + "scene ".repeat(48) + "\n" + "Chapter 1\n".repeat(20_000),
                "(" + "1,".repeat(40_000) + ")",
                "(word count ".repeat(20_000));

        Assertions.assertTimeout(Duration.ofSeconds(20), () -> hostile.forEach(StoryTextTest::read));
    }

    private static StoryText read(String written) {
        BookFrame frame =
                new BookFrame("The Lighthouse", "mystery", "en", null, 100, 0.1, new Style(List.of(), null, List.of()));
        return requireNonNull(StoryText.of(
                written, new ChapterBrief(new ChapterId("b", 1), frame, "Salt", "s", List.of(), null), null));
    }
}
