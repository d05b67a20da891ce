package dev.storycrew.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.files.book.Book;
import dev.storycrew.history.ChapterView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {
    @ParameterizedTest
    @CsvSource({
        "42.34, retries cost 42.3 % less than the same number of full retries",
        "-6.1, retries cost 6.1 % more than the same number of full retries",
        "0, retries cost as much as the same number of full retries",
        "-0.04, retries cost as much as the same number of full retries"
    })
    void savingsAreNeverNegative(double percent, String sentence) {
        assertThat(Summary.savings(percent)).isEqualTo(sentence);
    }

    @Test
    void ofOneBookThereIsNoGrandTotal() {
        assertThat(Summary.of(List.of(book("salt", 3, "ACCEPTED")), Path.of("out"), true))
                .contains("Salt (salt)", "   3. T3", "written to out/salt")
                .doesNotContain("1 book,");
    }

    @Test
    void aLongBookThatIsAcceptedIsCountedNotListed() {
        assertThat(Summary.of(List.of(book("salt", 26, "ACCEPTED")), Path.of("out"), true))
                .contains("Salt (salt)", "  26 chapters: 26 accepted, no retries", "written to out/salt")
                .doesNotContain("T26");
        assertThat(Summary.of(List.of(book("salt", 26, "EXHAUSTED")), Path.of("out"), true))
                .contains("  26. T26", "written to out/salt");
    }

    @Test
    void ofManyChaptersOnlyBooksThatNeedAReaderAreListedAndTheGrandTotalComesLast() {
        List<BookEnd> books = new ArrayList<>();
        for (int book = 0; book < 10; book++) {
            books.add(book("book-" + book, 6, book == 4 ? "EXHAUSTED" : "ACCEPTED"));
        }
        String text = Summary.of(books, Path.of("out"), true);
        assertThat(text.lines()).filteredOn(line -> line.contains("(book-")).containsExactly("Salt (book-4)");
        assertThat(text.substring(text.lastIndexOf("\n\n") + 2).lines())
                .startsWith("10 books, 60 chapters: 54 accepted, 6 exhausted, no retries")
                .endsWith("  written to out");
    }

    private static BookEnd book(String id, int chapters, String word) {
        BookFrame frame = new BookFrame("Salt", "mystery", "en", null, 450, 0.1, new Style(List.of(), null, List.of()));
        List<ChapterEnd> ends = new ArrayList<>();
        for (int number = 1; number <= chapters; number++) {
            ChapterId chapter = new ChapterId(id, number);
            ends.add(new ChapterEnd(
                    new ChapterBrief(chapter, frame, "T" + number, "Ida goes on.", List.of(), null),
                    new ChapterView(chapter, "r", List.of(), List.of(), null, null, null, null),
                    word));
        }
        return new BookEnd(
                new Book(
                        id,
                        frame,
                        StoryBible.initial(List.of(), List.of(), null),
                        ends.stream().map(ChapterEnd::brief).toList()),
                ends);
    }
}
