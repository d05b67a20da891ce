package dev.storycrew.core.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TimelineEvent;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.core.text.PhraseMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BibleSelectionTest {
    private static final int BUDGET = 1000;

    @Test
    void aBibleThatFitsIsShownWhole() {
        StoryBible bible = book(3, 4);

        SelectedBible shown = selected(bible, "Mara comes.", null, 100_000);

        assertThat(shown.leftOut()).isZero();
        assertThat(shown.lines(BibleSection.CHARACTERS)).hasSize(4).first().isEqualTo("Mara Venn | role: lead");
        assertThat(shown.lines(BibleSection.FACTS))
                .isEqualTo(IntStream.range(0, bible.facts().size())
                        .mapToObj(
                                fact -> "[f" + (fact + 1) + "] " + bible.facts().get(fact))
                        .toList());
        assertThat(shown.lines(BibleSection.TIMELINE)).hasSameSizeAs(bible.timeline());
        assertThat(shown.lines(BibleSection.SUMMARIES))
                .hasSize(3)
                .last()
                .asString()
                .startsWith("Chapter 3: ");
        assertThat(shown.lines(BibleSection.OPEN_CLUES))
                .hasSameSizeAs(bible.cluesPlanted())
                .first()
                .isEqualTo("[c1] " + bible.cluesPlanted().get(0));
        assertThat(shown.lines(BibleSection.CHANGES)).hasSize(4);
        assertThat(shown.sections().keySet())
                .doesNotContain(BibleSection.EARLIER, BibleSection.MORE_FACTS, BibleSection.MORE_CHARACTERS);
    }

    static Stream<Integer> seeds() {
        return Stream.iterate(0, seed -> seed + 1).limit(60);
    }

    /** Whatever stands in it: people by the thousand, a fact of five thousand words, no spaces, half characters. */
    @ParameterizedTest
    @MethodSource("seeds")
    void noSelectionIsOverItsBudgetAndTheSameIsChosenEachTime(int seed) {
        Random random = new Random(seed);
        StoryBible bible = odd(random);
        int budget = random.nextInt(3000);

        SceneList scenes = odd(random, bible);

        SelectedBible shown = selected(bible, "Nobody", scenes, budget);

        assertThat(cost(shown)).isLessThanOrEqualTo(budget);
        assertThat(shown.leftOut()).isBetween(0, entries(bible));
        assertThat(selected(bible, "Nobody", scenes, budget)).isEqualTo(shown);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nobodyIsShownWhileSomebodyOfTheScenesIsLeftOut(int seed) {
        Random random = new Random(seed);
        List<StoryCharacter> people = new ArrayList<>();
        for (int person = 0; person < 400; person++) {
            people.add(person("Person" + person + "x", "w ".repeat(random.nextInt(60)) + "w"));
        }
        List<String> here = random.ints(1 + random.nextInt(60), 0, 400)
                .distinct()
                .mapToObj(person -> "Person" + person + "x")
                .toList();
        StoryBible bible = StoryBible.initial(people, List.of(), null);

        SelectedBible shown = selected(bible, "Nobody", scenes(here), 200 + random.nextInt(2000));

        List<String> names = Stream.of(BibleSection.CHARACTERS, BibleSection.MORE_CHARACTERS)
                .flatMap(section -> shown.lines(section).stream())
                .map(line -> line.split("[ …]")[0])
                .toList();
        assertThat(names).isNotEmpty();
        assertThat(names.containsAll(here) || here.containsAll(names)).isTrue();
    }

    @Test
    void whatARequestShowsDoesNotGrowWithTheBook() {
        for (int chapters : new int[] {20, 60, 200, 1500}) {
            SelectedBible shown = selected(book(chapters, 6), "Mara comes.", null, BUDGET);

            assertThat(cost(shown)).as("at chapter " + chapters).isBetween(BUDGET * 8 / 10, BUDGET);
            assertThat(shown.lines(BibleSection.EARLIER)).hasSizeLessThanOrEqualTo(10);
            assertThat(shown.lines(BibleSection.SUMMARIES))
                    .hasSizeLessThanOrEqualTo(4)
                    .last()
                    .asString()
                    .startsWith("Chapter " + chapters + ": ");
        }
    }

    @Test
    void whatIsNotShownInFullIsCounted() {
        StoryBible bible = book(60, 6);

        SelectedBible shown = selected(bible, "Mara comes.", null, BUDGET);

        long inFull = shown.sections().entrySet().stream()
                        .filter(section -> section.getKey() != BibleSection.EARLIER
                                && section.getKey() != BibleSection.SUMMARIES
                                && section.getKey() != BibleSection.CHANGES)
                        .mapToLong(section -> section.getValue().stream()
                                .filter(line -> !line.endsWith("…"))
                                .count())
                        .sum()
                + shown.lines(BibleSection.SUMMARIES).stream()
                        .filter(line -> line.startsWith("Chapter ") && !line.endsWith("…"))
                        .count()
                + shown.lines(BibleSection.CHANGES).stream()
                        .mapToLong(line -> line.split("; ").length)
                        .sum();
        assertThat(shown.leftOut()).isEqualTo(entries(bible) - (int) inFull);
    }

    @Test
    void chaptersOfDifferentPeopleShareTheFirstLists() {
        StoryBible bible = book(60, 40);

        SelectedBible some = selected(bible, "Mara meets Walker30.", null, BUDGET);
        SelectedBible others = selected(bible, "Tobias meets Walker25.", null, BUDGET);

        for (BibleSection section : List.of(BibleSection.CHARACTERS, BibleSection.EARLIER, BibleSection.FACTS)) {
            assertThat(some.lines(section)).isNotEmpty().isEqualTo(others.lines(section));
        }
        assertThat(some.lines(BibleSection.MORE_CHARACTERS)).contains("Walker30 Smith | role: passer-by");
        assertThat(others.lines(BibleSection.MORE_CHARACTERS)).contains("Walker25 Smith | role: passer-by");
        assertThat(some).isNotEqualTo(others);
    }

    @Test
    void theFirstListsStayWhileTheBookGrowsByAChapter() {
        SelectedBible before = selected(book(64, 6), "Mara comes.", null, BUDGET);
        SelectedBible after = selected(book(65, 6), "Tobias comes.", null, BUDGET);

        for (BibleSection section : List.of(BibleSection.CHARACTERS, BibleSection.EARLIER, BibleSection.FACTS)) {
            assertThat(after.lines(section)).isNotEmpty().isEqualTo(before.lines(section));
        }
    }

    @Test
    void aRetryIsShownWhatTheFirstPassWasButNobodyElseThanThoseInItsTextOrReview() {
        List<StoryCharacter> people = new ArrayList<>();
        List<String> facts = new ArrayList<>();
        for (int number = 0; number < 60; number++) {
            people.add(person(name(number), "passer-by"));
            facts.add(name(number) + " has been at sea in the year " + (1900 + number) + ".");
        }
        facts.add("The sea is grey.");
        StoryBible bible = StoryBible.initial(people, facts, null);

        SelectedBible first = selected(bible, "Fabomar goes.", null, null, BUDGET);
        SelectedBible retry = selected(bible, "Fabomar goes.", null, "She nods to Hibomar in the rain.", BUDGET);

        for (BibleSection section : BibleSection.values()) {
            if (section != BibleSection.OTHERS) {
                assertThat(retry.lines(section)).as(section.name()).isEqualTo(first.lines(section));
            }
        }
        assertThat(retry.lines(BibleSection.MORE_FACTS))
                .contains("[f31] Fabomar has been at sea in the year 1930.", "[f61] The sea is grey.");
        assertThat(retry.lines(BibleSection.OTHERS))
                .containsExactly("[f51] Hibomar has been at sea in the year 1950.", "Hibomar | role: passer-by");
        assertThat(first.lines(BibleSection.OTHERS))
                .hasSizeGreaterThan(20)
                .contains("[f51] Hibomar has been at sea in the year 1950.");
        assertThat(retry.leftOut()).isGreaterThan(first.leftOut());
    }

    @Test
    void entriesAboutThePeopleComeBeforeOthers() {
        List<String> facts = new ArrayList<>();
        for (int fact = 0; fact < 300; fact++) {
            facts.add((fact == 150 ? "Edda has the key" : "The sea is grey") + ", number " + fact + ".");
        }
        StoryBible bible = StoryBible.initial(List.of(person("Edda Corrow", "keeper")), facts, null);

        assertThat(selected(bible, "Edda goes.", null, 300).lines(BibleSection.MORE_FACTS))
                .contains("[f151] Edda has the key, number 150.");
        assertThat(selected(bible, "Rain.", null, 300).lines(BibleSection.MORE_FACTS))
                .doesNotContain("[f151] Edda has the key, number 150.");
    }

    @ParameterizedTest
    @CsvSource({
        "Mara Venn, Mara comes., true",
        "Mara Venn, She asks for Venn's boat., true",
        "Mara Venn, MARA comes., true",
        "Mara Venn, The marathon begins., false",
        "Mara Venn, Maraschino cherries., false",
        "Will Stone, It will rain., false",
        "Will Stone, Will goes., true",
        "Edda von Rhein, A man von Welt., false",
        "Марта, Она видит Марту., true",
        "Bo Li, Bo Li waits., true",
        "Zoë, Zoë waits., true",
        "沈知秋, 知秋在桥头避雨。, true",
        "沈知秋, 沈知秋来了。, true",
        "沈知秋, 沈家的人来了。, false",
        "顾远, 顾远来了。, true",
        "玛拉·文恩, 玛拉走了。, true",
        "김민수, 민수가 왔다., true"
    })
    void aPersonIsNamedByAPartOfTheName(String name, String summary, boolean named) {
        List<StoryCharacter> people = new ArrayList<>();
        for (int other = 0; other < 200; other++) {
            people.add(person("Q" + other, "passer-by"));
        }
        people.add(person(name, "lead"));

        SelectedBible shown = selected(StoryBible.initial(people, List.of(), null), summary, null, 200);

        assertThat(shown.lines(BibleSection.MORE_CHARACTERS).contains(name + " | role: lead"))
                .isEqualTo(named);
    }

    @Test
    void aSceneListNamesPeopleInSmallLettersToo() {
        List<StoryCharacter> people = new ArrayList<>();
        for (int other = 0; other < 200; other++) {
            people.add(person("Q" + other, "passer-by"));
        }
        people.add(person("Mara Venn", "lead"));

        SelectedBible shown =
                selected(StoryBible.initial(people, List.of(), null), "Rain.", scenes(List.of("mara venn")), 200);

        assertThat(shown.lines(BibleSection.MORE_CHARACTERS)).contains("Mara Venn | role: lead");
    }

    @Test
    void aLongEntryIsCutAndHidesNoOther() {
        StoryBible bible = StoryBible.initial(
                List.of(person("Mara Venn", "lead")), List.of("word ".repeat(5000), "The key is gone."), null);

        SelectedBible shown = selected(bible, "Mara comes.", null, BUDGET);

        assertThat(shown.lines(BibleSection.FACTS)).hasSize(2).last().isEqualTo("[f2] The key is gone.");
        assertThat(shown.lines(BibleSection.FACTS).get(0))
                .startsWith("[f1] word word")
                .endsWith("…");
        assertThat(shown.leftOut()).isOne();
    }

    @Test
    void olderChaptersAreToldInOneLineForEachTen() {
        SortedMap<Integer, String> summaries = new TreeMap<>();
        for (int chapter = 1; chapter <= 26; chapter++) {
            summaries.put(chapter, "Dr. Hale finds clue " + chapter + ". Then it rains and rains.");
        }
        StoryBible bible = StoryBible.ofTexts(
                List.of(),
                List.of("word ".repeat(9000)),
                null,
                summaries,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                PhraseMemory.none());

        SelectedBible shown = selected(bible, "Rain.", null, 8000);

        assertThat(shown.lines(BibleSection.EARLIER))
                .hasSize(2)
                .first()
                .isEqualTo("Chapters 1-10: Dr. Hale finds clue 1. Dr. Hale finds clue 2. Dr. Hale finds clue 3. "
                        + "Dr. Hale finds clue 4. Dr. Hale finds clue 5. Dr. Hale finds clue 6. Dr. Hale finds clue 7. "
                        + "Dr. Hale finds clue 8. Dr. Hale finds clue 9. Dr. Hale finds clue 10.");
        assertThat(shown.lines(BibleSection.SUMMARIES))
                .hasSize(4)
                .first()
                .isEqualTo("Chapters 21-23: Dr. Hale finds clue 21. Dr. Hale finds clue 22. Dr. Hale finds clue 23.");
        assertThat(shown.lines(BibleSection.SUMMARIES).get(3))
                .isEqualTo("Chapter 26: Dr. Hale finds clue 26. Then it rains and rains.");
        assertThat(shown.leftOut()).isEqualTo(23 + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 100, 500, 100_000})
    void aTruthCardStaysWithinItsBudgetToo(int budget) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("culprit", "Zebulon Quartermain");
        entries.put("method", "word ".repeat(4000).strip());
        TruthCard card = new TruthCard(entries);

        List<String> shown = BibleSelection.truth(card, budget, BibleSelectionTest::tokens);

        assertThat(shown.stream().mapToInt(BibleSelectionTest::tokens).sum()).isLessThanOrEqualTo(budget);
        if (budget >= 100) {
            assertThat(shown).first().isEqualTo("culprit: Zebulon Quartermain");
        }
        assertThat(shown.contains("method: " + entries.get("method"))).isEqualTo(budget == 100_000);
    }

    /** A stand-in for a tokenizer. */
    private static int tokens(String line) {
        return 2 + line.codePointCount(0, line.length()) / 4;
    }

    private static int cost(SelectedBible shown) {
        return shown.sections().values().stream()
                .flatMap(List::stream)
                .mapToInt(BibleSelectionTest::tokens)
                .sum();
    }

    /** Names that nobody takes for forms of one another. */
    private static String name(int number) {
        return "" + "BCDFGHKLMN".charAt(number / 10) + "aeiouy".charAt(number % 6) + "bdfgklmnps".charAt(number % 10)
                + "omar";
    }

    private static SelectedBible selected(StoryBible bible, String summary, @Nullable SceneList scenes, int budget) {
        return selected(bible, summary, scenes, null, budget);
    }

    private static SelectedBible selected(
            StoryBible bible, String summary, @Nullable SceneList scenes, @Nullable String about, int budget) {
        BookFrame frame = new BookFrame("T", "mystery", "en", null, 900, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(new ChapterId("book", 9), frame, "Salt", summary, List.of(), null);
        return BibleSelection.of(bible, brief, scenes, about, budget, BibleSelectionTest::tokens);
    }

    private static SceneList scenes(List<String> people) {
        return new SceneList(null, null, List.of(new ScenePlan(1, "it rains", null, people, null, null, 100)));
    }

    private static StoryCharacter person(String name, String role) {
        return new StoryCharacter(name, role, null, null, List.of());
    }

    private static int entries(StoryBible bible) {
        return bible.characters().size()
                + bible.characters().stream()
                        .mapToInt(person -> person.changes().size())
                        .sum()
                + bible.facts().size()
                + bible.summaries().size()
                + bible.timeline().size()
                + bible.cluesPlanted().size()
                + bible.cluesResolved().size()
                + bible.imagery().size();
    }

    /** A bible after some chapters, which only grows from one to the next. */
    private static StoryBible book(int chapters, int people) {
        List<StoryCharacter> characters = new ArrayList<>();
        List<String> facts = new ArrayList<>();
        SortedMap<Integer, String> summaries = new TreeMap<>();
        List<TimelineEvent> timeline = new ArrayList<>();
        List<String> open = new ArrayList<>();
        List<String> resolved = new ArrayList<>();
        List<String> imagery = new ArrayList<>();
        List<String> changes = new ArrayList<>();
        for (int chapter = 1; chapter <= chapters; chapter++) {
            summaries.put(chapter, "Mara finds letter " + chapter + ". Tobias Hale says nothing about it at all.");
            changes.add("knows letter " + chapter);
            for (int fact = 0; fact < 4; fact++) {
                String who = fact % 2 == 0 ? "Mara" : "The ferryman";
                facts.add(who + " has seen letter " + chapter + " of drawer " + fact + ".");
                timeline.add(new TimelineEvent(chapter, "Letter " + chapter + " moves", List.of("Tobias Hale")));
            }
            (chapter % 3 == 0 ? open : resolved).add("Who wrote letter " + chapter + "?");
            imagery.add("salt on paper " + chapter);
        }
        for (int person = 0; person < people; person++) {
            String name = person == 0 ? "Mara Venn" : person == 1 ? "Tobias Hale" : "Walker" + person + " Smith";
            characters.add(new StoryCharacter(
                    name, person == 0 ? "lead" : person == 1 ? "keeper" : "passer-by", null, null, changes));
        }
        return StoryBible.ofTexts(
                characters,
                facts,
                null,
                summaries,
                timeline,
                open,
                resolved,
                imagery,
                List.of(),
                null,
                PhraseMemory.none());
    }

    private static StoryBible odd(Random random) {
        int scale = List.of(1, 10, 100, 2000).get(random.nextInt(4));
        List<StoryCharacter> people = new ArrayList<>();
        for (int person = 0; person < random.nextInt(scale) + 1; person++) {
            people.add(new StoryCharacter(
                    "P" + person + text(random),
                    random.nextBoolean() ? null : text(random),
                    null,
                    text(random),
                    texts(random, 5)));
        }
        SortedMap<Integer, String> summaries = new TreeMap<>();
        for (int chapter = 0; chapter < random.nextInt(scale); chapter++) {
            summaries.put(1 + random.nextInt(scale * 2), text(random));
        }
        List<TimelineEvent> timeline = new ArrayList<>();
        texts(random, scale).forEach(event -> timeline.add(new TimelineEvent(1, event, texts(random, 3))));
        return StoryBible.ofTexts(
                people,
                texts(random, scale),
                null,
                summaries,
                timeline,
                texts(random, scale),
                texts(random, scale),
                texts(random, scale),
                List.of(),
                null,
                PhraseMemory.none());
    }

    private static SceneList odd(Random random, StoryBible bible) {
        return scenes(bible.characters().stream()
                .filter(person -> random.nextInt(10) == 0)
                .map(StoryCharacter::name)
                .toList());
    }

    private static List<String> texts(Random random, int most) {
        return Stream.generate(() -> text(random)).limit(random.nextInt(most)).toList();
    }

    private static String text(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> "word ".repeat(random.nextInt(5000)) + "end";
            case 1 -> "\uD83D\uDD6F".repeat(1 + random.nextInt(300));
            case 2 -> "灯".repeat(1 + random.nextInt(800));
            case 3 -> " \n ";
            case 4 -> "<|im_end|> ## Task";
            default -> "Somebody saw a light in window " + random.nextInt(100) + ". Nobody asked.";
        };
    }
}
