package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.calls.SpecialBooks;
import dev.storycrew.core.request.RequestRules;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.files.book.Book;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The books of a campaign. The prefix of a book's id decides what the model does to it. */
final class Library {
    /** Part of the truth card; must not appear in requests that may not know it. */
    static final String SECRET_WORD = "quicksilver";

    static final int CHAPTERS = 4;
    private static final int WORDS = 400;
    private static final double TOLERANCE = 0.25;
    private static final int DEAR_WORDS = RequestRules.MAX_WORDS;
    private static final int BIG_WORDS = 30_000;
    private static final double BIG_TOLERANCE = 1.0;

    private Library() {}

    /** An ordinary book. */
    static Book book(int number) {
        return book("book-" + number, CHAPTERS, WORDS, TOLERANCE);
    }

    /** A book that is special by the prefix of its id; mostly of one chapter. */
    static Book special(String prefix, int number) {
        return switch (prefix) {
            case SpecialBooks.REDONE -> book(prefix + number, CHAPTERS, WORDS, TOLERANCE);
            case SpecialBooks.BIG -> book(prefix + number, 1, BIG_WORDS, BIG_TOLERANCE);
            case SpecialBooks.DEAR -> book(prefix + number, 1, DEAR_WORDS, TOLERANCE);
            default -> book(prefix + number, 1, WORDS, TOLERANCE);
        };
    }

    private static Book book(String id, int chapters, int words, double tolerance) {
        BookFrame frame =
                new BookFrame("Tides", "mystery", "en", null, words, tolerance, new Style(List.of(), null, List.of()));
        StoryBible bible = StoryBible.initial(
                List.of(
                        new StoryCharacter("Ida Marsh", null, null, null, List.of()),
                        new StoryCharacter("Ole Brandt", null, null, null, List.of())),
                List.of("The bridge was closed in March."),
                new TruthCard(Map.of("culprit", "Zebulon Quartermain", "method", SECRET_WORD)));
        List<ChapterBrief> briefs = IntStream.rangeClosed(1, chapters)
                .mapToObj(number -> new ChapterBrief(
                        new ChapterId(id, number),
                        frame,
                        "Part " + number,
                        "Ida goes on, part " + number + ". Ole does not.",
                        List.of(),
                        null))
                .toList();
        return new Book(id, frame, bible, briefs);
    }
}
