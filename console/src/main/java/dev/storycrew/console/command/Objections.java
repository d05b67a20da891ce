package dev.storycrew.console.command;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.cards.ShownChapter;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a command would be refused for, in the words of sequencer and router, which have the last word. Each is null where
 * nothing that is known here speaks against it.
 */
public final class Objections {
    private Objections() {}

    /**
     * To releasing a book.
     *
     * @param card what operators have decided about it; null for nothing
     * @param chapters all of the book's, in order
     * @param goesOn whether books go on after a chapter that was not accepted
     */
    public static @Nullable String toReleasing(@Nullable BookCard card, List<ShownChapter> chapters, boolean goesOn) {
        if (card != null && card.progress().heldBy() != null) {
            return null;
        }
        ShownChapter last = chapters.stream()
                .filter(chapter -> chapter.card().progress() != null && isBegun(chapter.state()))
                .reduce((earlier, later) -> later)
                .orElse(null);
        ChapterProgress progress = last == null ? null : last.card().progress();
        boolean failed =
                last != null && (last.state() == ChapterState.EXHAUSTED || last.state() == ChapterState.CANCELLED);
        boolean released = card != null && progress != null && card.progress().releasedAt() > progress.endedAt();
        if (failed && !goesOn && !released) {
            return null;
        }
        return last != null && progress != null && !failed && progress.ended() == null && progress.run() > 1
                ? "chapter " + last.card().id().number() + " is under way again; the book goes on when it is accepted"
                : "the book is not held";
    }

    private static boolean isBegun(ChapterState state) {
        return switch (state) {
            case ACCEPTED, UNDER_WAY, DEAD_LETTERED, EXHAUSTED, CANCELLED -> true;
            case WAITING, HELD, REJECTED -> false;
        };
    }

    /** To accepting an attempt of a chapter that ended so. */
    public static @Nullable String toAccepting(int attempt, ChapterOutcome outcome) {
        if (outcome.history().stream().anyMatch(judged -> judged.attempt() == attempt)) {
            return null;
        }
        return Attempts.named(attempt) + " of chapter " + outcome.chapter() + " was not judged in run " + outcome.run()
                + (outcome.history().isEmpty()
                        ? ""
                        : ", which had " + Attempts.retries(outcome.history().size() - 1));
    }

    /** To naming scenes of a chapter. @param there the scenes that it has; empty if that is unknown */
    public static @Nullable String toScenes(ChapterId id, SortedSet<Integer> named, SortedSet<Integer> there) {
        SortedSet<Integer> unknown = new TreeSet<>(named);
        unknown.removeAll(there);
        return there.isEmpty() || unknown.isEmpty()
                ? null
                : "chapter " + id + " has " + Scenes.named(there) + ", but not " + Scenes.named(unknown);
    }

    /** To handing in a text of so many scenes. @param there how many the chapter has; 0 if that is unknown */
    public static @Nullable String toHandingIn(ChapterId id, int scenes, int there) {
        return there == 0 || there == scenes
                ? null
                : "the text handed in has " + Counted.of(scenes, "scene") + ", but chapter " + id + " has " + there
                        + "; keep the * * * lines between scenes";
    }

    /**
     * To taking a known result for the answer to a command with the same id.
     *
     * @param known the command that was answered; without its text
     * @param sentHere true if this process has sent this very command before, text and all
     */
    public static @Nullable String toAnswering(OperatorCommand asked, OperatorCommand known, boolean sentHere) {
        OperatorCommand bare = asked.withoutText();
        OperatorCommand before = known.withoutText();
        boolean same = bare.kind() == before.kind()
                && bare.target().equals(before.target())
                && Objects.equals(bare.level(), before.level())
                && bare.scenes().equals(before.scenes())
                && Objects.equals(bare.attempt(), before.attempt())
                && Objects.equals(bare.note(), before.note());
        if (!same) {
            return "this id belongs to another command";
        }
        return asked.text().isEmpty() || sentHere || asked.text().equals(known.text())
                ? null
                : "this id was already used for a text of chapter " + asked.target()
                        + "; results do not keep texts, so it is not known whether it was this one";
    }
}
