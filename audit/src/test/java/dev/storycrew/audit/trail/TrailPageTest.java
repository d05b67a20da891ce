package dev.storycrew.audit.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.Position;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrailPageTest {
    @Test
    void nothingThatSomebodyWroteIsTakenForMarkup() throws Exception {
        ChapterId id = new ChapterId("book", 1);
        TrailRecords trail = new TrailRecords(id);
        var topic = new TopicCatalogue("t.", 1).operatorCommands();
        trail.take(
                new Event<>(
                        topic,
                        new Position(topic.name(), 0, 0),
                        Instant.EPOCH,
                        "book/1",
                        new OperatorCommand(
                                "\"><b>",
                                OperatorCommand.Kind.HOLD,
                                "book/1",
                                null,
                                new TreeSet<>(),
                                null,
                                new TreeMap<>(),
                                "<script>alert(1)</script> & <img src=x>",
                                "<i>me</i>",
                                0)),
                false);
        StringBuilder page = new StringBuilder();

        new TrailPage(page).write("<title> & co", List.of(trail));

        assertThat(page.toString())
                .doesNotContain("<script>", "<img", "<i>me", "<b>", "<title> &")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;img src=x&gt;");
    }

    @Test
    void theDifferenceOfTwoTextsHoldsBothOfThem() {
        Random random = new Random(7);
        String[] words = {"rain", "lamp", "and", "雨", "停了", "the", "\n", ",", "  ", "été"};
        for (int round = 0; round < 300; round++) {
            String before = text(random, words);
            String after = text(random, words);
            List<WordDiff.Piece> pieces = WordDiff.between(before, after);
            assertThat(joined(pieces, WordDiff.Change.ADDED)).isEqualTo(before);
            assertThat(joined(pieces, WordDiff.Change.REMOVED)).isEqualTo(after);
        }
    }

    @Test
    void onlyTheChangedWordsAreMarked() {
        assertThat(WordDiff.between("The lamp was dark all night.", "The lamp was lit all night long."))
                .filteredOn(piece -> piece.change() != WordDiff.Change.KEPT)
                .extracting(piece -> piece.change() + " " + piece.text().strip())
                .containsExactly("REMOVED dark", "ADDED lit", "ADDED long");
    }

    /** Whatever stands in the same place in both texts is kept: a diff that replaces everything is none. */
    @Test
    void aChangedWordLeavesTheRestOfTheTextAlone() {
        Random random = new Random(11);
        String[] words = {"rain", "lamp", "and", "雨", "the", "été"};
        for (int round = 0; round < 300; round++) {
            String head = text(random, words);
            String tail = text(random, words);
            List<WordDiff.Piece> pieces = WordDiff.between(head + " dark " + tail, head + " lit " + tail);
            assertThat(marked(pieces, WordDiff.Change.REMOVED)).isEqualTo("dark");
            assertThat(marked(pieces, WordDiff.Change.ADDED)).isEqualTo("lit");
        }
    }

    @Test
    void equalTextsDifferInNothing() {
        assertThat(WordDiff.between("It rains.", "It rains."))
                .extracting(WordDiff.Piece::change)
                .containsOnly(WordDiff.Change.KEPT);
    }

    private static String marked(List<WordDiff.Piece> pieces, WordDiff.Change change) {
        return pieces.stream()
                .filter(piece -> piece.change() == change)
                .map(WordDiff.Piece::text)
                .collect(Collectors.joining());
    }

    private static String joined(List<WordDiff.Piece> pieces, WordDiff.Change without) {
        return pieces.stream()
                .filter(piece -> piece.change() != without)
                .map(WordDiff.Piece::text)
                .collect(Collectors.joining());
    }

    private static String text(Random random, String[] words) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
        }
        return text.toString();
    }
}
