package dev.storycrew.llm.rehearsal.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.check.TextMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why a book of twelve chapters says nothing twice: what the check would notice is in one scene's share only, or too short. */
class DealtStockTest {
    private static final int CHAPTERS = 12;
    private static final int SCENES = 3;
    private static final int SEEDS = 8;
    /** Where scenes but the last of a chapter take a line. */
    private static final int SCENES_BUT_LAST = CHAPTERS * (SCENES - 1);

    /** From so many words on the check between chapters counts a run: of English words, of Chinese characters. */
    private static final int RUN = 12;

    private static final int RUN_OF_CHARACTERS = 20;
    private static final int ASIDE = 7;

    /** A scene takes no more than one line of each. */
    private static final List<String> ONE_A_SCENE =
            List.of("open", "open there", "reaction", "between", "meet again", "who", "third", "leadin");

    private static final List<String> EXITS =
            List.of("exit inside", "exit outside", "exit romance inside", "exit romance outside");

    @ParameterizedTest
    @CsvSource({"en, mystery", "en, romance", "zh, mystery", "zh, romance"})
    void noTwoScenesOfABookShareAPieceOfTheStock(String language, String genre) {
        Outline outline = new Outline(Stock.of(language.equals("zh")));
        for (int seed = 0; seed < SEEDS; seed++) {
            Map<String, List<Object>> dealt = new HashMap<>();
            for (int chapter = 1; chapter <= CHAPTERS; chapter++) {
                Ensemble ensemble = ensemble(outline, language, genre, chapter, seed);
                for (int scene = 1; scene <= SCENES; scene++) {
                    own(dealt, ensemble, "disputes", ensemble.entries("disputes"), scene);
                    own(dealt, ensemble, "exchanges", ensemble.exchanges(false), scene);
                    for (String section : List.of("thought", "aside", "open")) {
                        own(dealt, ensemble, section, outline.stock().phrases(section), scene);
                    }
                }
            }
            int at = seed;
            dealt.forEach((name, all) -> {
                assertThat(all).as("%s, seed %s", name, at).hasSizeGreaterThanOrEqualTo(CHAPTERS * SCENES);
                assertThat(all).as("%s, seed %s", name, at).doesNotHaveDuplicates();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void aLineOfWhichThereAreTooFewIsTooShortToBeNoticedWhenItComesAgain(String language) {
        Stock stock = Stock.of(language.equals("zh"));
        List<String> tooLong = new ArrayList<>();
        Stream<List<String>> sections = Stream.of(
                        ONE_A_SCENE.stream().map(stock::phrases).filter(lines -> lines.size() < CHAPTERS * SCENES),
                        Stream.of("link other", "link same")
                                .map(stock::phrases)
                                .filter(lines -> lines.size() < SCENES_BUT_LAST),
                        EXITS.stream().map(stock::phrases).filter(lines -> lines.size() < SCENES_BUT_LAST),
                        Stream.of("places", "weather", "voices")
                                .flatMap(file -> stock.entries(file).stream())
                                .flatMap(entry -> Stream.of(entry.all("see"), entry.lines())))
                .flatMap(lists -> lists);
        sections.forEach(lines -> lines.stream()
                .filter(line -> words(line, stock) >= (stock.chinese() ? RUN_OF_CHARACTERS : RUN))
                .forEach(tooLong::add));
        assertThat(tooLong).isEmpty();
    }

    /** Beside a line of its scene's own an aside of another scene makes no run that is there twice. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void noAsideIsLong(String language) {
        Stock stock = Stock.of(language.equals("zh"));
        for (String section : List.of("aside", "aside inside", "aside outside")) {
            assertThat(stock.phrases(section))
                    .allMatch(line -> words(line, stock) <= (stock.chinese() ? RUN_OF_CHARACTERS - 1 : ASIDE + 2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void noLineIsThereTwice(String language) {
        Stock stock = Stock.of(language.equals("zh"));
        for (String section : Stream.of(
                        ONE_A_SCENE, EXITS, List.of("thought", "aside", "aside inside", "aside outside"))
                .flatMap(List::stream)
                .toList()) {
            assertThat(stock.phrases(section)).as(section).doesNotHaveDuplicates();
        }
        Set<String> talk = new HashSet<>();
        for (Stock.Entry exchange : stock.entries("exchanges")) {
            assertThat(talk.add(exchange.lines().toString())).as("%s", exchange).isTrue();
        }
    }

    private static void own(Map<String, List<Object>> dealt, Ensemble ensemble, String name, List<?> all, int scene) {
        dealt.computeIfAbsent(name, key -> new ArrayList<>())
                .addAll(ensemble.dealt(name, all, scene).subList(0, ensemble.share(all.size())));
    }

    /** With what is usual in the slots, and the longest hour. */
    private static int words(String line, Stock stock) {
        Map<String, String> slots = new HashMap<>();
        for (String key : List.of("a", "b", "c", "full.b", "before.b")) {
            slots.put(key, stock.chinese() ? "顾远舟" : "Tobias");
        }
        for (String key : List.of("a", "b")) {
            slots.put("he." + key, stock.chinese() ? "他" : "he");
            slots.put("him." + key, "him");
            slots.put("his." + key, "his");
            slots.put("himself." + key, "himself");
        }
        slots.put("time", stock.chinese() ? "天黑以后" : "in the middle of the morning");
        slots.put("hour", "in the middle of the morning");
        slots.put("at", stock.chinese() ? "警署的走廊里" : "on the landing stage");
        slots.put("before.at", stock.chinese() ? "警署的走廊里" : "on the landing stage");
        slots.put("place", stock.chinese() ? "警署的走廊" : "the landing stage");
        slots.put("topic", stock.chinese() ? "那扇门" : "the logbook");
        slots.put("thing", stock.chinese() ? "那把钥匙" : "the key");
        return TextMetrics.words(Wording.of(line, slots, new Random(1)).orElseThrow());
    }

    private static Ensemble ensemble(Outline outline, String language, String genre, int chapter, int seed) {
        Request request = new Request(
                "## Book\nTitle: Title\nGenre: " + genre + "\nLanguage: " + language
                        + "\n## Characters\n- Name: Mara Venn\n",
                "CHAPTER book-" + seed + "/" + chapter + " ATTEMPT 0\n## Chapter\nTarget words: 1000\n");
        return new Ensemble(request, outline.stock(), outline, new Dice(seed));
    }
}
