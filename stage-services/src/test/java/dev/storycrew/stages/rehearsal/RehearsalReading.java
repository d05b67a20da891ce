package dev.storycrew.stages.rehearsal;

import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
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
import dev.storycrew.llm.rehearsal.prose.Memory;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.prompt.PromptTemplates;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Not a test: has the rehearsal model write whole books without mistakes and says how long the chapters are, how many
 * sentences come again, and how long a chapter takes. Arguments: language, chapters, words per chapter, and {@code text} to
 * read it.
 */
final class RehearsalReading {
    private static final int WARM_UP = 30;

    private RehearsalReading() {}

    public static void main(String[] arguments) throws Exception {
        String language = arguments[0];
        int chapters = Integer.parseInt(arguments[1]);
        int words = Integer.parseInt(arguments[2]);
        List<String> book = book(language, chapters, words, 1);
        if (arguments.length > 3) {
            book.forEach(System.out::println);
        }
        Map<String, Integer> times = new HashMap<>();
        book.forEach(chapter -> Memory.sentences(chapter).forEach(sentence -> times.merge(sentence, 1, Integer::sum)));
        int all = times.values().stream().mapToInt(Integer::intValue).sum();
        int again = times.values().stream().mapToInt(count -> count - 1).sum();
        List<Integer> lengths = book.stream().map(TextMetrics::words).toList();
        System.out.printf(
                "%s %d x %d: %s words, %d sentences, %d (%.1f %%) said before%n",
                language, chapters, words, lengths, all, again, 100.0 * again / all);
        for (int round = 0; round < WARM_UP; round++) {
            book(language, 1, words, round);
        }
        long start = System.nanoTime();
        writing = 0;
        for (int round = 0; round < WARM_UP; round++) {
            book(language, 1, words, round);
        }
        System.out.printf(
                "%.1f ms a chapter for all five stages, %.1f ms of CPU for the write request alone%n",
                (System.nanoTime() - start) / 1e6 / WARM_UP, writing / 1e6 / WARM_UP);
    }

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static long writing;
    private static final RehearsalModel[] MODELS = new RehearsalModel[WARM_UP];
    private static final PromptTemplates PROMPTS = PromptTemplates.load();

    private static List<String> book(String language, int chapters, int words, int seed) throws Exception {
        if (MODELS[seed] == null) {
            MODELS[seed] = new RehearsalModel(new RehearsalSettings(seed, Map.of(), Duration.ZERO));
        }
        ModelGateway gateway = ModelGateway.toOne(new ModelEndpoint(
                new Provider("rehearsal", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                MODELS[seed],
                ProviderKind.REHEARSAL,
                "rehearsal",
                Billing.REHEARSAL));
        boolean chinese = language.equals("zh");
        BookFrame frame = new BookFrame(
                "Title", chinese ? "爱情" : "mystery", language, null, words, 0.1, new Style(List.of(), null, List.of()));
        StoryBible bible = StoryBible.initial(
                chinese
                        ? List.of(
                                person("沈知秋", "女主角，裱画师", "想把那幅残画补完", "话少"),
                                person("顾远舟", "男主角，桥梁工程师", "想弄清当年的误会", "用数字说心事"),
                                person("陈阿婆", "茶馆的主人", "想看两个孩子把话说开", "爱打岔"))
                        : List.of(
                                person(
                                        "Mara Venn",
                                        "insurance surveyor",
                                        "to close her father's last file",
                                        "short sentences"),
                                person(
                                        "Tobias Hale",
                                        "the keeper's son",
                                        "to keep the island shut",
                                        "answers questions with weather"),
                                person("Edda Corrow", "postmistress", "to be asked what she knows", "kind, unhurried")),
                List.of(
                        chinese ? "那封信没有寄到。" : "The lamp has been dark since 1987.",
                        chinese ? "柳桥要拆了。" : "The logbook is written in two inks."),
                null);
        Random random = new Random(7);
        List<String> book = new ArrayList<>();
        for (int number = 1; number <= chapters; number++) {
            List<String> events = chinese
                    ? List.of("沈知秋在桥头避雨", "顾远舟来裱画店量一张图", "陈阿婆送来一只木匣", "信上的邮戳早了一日", "河水涨了", "画上缺了一个人", "顾远舟要走了")
                    : List.of(
                            "Mara goes to the lamp room",
                            "Tobias locks the tower",
                            "Edda offers tea and half a story",
                            "The ferry is late",
                            "Somebody wants the key",
                            "The logbook lies open",
                            "The light comes on");
            String stop = chinese ? "。" : ". ";
            String summary = events.get(random.nextInt(7))
                    + stop
                    + (chinese ? "第" + number + "天，" : "On day " + number + " ")
                    + events.get(random.nextInt(7))
                    + stop;
            ChapterBrief brief = new ChapterBrief(
                    new ChapterId("book", number),
                    frame,
                    "Chapter",
                    summary.strip(),
                    List.of(events.get(random.nextInt(7))),
                    (chinese ? "这是第几个钩子：" : "Hook ") + number + (chinese ? "。" : "."));
            ChapterEnvelope envelope = ChapterEnvelope.start(Digests.request(brief, bible), bible, 0);
            while (envelope.nextStage() != Stage.BIBLE) {
                boolean write = envelope.nextStage() == Stage.WRITE;
                long before = CPU.getCurrentThreadCpuTime();
                envelope = StageLogics.of(envelope.nextStage(), gateway, PROMPTS)
                        .run(envelope, () -> {})
                        .envelope();
                writing += write ? CPU.getCurrentThreadCpuTime() - before : 0;
            }
            ChapterWork work = envelope.work();
            envelope = StageLogics.of(Stage.BIBLE, gateway, PROMPTS)
                    .run(envelope, () -> {})
                    .envelope();
            bible = bible.after(number, Objects.requireNonNull(envelope.bibleChanges()));
            book.add(String.join("\n\n* * *\n\n", work.text().values()));
        }
        return book;
    }

    private static StoryCharacter person(String name, String role, String motivation, String voice) {
        return new StoryCharacter(name, role, motivation, voice, List.of());
    }
}
