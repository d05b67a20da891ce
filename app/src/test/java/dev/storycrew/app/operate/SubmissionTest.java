package dev.storycrew.app.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SubmissionTest {
    private final Book book = BookFile.read(Path.of("../examples/the-lighthouse.yaml"));

    @Test
    void eachChapterOfABookHasARequestOfItsOwn() {
        assertThat(Submission.requests(book))
                .hasSameSizeAs(book.chapters())
                .extracting(ChapterRequest::requestId)
                .doesNotHaveDuplicates();
    }

    @Test
    void theSameBookMakesTheSameRequests() {
        assertThat(Submission.requests(book)).isEqualTo(Submission.requests(book));
    }
}
