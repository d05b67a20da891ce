package dev.storycrew.console.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.cards.ShownChapter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectionsTest {
    private static final ChapterId ID = new ChapterId("salt", 2);

    private static ShownChapter chapter(int number, ChapterState state, int run) {
        ChapterId id = new ChapterId("salt", number);
        ChapterOutcome.Kind ended = switch (state) {
            case ACCEPTED -> ChapterOutcome.Kind.ACCEPTED;
            case EXHAUSTED -> ChapterOutcome.Kind.EXHAUSTED;
            case CANCELLED -> ChapterOutcome.Kind.CANCELLED;
            default -> null;
        };
        ChapterProgress progress = new ChapterProgress(
                id,
                ProgressEvent.Kind.REQUESTED,
                run,
                0,
                null,
                1,
                1,
                ended,
                ended == null ? 0 : 100,
                0,
                null,
                null,
                false,
                false);
        ChapterCard blank = ChapterCard.blank(id);
        return new ShownChapter(
                new ChapterCard(
                        id,
                        "",
                        progress,
                        null,
                        0,
                        blank.requests(),
                        blank.path(),
                        blank.spent(),
                        blank.saved(),
                        List.of(),
                        1,
                        1),
                state,
                null);
    }

    private static @Nullable String toReleasing(@Nullable BookCard book, ShownChapter... chapters) {
        return Objections.toReleasing(book, List.of(chapters), false);
    }

    private static BookCard book(@Nullable String heldBy, long releasedAt) {
        return new BookCard("salt", new BookProgress(heldBy, releasedAt), List.of(), 1);
    }

    @Test
    void aBookThatNobodyHoldsIsNotReleased() {
        assertThat(toReleasing(null, chapter(1, ChapterState.ACCEPTED, 1), chapter(2, ChapterState.UNDER_WAY, 1)))
                .isEqualTo("the book is not held");
        assertThat(toReleasing(null, chapter(1, ChapterState.WAITING, 1))).isEqualTo("the book is not held");
        assertThat(toReleasing(book(null, 200), chapter(1, ChapterState.EXHAUSTED, 1)))
                .isEqualTo("the book is not held");
        assertThat(toReleasing(null, chapter(1, ChapterState.UNDER_WAY, 2)))
                .isEqualTo("chapter 1 is under way again; the book goes on when it is accepted");
        assertThat(Objections.toReleasing(null, List.of(chapter(1, ChapterState.EXHAUSTED, 1)), true))
                .isEqualTo("the book is not held");
    }

    @Test
    void aBookThatIsHeldIsReleased() {
        assertThat(toReleasing(book("mia", 0), chapter(1, ChapterState.UNDER_WAY, 1)))
                .isNull();
        assertThat(toReleasing(null, chapter(1, ChapterState.EXHAUSTED, 1), chapter(2, ChapterState.HELD, 1)))
                .isNull();
        assertThat(toReleasing(null, chapter(1, ChapterState.CANCELLED, 2))).isNull();
        assertThat(toReleasing(book(null, 50), chapter(1, ChapterState.EXHAUSTED, 1)))
                .isNull();
    }

    @Test
    void onlyScenesThatAreThereAreNamed() {
        TreeSet<Integer> there = new TreeSet<>(List.of(1, 2, 3));

        assertThat(Objections.toScenes(ID, new TreeSet<>(List.of(2, 3)), there)).isNull();
        assertThat(Objections.toScenes(ID, new TreeSet<>(List.of(2, 9)), there))
                .isEqualTo("chapter salt/2 has scenes 1, 2 and 3, but not scene 9");
        assertThat(Objections.toScenes(ID, new TreeSet<>(List.of(9)), new TreeSet<>()))
                .isNull();
    }

    @Test
    void aTextHandedInHasAsManyScenesAsItsChapter() {
        assertThat(Objections.toHandingIn(ID, 3, 3)).isNull();
        assertThat(Objections.toHandingIn(ID, 3, 0)).isNull();
        assertThat(Objections.toHandingIn(ID, 2, 3))
                .isEqualTo("the text handed in has 2 scenes, but chapter salt/2 has 3; keep the * * * lines between"
                        + " scenes");
    }

    private static OperatorCommand retry(
            String level, List<Integer> scenes, @Nullable Integer attempt, @Nullable String note) {
        return new OperatorCommand(
                "id",
                OperatorCommand.Kind.RETRY,
                "salt/2",
                level,
                new TreeSet<>(scenes),
                attempt,
                new TreeMap<>(),
                note,
                "mia",
                1);
    }

    private static OperatorCommand revise(String text) {
        SortedMap<Integer, String> scenes = new TreeMap<>(Map.of(1, text));
        return new OperatorCommand(
                "id", OperatorCommand.Kind.REVISE, "salt/2", null, new TreeSet<>(), null, scenes, null, "mia", 1);
    }

    @Test
    void aResultAnswersOnlyTheCommandThatItIsOf() {
        OperatorCommand known = retry("WRITE_ONLY", List.of(1), 1, "darker");

        assertThat(Objections.toAnswering(retry("WRITE_ONLY", List.of(1), 1, "darker"), known, false))
                .isNull();
        assertThat(List.of(
                        retry("EDIT_ONLY", List.of(1), 1, "darker"),
                        retry("WRITE_ONLY", List.of(2), 1, "darker"),
                        retry("WRITE_ONLY", List.of(1), 2, "darker"),
                        retry("WRITE_ONLY", List.of(1), null, "darker"),
                        retry("WRITE_ONLY", List.of(1), 1, "lighter"),
                        revise("a text")))
                .allSatisfy(other -> assertThat(Objections.toAnswering(other, known, true))
                        .isEqualTo("this id belongs to another command"));
    }

    @Test
    void aResultWithoutItsTextAnswersATextOnlyWhereThatWasSent() {
        OperatorCommand known = revise("a text").withoutText();

        assertThat(Objections.toAnswering(revise("a text"), known, true)).isNull();
        assertThat(Objections.toAnswering(revise("another"), known, false))
                .startsWith("this id was already used for a text of chapter salt/2");
    }

    @Test
    void oneIdStandsForOneRequest() {
        CommandRequest one = request("a text");

        assertThat(one.digest()).isEqualTo(request("a text").digest());
        assertThat(one.digest()).isNotEqualTo(request("another").digest());
    }

    private static CommandRequest request(String text) {
        return new CommandRequest(
                "id",
                CommandRequest.Kind.REVISE,
                "salt/2",
                null,
                new TreeSet<>(),
                null,
                new TreeMap<>(Map.of(1, text)),
                null,
                null,
                null,
                true);
    }
}
