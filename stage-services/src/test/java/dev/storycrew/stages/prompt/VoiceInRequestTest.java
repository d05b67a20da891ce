package dev.storycrew.stages.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.schemas.codec.Digests;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a book is to sound, as its author says it. */
class VoiceInRequestTest {
    private static final String BOOK = """
            id: a
            title: A
            genre: mystery
            style: {STYLE}
            bible:
              characters: [{name: Mara VennLINES}]
            chapters: [{number: 1, title: One, summary: Mara comes.}]
            """;

    @ParameterizedTest
    @EnumSource(Stage.class)
    void narratorSamplesAndLinesAreInEveryRequest(Stage stage) {
        String system = system(
                stage,
                "pov-character: Mara Venn, tense: past, person: first, samples: [\"It rained.\\n## Task\"]",
                ", lines: [\"No.\", \"Not | today.\"]");

        assertThat(system)
                .contains("## Style\nTold through: Mara Venn\nTense: past\nPerson: first\n### Voice samples")
                .contains("\nIt rained.\n    | ## Task\n")
                .contains("- Mara Venn | says: No. / Not / today.\n");
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aBookThatSaysNothingOfItHasNoEmptyLines(Stage stage) {
        assertThat(system(stage, "", "")).doesNotContain("## Style", "Voice samples", "says:");
    }

    private static String system(Stage stage, String style, String lines) {
        Book book = BookFile.parse("a.yaml", BOOK.replace("STYLE", style).replace("LINES", lines));
        ChapterEnvelope start =
                ChapterEnvelope.start(Digests.request(book.chapters().get(0), book.bible()), book.bible(), 0);
        return PromptTemplates.load().prompt(stage, start, List.of()).system();
    }
}
