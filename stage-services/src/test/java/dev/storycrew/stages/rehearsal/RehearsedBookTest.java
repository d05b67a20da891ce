package dev.storycrew.stages.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.RetryRouter;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ScenePlan;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Books as the rehearsal model writes them, with its usual mistakes and the retries that mend them. */
@Tag("long")
class RehearsedBookTest {
    private static final PromptTemplates PROMPTS = PromptTemplates.load();
    private static final int SEEDS = 9;
    private static final int FEW_SEEDS = 2;
    private static final int LONG = 60;
    private static final Pattern WORD = Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}]+(?:['’][\\p{L}\\p{N}]+)*");
    private static final int RUN = 12;
    /** Of Chinese characters, as the check between chapters has it. */
    private static final int RUN_OF_CHARACTERS = 20;

    private static final List<Pattern> SLIPS = List.of(
            Pattern.compile("(?i)\\b(?:the|a|an|his|their|my|your) (?:the|a|an)\\b"),
            Pattern.compile("(?i)\\b(same|other|own) the\\b"),
            Pattern.compile("\\b[Aa] (?=[aeiou](?!ne\\b|nce\\b|ni|se|uro))"),
            Pattern.compile("\\b[Aa]n (?=[bcdfgjklmnpqrstvwxyz])"),
            Pattern.compile("(?i)(?<![\\p{L}'’])(?!(?:had|that|ha|no)\\b)(\\p{L}+) \\1(?![\\p{L}'’])"),
            Pattern.compile("[.!?] \\p{Ll}"),
            Pattern.compile("(?m)^“?\\p{Ll}"),
            Pattern.compile("[.,;:] ?[,;:]|(?<!\\.)\\.\\.(?!\\.)| [,.;:!?]|  "),
            Pattern.compile(
                    "\\b[Tt]hey was\\b|(?i)\\bit was at (?:noon|dusk)|\\b(?:since|until) (?:at|in|on) the\\b|\\bof answer"),
            Pattern.compile("[{}|()]"),
            Pattern.compile("[。，！？；：](?=[，。；：！？])|的的|了了|了的的|那那|我我|[，。] "));

    private record Judged(ChapterEnvelope chapter, int retries) {
        SortedMap<Integer, String> text() {
            return chapter.work().text();
        }
    }

    @ParameterizedTest
    @CsvSource({"en, 1200", "zh, 900"})
    void aBookOfTwelveChaptersSaysNothingTwiceAndIsAccepted(String language, int words) throws Exception {
        List<String> problems = new ArrayList<>();
        int retries = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Judged> book = book(language, words, seed, OUTLINE.size());
            retries += book.stream().mapToInt(Judged::retries).sum();

            for (String again : repeated(book, language)) {
                problems.add("seed " + seed + ", said twice: " + again);
            }
            problems.addAll(problems(seed, book));
        }
        assertThat(problems).isEmpty();
        assertThat(retries).as("retries in %s books", SEEDS).isGreaterThan(4 * SEEDS);
    }

    @ParameterizedTest
    @CsvSource({"en, 1200", "zh, 900"})
    void aBookMayBeLongerThanTheStock(String language, int words) throws Exception {
        List<String> problems = new ArrayList<>();
        for (int seed = 0; seed < FEW_SEEDS; seed++) {
            // Each of its chapters is accepted, or there is no book.
            problems.addAll(problems(seed, book(language, words, seed, LONG)));
        }
        assertThat(problems).isEmpty();
    }

    private static List<String> problems(int seed, List<Judged> book) {
        List<String> problems = new ArrayList<>();
        for (Judged chapter : book) {
            String where =
                    "seed " + seed + ", chapter " + chapter.chapter().brief().id() + ": ";
            chapter.text()
                    .forEach((scene, text) ->
                            problems(chapter.chapter(), scene, text).forEach(problem -> problems.add(where + problem)));
        }
        return problems;
    }

    private static List<String> problems(ChapterEnvelope chapter, int scene, String text) {
        List<String> found = new ArrayList<>(slips(text));
        found.addAll(actsWithoutBeingThere(chapter, scene, text));
        chapter.brief().goals().stream().filter(text::contains).forEach(found::add);
        chapter.bible().characters().stream()
                .map(person -> Objects.requireNonNull(person.voice()))
                .filter(text::contains)
                .forEach(found::add);
        if (text.chars().filter(mark -> mark == '“').count()
                != text.chars().filter(mark -> mark == '”').count()) {
            found.add("unbalanced: " + text);
        }
        return found;
    }

    private static List<String> slips(String text) {
        List<String> found = new ArrayList<>();
        for (Pattern slip : SLIPS) {
            for (Matcher at = slip.matcher(text); at.find(); ) {
                found.add(text.substring(Math.max(0, at.start() - 15), Math.min(text.length(), at.end() + 15)));
            }
        }
        return found;
    }

    /** Runs of words that come in two places of a book. */
    private static List<String> repeated(List<Judged> book, String language) {
        int length = language.equals("zh") ? RUN_OF_CHARACTERS : RUN;
        Map<List<String>, String> first = new HashMap<>();
        List<String> again = new ArrayList<>();
        for (Judged chapter : book) {
            chapter.text().forEach((scene, text) -> {
                String here = chapter.chapter().brief().id().number() + "/" + scene;
                List<String> words = WORD.matcher(text.toLowerCase(Locale.ROOT))
                        .results()
                        .map(word -> word.group())
                        .toList();
                for (int from = 0; from + length <= words.size(); from++) {
                    List<String> run = words.subList(from, from + length);
                    String other = first.putIfAbsent(run, here);
                    if (other != null) {
                        again.add(other + " and " + here + ": " + String.join(" ", run));
                    }
                }
            });
        }
        return again;
    }

    /** People whom the scene's plan does not have and who speak or do something in it. */
    private static List<String> actsWithoutBeingThere(ChapterEnvelope chapter, int number, String text) {
        ScenePlan plan =
                Objects.requireNonNull(chapter.work().sceneList()).scenes().get(number - 1);
        List<String> found = new ArrayList<>();
        for (StoryCharacter person : chapter.bible().characters()) {
            if (!plan.characters().contains(person.name())) {
                String name = Pattern.quote(person.name().split(" ")[0]);
                Pattern acts = Pattern.compile("(?:said|asked) " + name + "\\b|\\b" + name
                        + " (?:said|asked|nodded|smiled|laughed|looked|turned|stood|sat|took|gave|waited|went)\\b|"
                        + name + "(?:说[，。：]|问[，。：]|笑了|点了|站着|坐着|拿着|也在)");
                for (Matcher at = acts.matcher(text); at.find(); ) {
                    found.add(at.group());
                }
            }
        }
        return found;
    }

    private static List<Judged> book(String language, int words, int seed, int chapters) throws Exception {
        boolean chinese = language.equals("zh");
        ModelGateway gateway = ModelGateway.toOne(new ModelEndpoint(
                new Provider("rehearsal", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                new RehearsalModel(RehearsalSettings.of(seed, Map.of(), Duration.ZERO)),
                ProviderKind.REHEARSAL,
                "rehearsal",
                Billing.REHEARSAL));
        BookFrame frame = new BookFrame(
                "Title",
                seed % 2 == 0 ? "mystery" : "romance",
                language,
                null,
                words,
                0.1,
                new Style(List.of(), null, List.of(chinese ? "忽然间" : "suddenly")));
        StoryBible bible = StoryBible.initial(chinese ? CHINESE : ENGLISH, chinese ? CHINESE_FACTS : FACTS, null);
        List<Judged> book = new ArrayList<>();
        List<String> outline = chinese ? CHINESE_OUTLINE : OUTLINE;
        for (int number = 1; number <= chapters; number++) {
            String[] parts = outline.get((number - 1) % outline.size()).split(" / ");
            ChapterBrief brief = new ChapterBrief(
                    new ChapterId("book-" + seed, number), frame, parts[0], parts[1], List.of(parts[2]), parts[3]);
            ChapterEnvelope envelope = ChapterEnvelope.start(Digests.request(brief, bible), bible, 0);
            int retries = 0;
            Verdict verdict;
            while (true) {
                while (envelope.nextStage() != Stage.BIBLE) {
                    envelope = StageLogics.of(envelope.nextStage(), gateway, PROMPTS)
                            .run(envelope, () -> {})
                            .envelope();
                }
                JudgeReport report = Objects.requireNonNull(envelope.work().report());
                verdict = Gates.defaults().verdict(report, frame.genre());
                if (verdict.passed()) {
                    break;
                }
                Route route = new RetryRouter(RetryPolicy.defaults(), true)
                        .route(retries++, Arm.SELECTIVE, verdict, envelope.work());
                assertThat(route)
                        .as("chapter %s of seed %s: %s", number, seed, verdict)
                        .isInstanceOf(Route.Retry.class);
                Route.Retry retry = (Route.Retry) route;
                envelope = envelope.nextAttempt(
                        envelope.work().erase(retry.erasures()),
                        new RetryOrder(
                                retry.level().name(),
                                retry.scope(),
                                retry.scenes(),
                                retry.level().skip(),
                                retry.issues(),
                                report.revisionInstructions()));
            }
            book.add(new Judged(envelope, retries));
            envelope = StageLogics.of(Stage.BIBLE, gateway, PROMPTS)
                    .run(envelope, () -> {})
                    .envelope();
            bible = bible.after(number, Objects.requireNonNull(envelope.bibleChanges()));
        }
        return book;
    }

    private static StoryCharacter person(String name, String role, String motivation, String voice) {
        return new StoryCharacter(name, role, motivation, voice, List.of());
    }

    private static final List<StoryCharacter> ENGLISH = List.of(
            person(
                    "Mara Venn",
                    "protagonist, insurance surveyor",
                    "to close her father's last file and be done with the coast",
                    "short sentences, exact numbers, no adjectives"),
            person(
                    "Tobias Hale",
                    "the last keeper's son, runs the ferry",
                    "to keep the island shut until the spring",
                    "answers questions with weather"),
            person(
                    "Edda Corrow",
                    "postmistress and keeper of everybody's letters",
                    "to be asked, for once, what she knows",
                    "kind, unhurried, never finishes a story"));

    private static final List<String> FACTS = List.of(
            "The lamp has been dark since 1987.",
            "Tobias Hale says he has not been on the island since his father's funeral.",
            "The logbook's last page is written in two different inks.");

    /** Title, summary, goal and hook of each chapter. */
    private static final List<String> OUTLINE = List.of(
            "Salt / Mara comes to the island to value a tower. The ferry is late. In the lamp room the glass is clean. / Mara finds that somebody has been looking after the lamp / The print of the hand was still wet.",
            "Two Inks / The logbook turns up where it has been looked for before. Edda offers tea and half a story. / Mara learns that the last entry was written by two people / The second hand was one she had seen that morning.",
            "Tide / With the ferry gone, three people and one key are left on the island. Tobias locks the boat shed. / The key changes hands / Nobody had rowed that boat for years, and the oars were wet.",
            "The Fog Signal / A horn sounds from a station that was closed. Tobias will not go near it. / Mara learns who pays for the coal / Someone had left the kettle on.",
            "Paper / A sack of old letters comes up with the nets. Edda sorts them without reading the names. / Edda gives one of them back / It was addressed to a house that had not been built yet.",
            "The Supply Boat / A diver brings up a brass plate. Tobias knows the number before it is read out. / Mara counts the drowned again / There were eight names on the stone, and nine lockers.",
            "Low Water / The reef comes out for the first time that year. Mara walks out to it and is nearly late coming back. / Mara sees the tower as the crew saw it / From there one saw two lights.",
            "The Auction / The parish sells the keeper's furniture. Somebody pays too much for a clock. / Mara finds the receipt / The clock had never been wound by a right-handed man.",
            "A Visit / An inspector arrives with a dog and an umbrella. Edda will not let him sit down. / The inspector takes the wrong page / He had not asked one question, and he had written four pages.",
            "Gale / The wind takes the roof of the post office. All the pigeonholes are emptied into the road. / Tobias carries the letters in / Between two bills lay the missing page.",
            "The Second Hand / Mara compares the sevens. Edda finishes a story. / Edda says when she stopped being sorry / She put on her hat, and held out both wrists.",
            "Light / The lamp is lit for the last time. Tobias takes them all across. / Mara closes the file / Behind them, for no reason that anyone ever gave, it went on turning.");

    private static final List<StoryCharacter> CHINESE = List.of(
            person("沈知秋", "女主角，裱画师", "想把父亲留下的那幅残画补完", "话少，说一半留一半"),
            person("顾远舟", "男主角，回乡的桥梁工程师", "想在柳桥拆掉之前弄清当年的误会", "用数字和尺寸说心事"),
            person("陈阿婆", "桥头茶馆的女主人", "想看两个孩子把话说开", "爱打岔，句句有所指"));

    private static final List<String> CHINESE_FACTS = List.of("柳桥在年底就要拆了。", "十年前的那封信没有寄到。", "残画上缺的是桥边的一个人。");

    private static final List<String> CHINESE_OUTLINE = List.of(
            "归人 / 顾远舟为拆桥的事回到镇上。沈知秋在桥头避雨。陈阿婆给两人倒了同一壶茶。 / 两人十年后第一次说话 / 伞柄上刻着的，不是他的名字，是她的。",
            "残画 / 顾远舟来裱画店量一张旧桥图。阿婆送来一只旧木匣。 / 木匣里有一封没有寄出的信 / 信封上的邮戳，早了整整一日。",
            "涨水 / 河水一夜涨了三级。渡船停了。 / 顾远舟把测桥的日子往后推 / 缆绳是叫人割断的。",
            "戏台 / 镇上唱社戏。沈知秋的位子旁边空着。 / 沈知秋听出唱词改了一句 / 那一句，从前只有他们两个人知道。",
            "账本 / 陈阿婆翻出一本旧账。账上有一笔没有名字的茶钱。 / 账还上了 / 付钱的人，用的是左手。",
            "旧照 / 照相馆要关门了。橱窗里还挂着一张合影。 / 顾远舟认出拍照的人 / 照片背后的日子，是他走后的第二天。",
            "药 / 陈阿婆病了三天。两个人轮流守着炉子。 / 沈知秋学会了那一壶茶 / 药方上多写了一味，是当归。",
            "量桥 / 顾远舟在桥墩底下找到一块刻字的石头。石匠的后人来了。 / 桥的年纪改了 / 刻字的下面，还有一行小字。",
            "搬家 / 桥头的人家开始搬走。陈阿婆一样东西也不收拾。 / 沈知秋替阿婆留下招牌 / 最后一辆车上，坐着不该走的人。",
            "断电 / 全镇停了一夜的电。裱画店里点起三盏油灯。 / 残画补到最后一处 / 灯影里，画上的人好像回过头来。",
            "来信 / 邮差送来一封迟了十年的信。沈知秋没有拆。 / 顾远舟说出信里写了什么 / 他背得一个字都不差，只漏了落款。",
            "过桥 / 拆桥的前一夜下起雨来。两个人从两头走上桥。 / 误会说开了 / 雨停的时候，谁也没有松手。");
}
