package dev.storycrew.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.request.ChapterChange.Kind;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BookUpdateTest {
    private static final StoryCharacter MARA = new StoryCharacter("Mara", "keeper", null, null, List.of());
    private static final StoryCharacter ANNA = new StoryCharacter("Anna", "sister", null, null, List.of());
    private static final StoryBible BIBLE = StoryBible.initial(List.of(MARA), List.of("It rains."), null);

    /** Chapters by their letters; what stands, then the file, then what happens to each chapter of the file. */
    @ParameterizedTest
    @CsvSource({
        "0, abc, abc, BEGUN0 UNCHANGED UNCHANGED UNCHANGED",
        "1, abc, abc, BEGUN UNCHANGED UNCHANGED",
        "1, abc, abcd, BEGUN UNCHANGED TOLD_WHAT_FOLLOWS ADDED",
        "1, abc, abxc, BEGUN TOLD_WHAT_FOLLOWS INSERTED MOVED",
        "1, abcd, axbycd, BEGUN INSERTED MOVED INSERTED MOVED MOVED",
        "1, abc, axc, BEGUN CHANGED UNCHANGED",
        "1, abc, acb, BEGUN MOVED MOVED",
        "2, abc, abx, BEGUN BEGUN CHANGED",
        "3, abc, abcd, BEGUN BEGUN BEGUN ADDED",
        "0, ab, xab, INSERTED MOVED MOVED",
        "1, aa, aaa, BEGUN TOLD_WHAT_FOLLOWS ADDED"
    })
    void eachChapterOfTheFileIsWhatBecomesOfIt(int begun, String requested, String file, String kinds) {
        BookUpdate update = BookUpdate.of(book(file, frame("past")), BIBLE, standing(requested, begun));

        String found = String.join(
                " ",
                update.chapters().stream().map(change -> change.kind().name()).toList());
        assertThat(found).isEqualTo(kinds.replace("BEGUN0 ", ""));
        assertThat(update.refusals()).isEmpty();
        assertThat(update.book()).isEmpty();
    }

    /** Requests are kept for a month, outcomes for a year. */
    @Test
    void whatTheBookBeganWithIsNotKnownAnyMoreSoAllOfTheFileIsAdded() {
        SortedMap<Integer, RequestedChapter> old = new TreeMap<>();
        standing("ab", 2)
                .forEach((number, chapter) -> old.put(
                        number, new RequestedChapter(chapter.brief(), null, true, ChapterOutcome.Kind.ACCEPTED)));
        StoryBible grown = StoryBible.initial(List.of(MARA, ANNA), List.of("It rains.", "The bridge is open."), null);

        BookUpdate update = BookUpdate.of(book("abc", frame("past")), grown, old);

        assertThat(update.refusals()).isEmpty();
        assertThat(update.added()).isEqualTo(new BibleAdditions(List.of(MARA, ANNA), grown.facts()));
        assertThat(update.added().to(BIBLE).facts()).containsExactly("It rains.", "The bridge is open.");
    }

    @ParameterizedTest
    @CsvSource({
        "1, abc, xbc, 'chapter 1 has begun, and its title, summary differ'",
        "2, abc, axbc, 'chapter 2 has begun, and it is number 3 in the file: chapters can be inserted only before what has not begun'",
        "1, abc, ab, 'chapter 3 was requested and is not in the file'",
        "3, abc, ab, 'chapter 3 was requested and is not in the file, but it has begun; put it back'"
    })
    void whatHasBegunAndWhatIsMissingIsRefused(int begun, String requested, String file, String refusal) {
        BookUpdate update = BookUpdate.of(book(file, frame("past")), BIBLE, standing(requested, begun));

        assertThat(update.refusals()).anySatisfy(each -> assertThat(each).startsWith(refusal));
    }

    @Test
    void anAcceptedChapterIsNotSaidToBeCancelled() {
        SortedMap<Integer, RequestedChapter> requested = standing("ab", 0);
        requested.computeIfPresent(
                1,
                (number, chapter) ->
                        new RequestedChapter(chapter.brief(), chapter.request(), true, ChapterOutcome.Kind.ACCEPTED));

        assertThat(BookUpdate.of(book("xb", frame("past")), BIBLE, requested).refusals())
                .singleElement()
                .asString()
                .contains("chapter 1 has ended ACCEPTED", "give the changed book another id")
                .doesNotContain("cancel");
    }

    @Test
    void whatWasAddedGoesToAllThatHaveNotBegunAndIsKeptInLaterUpdates() {
        StoryBible grown = StoryBible.initial(List.of(MARA, ANNA), List.of("It rains.", "It snows."), null);
        BookUpdate first = BookUpdate.of(book("abc", frame("past")), grown, standing("abc", 1));

        assertThat(first.refusals()).isEmpty();
        assertThat(first.book()).containsExactly("character added: Anna", "fact added: It snows.");
        assertThat(first.added()).isEqualTo(new BibleAdditions(List.of(ANNA), List.of("It snows.")));
        assertThat(first.chapters())
                .extracting(ChapterChange::kind)
                .containsExactly(Kind.BEGUN, Kind.TAKES_THE_BOOKS, Kind.TAKES_THE_BOOKS);

        SortedMap<Integer, RequestedChapter> later = applied(first, grown, standing("abc", 1));
        later.computeIfPresent(
                2, (number, chapter) -> new RequestedChapter(chapter.brief(), chapter.request(), true, null));
        StoryBible more = StoryBible.initial(List.of(MARA, ANNA), List.of("It rains.", "It snows.", "It thaws."), null);
        BookUpdate second = BookUpdate.of(book("abc", frame("past")), more, later);

        assertThat(second.book()).containsExactly("fact added: It thaws.");
        assertThat(second.added().facts()).containsExactly("It snows.", "It thaws.");
        assertThat(second.published()).extracting(ChapterChange::update).containsExactly(2);
    }

    @Test
    void beforeTheFirstChapterHasBegunTheBibleIsTheAuthorsToChange() {
        StoryBible other = StoryBible.initial(List.of(ANNA), List.of(), new TruthCard(Map.of("who", "Mara")));
        BookUpdate update = BookUpdate.of(book("ab", frame("past")), other, standing("ab", 0));

        assertThat(update.refusals()).isEmpty();
        assertThat(update.added().isEmpty()).isTrue();
        assertThat(update.book())
                .containsExactly(
                        "character added: Anna",
                        "character removed: Mara",
                        "fact removed: It rains.",
                        "truth card changed");
    }

    @Test
    void whatChaptersHaveBegunWithIsNotTakenAwayOrRewritten() {
        StoryCharacter other = new StoryCharacter("MARA", "sailor", null, null, List.of());
        StoryBible changed =
                StoryBible.initial(List.of(other), List.of("It pours."), new TruthCard(Map.of("who", "Mara")));
        BookUpdate update = BookUpdate.of(book("ab", frame("past")), changed, standing("ab", 1));

        assertThat(update.refusals())
                .anySatisfy(each -> assertThat(each).startsWith("character 'Mara' was changed"))
                .anySatisfy(each -> assertThat(each).startsWith("fact 'It rains.' was changed or removed"))
                .anySatisfy(each -> assertThat(each).startsWith("the truth card was changed"));
    }

    @Test
    void aStyleChangesForWhatHasNotBegun() {
        BookUpdate update = BookUpdate.of(book("abc", frame("present")), BIBLE, standing("abc", 1));

        assertThat(update.refusals()).isEmpty();
        assertThat(update.book()).containsExactly("style changed");
        assertThat(update.published()).extracting(ChapterChange::number).containsExactly(2, 3);
    }

    @Test
    void whatWouldReachNoChapterIsRefused() {
        BookUpdate update = BookUpdate.of(book("ab", frame("present")), BIBLE, standing("ab", 2));

        assertThat(update.refusals()).singleElement().asString().contains("style changed", "would reach none");
    }

    /** Whatever an author writes into the file: what has begun stays, and once it is published the file is what stands. */
    @Test
    void onceItIsPublishedNothingIsLeftToChange() {
        for (int seed = 1; seed <= 500; seed++) {
            Random random = new Random(seed);
            SortedMap<Integer, RequestedChapter> stands =
                    standing(letters(random, 1 + random.nextInt(6)), random.nextInt(4));
            StoryBible bible = BIBLE;
            for (int step = 0; step < 5; step++) {
                if (random.nextBoolean()) {
                    bible = bible.with(List.of(), List.of("Fact " + random.nextInt(9)));
                }
                String kept = words(stands);
                int from = (int)
                        stands.values().stream().filter(RequestedChapter::begun).count();
                String file = kept.substring(0, Math.min(from, kept.length())) + letters(random, random.nextInt(7));
                List<ChapterBrief> wanted = book(file, frame(random.nextInt(3) == 0 ? "present" : "past"));
                BookUpdate update = BookUpdate.of(wanted, bible, stands);
                if (!update.refusals().isEmpty()) {
                    continue;
                }
                SortedMap<Integer, RequestedChapter> after = applied(update, bible, stands);
                for (Map.Entry<Integer, RequestedChapter> each : stands.entrySet()) {
                    if (each.getValue().begun()) {
                        assertThat(after.get(each.getKey())).as("seed %d", seed).isEqualTo(each.getValue());
                    }
                }
                BookUpdate again = BookUpdate.of(wanted, bible, after);
                assertThat(again.published()).as("seed %d", seed).isEmpty();
                assertThat(again.refusals()).as("seed %d", seed).isEmpty();
                stands = after;
                int begins = from + 1;
                if (random.nextBoolean()) {
                    stands.computeIfPresent(
                            begins,
                            (number, chapter) -> new RequestedChapter(chapter.brief(), chapter.request(), true, null));
                }
            }
        }
    }

    private static SortedMap<Integer, RequestedChapter> applied(
            BookUpdate update, StoryBible bible, SortedMap<Integer, RequestedChapter> before) {
        SortedMap<Integer, RequestedChapter> after = new TreeMap<>(before);
        for (ChapterChange change : update.published()) {
            ChapterRequest request = new ChapterRequest("id", change.brief(), bible, change.update(), update.added());
            after.put(change.number(), new RequestedChapter(change.brief(), request, false, null));
        }
        return after;
    }

    private static String letters(Random random, int count) {
        return random.ints(count, 'a', 'p')
                .collect(StringBuilder::new, (text, letter) -> text.append((char) letter), StringBuilder::append)
                .toString();
    }

    private static String words(SortedMap<Integer, RequestedChapter> stands) {
        StringBuilder words = new StringBuilder();
        stands.values().forEach(chapter -> words.append(chapter.brief().title()));
        return words.toString();
    }

    private static SortedMap<Integer, RequestedChapter> standing(String letters, int begun) {
        SortedMap<Integer, RequestedChapter> standing = new TreeMap<>();
        for (ChapterBrief brief : book(letters, frame("past"))) {
            int number = brief.id().number();
            standing.put(
                    number, new RequestedChapter(brief, new ChapterRequest("id", brief, BIBLE), number <= begun, null));
        }
        return standing;
    }

    private static List<ChapterBrief> book(String letters, BookFrame frame) {
        List<ChapterBrief> briefs = new ArrayList<>();
        for (int index = 0; index < letters.length(); index++) {
            String letter = letters.substring(index, index + 1);
            briefs.add(new ChapterBrief(
                    new ChapterId("book", index + 1), frame, letter, "What " + letter + " is about.", List.of(), null));
        }
        for (int index = 0; index + 1 < briefs.size(); index++) {
            briefs.set(index, briefs.get(index).followedBy(briefs.get(index + 1)));
        }
        return briefs;
    }

    private static BookFrame frame(String tense) {
        Style style = new Style(List.of(), null, List.of(), null, tense, null, List.of());
        return new BookFrame("Title", "mystery", "en", null, 1000, 0.1, style);
    }
}
