package dev.storycrew.core.event;

import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a book is: its chapters are started one after the other, each with the bible the one before it left. Small
 * however long the book is: the requests are stored separately.
 *
 * @param inFlight the chapter that is under way, or 0
 * @param startedAt when it was started, in milliseconds since the epoch
 * @param last the last chapter that ended; null before the first
 * @param bible the bible it left; null before the first ended
 * @param spentNanoUsd what the book had cost before {@code last}, in billionths of a US dollar
 * @param heldBecause why the book is held; null if it is not
 * @param heldBy the operator who holds the book, with the reason; null when nobody does
 * @param commands the ids of the operators' last commands, oldest first
 * @param redo that an accepted chapter is under way again; null if none is
 * @param locked the chapters whose accepted text is a person's
 * @param unfit the chapters that no longer fit what others say, and that nobody has dealt with
 */
public record BookState(
        int inFlight,
        long startedAt,
        @Nullable Ended last,
        @Nullable StoryBible bible,
        long spentNanoUsd,
        @Nullable String heldBecause,
        @Nullable String heldBy,
        List<String> commands,
        @Nullable RedoPass redo,
        SortedSet<Integer> locked,
        SortedSet<Integer> unfit) {
    private static final int REMEMBERED_COMMANDS = 200;

    public BookState {
        commands = List.copyOf(commands);
        locked = Collections.unmodifiableSortedSet(new TreeSet<>(locked));
        unfit = Collections.unmodifiableSortedSet(new TreeSet<>(unfit));
    }

    /**
     * A chapter that ended.
     *
     * @param kept true when there is an attempt to keep
     * @param costNanoUsd what its run has cost, in billionths of a US dollar
     */
    public record Ended(int chapter, int run, ChapterOutcome.Kind kind, boolean kept, long costNanoUsd) {}

    /** A book of which no chapter has been started. */
    public static BookState unknown() {
        return new BookState(0, 0, null, null, 0, null, null, List.of(), null, new TreeSet<>(), new TreeSet<>());
    }

    /** The number of the last chapter that ended, or 0. */
    public int lastEnded() {
        return last == null ? 0 : last.chapter;
    }

    /**
     * What the book has cost so far, in billionths of a US dollar: all runs that have ended, whatever their outcome.
     */
    public long totalNanoUsd() {
        return spentNanoUsd + (last == null ? 0 : last.costNanoUsd);
    }

    /** True if an outcome moves this book on: it is of the chapter in flight. */
    public boolean isMovedBy(ChapterOutcome outcome) {
        return outcome.chapter().number() == inFlight;
    }

    /**
     * The book after an outcome that moves it.
     *
     * @param goOn false to hold the book if the chapter was not accepted
     */
    public BookState after(ChapterOutcome outcome, boolean goOn) {
        int chapter = outcome.chapter().number();
        boolean accepted = outcome.kind() == ChapterOutcome.Kind.ACCEPTED;
        // A later outcome of the same run, by an operator's command, repeats the costs of the first.
        boolean sameRun = last != null && last.chapter == chapter && last.run == outcome.run();
        long before = sameRun ? spentNanoUsd : totalNanoUsd();
        return changed(copy -> {
            copy.inFlight = 0;
            copy.startedAt = 0;
            copy.last =
                    new Ended(chapter, outcome.run(), outcome.kind(), outcome.best() != null, outcome.costNanoUsd());
            copy.bible = outcome.bible();
            copy.spentNanoUsd = before;
            copy.heldBecause = accepted || goOn ? null : "chapter " + chapter + " ended " + outcome.kind();
            if (accepted && outcome.byHand()) {
                copy.locked.add(chapter);
            }
        });
    }

    /** The number of the chapter to start once it has been requested; 0 if none is due. */
    public int due() {
        return inFlight == 0 && redo == null && heldBecause == null && heldBy == null ? lastEnded() + 1 : 0;
    }

    /** True once a chapter's first run has been started: what was requested of it no longer changes. */
    public boolean hasBegun(int chapter) {
        return chapter == inFlight || chapter <= lastEnded();
    }

    /** The bible the due chapter starts with, or the one in flight or the one that ended last started with. */
    public StoryBible bibleFor(ChapterRequest request) {
        if (bible == null) {
            return request.bible();
        }
        // The bible that a chapter left has what was added when it started.
        return request.brief().id().number() <= lastEnded()
                ? bible
                : request.added().to(bible);
    }

    /** The book with a chapter started. */
    public BookState started(int chapter, long now) {
        return changed(copy -> {
            copy.inFlight = chapter;
            copy.startedAt = now;
        });
    }

    /** The book, no longer held by chapters that were not accepted or no longer fit. */
    public BookState goingOn() {
        return changed(copy -> {
            copy.heldBecause = null;
            copy.unfit.clear();
        });
    }

    /** The book with chapters locked, or unlocked. */
    public BookState locking(SortedSet<Integer> chapters, boolean lock) {
        return changed(copy -> {
            if (lock) {
                copy.locked.addAll(chapters);
            } else {
                copy.locked.removeAll(chapters);
            }
        });
    }

    /** The book as a pass over its accepted chapters leaves it, with nothing under way. */
    public BookState inPass(@Nullable RedoPass pass, StoryBible left, long newlySpentNanoUsd) {
        return changed(copy -> {
            copy.inFlight = 0;
            copy.startedAt = 0;
            copy.redo = pass;
            copy.bible = left;
            copy.spentNanoUsd += newlySpentNanoUsd;
        });
    }

    /** The book in a pass that looks at a chapter again. */
    public BookState looking(RedoPass pass, int chapter, long now) {
        return changed(copy -> {
            copy.redo = pass;
            copy.inFlight = chapter;
            copy.startedAt = now;
        });
    }

    /** The book with a chapter that does not fit what others say, for which it is held, or that does again. */
    public BookState fits(int chapter, boolean fits) {
        return changed(copy -> {
            boolean nothingElseHolds = heldBecause == null || heldBecause.equals(doesNotFit(unfit));
            if (fits) {
                copy.unfit.remove(chapter);
            } else {
                copy.unfit.add(chapter);
            }
            if (nothingElseHolds) {
                copy.heldBecause = copy.unfit.isEmpty() ? null : doesNotFit(copy.unfit);
            }
        });
    }

    private static String doesNotFit(SortedSet<Integer> chapters) {
        String named = chapters.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return chapters.size() == 1
                ? "chapter " + named + " no longer fits what other chapters say"
                : "chapters " + named + " no longer fit what other chapters say";
    }

    /** True when a command has been seen before. */
    public boolean knows(OperatorCommand command) {
        return commands.contains(command.id());
    }

    /** The book after seeing a command. */
    public BookState knowing(OperatorCommand command) {
        List<String> ids = new ArrayList<>(commands);
        ids.add(command.id());
        List<String> latest = ids.subList(Math.max(0, ids.size() - REMEMBERED_COMMANDS), ids.size());
        return changed(copy -> copy.commands = latest);
    }

    /**
     * Why the book does not allow a command; null when it does.
     *
     * @param standing what stands of a chapter that has ended; null if that is not known
     */
    public @Nullable String objectionTo(OperatorCommand command, IntFunction<@Nullable ChapterStanding> standing) {
        return switch (command.kind()) {
            case ACCEPT, RETRY, REVISE -> objectionToReopening(command, standing);
            case CANCEL -> objectionToCancelling(ChapterId.parse(command.target()));
            case HOLD -> heldBy == null ? null : "the book is already held, by " + heldBy;
            case RELEASE -> objectionToReleasing();
            case LOCK, UNLOCK -> objectionToLocking(command, standing);
            case REFOLD -> "no operator can send this command";
            case REDRIVE ->
                "a redrive is for a dead letter, not for a chapter or book; use ./storycrew dead-letters redrive ID";
        };
    }

    private @Nullable String objectionToReopening(
            OperatorCommand command, IntFunction<@Nullable ChapterStanding> standing) {
        ChapterId id = ChapterId.parse(command.target());
        OperatorCommand.Kind kind = command.kind();
        int number = id.number();
        if (number == inFlight) {
            return "chapter " + id + " is under way; cancel it first, or wait for it to end";
        }
        if (last == null || number > last.chapter) {
            return "chapter " + id + " has not been started";
        }
        ChapterStanding stands = standing.apply(number);
        if (stands != null && stands.isAccepted()) {
            return objectionToRedoing(id, command, standing);
        }
        if (number < last.chapter || inFlight != 0) {
            return "the book has moved on past chapter " + id + ": chapter " + Math.max(inFlight, last.chapter)
                    + " was started with the bible left by the chapters before it";
        }
        if (last.kind == ChapterOutcome.Kind.ACCEPTED) {
            return tooOld(id);
        }
        return kind == OperatorCommand.Kind.ACCEPT && !last.kept
                ? "chapter " + id + " was never judged, so there is no attempt to accept; retry it or hand in a text"
                : null;
    }

    private @Nullable String objectionToRedoing(
            ChapterId id, OperatorCommand command, IntFunction<@Nullable ChapterStanding> standing) {
        if (redo != null && inFlight == 0) {
            return "the bible of " + id.bookId() + " is being written anew; send this again in a moment";
        }
        if (inFlight != 0) {
            return "chapter " + inFlight + " is under way, and chapter " + id
                    + " was accepted before it; hold " + id.bookId() + ", and send this again when chapter " + inFlight
                    + " has ended";
        }
        for (int chapter = 1; chapter <= lastEnded(); chapter++) {
            if (standing.apply(chapter) == null) {
                return tooOld(new ChapterId(id.bookId(), chapter));
            }
        }
        boolean rewrites = command.kind() == OperatorCommand.Kind.RETRY && !RetryLevel.RECHECK.equals(command.level());
        return rewrites && locked.contains(id.number())
                ? "the text of chapter " + id + " is locked as a person's; to let a machine rewrite it, use ./storycrew"
                        + " unlock " + id.bookId() + " " + id.number()
                : null;
    }

    private static String tooOld(ChapterId id) {
        return "chapter " + id + " ended under a version that kept nothing to make accepted chapters again with";
    }

    private @Nullable String objectionToLocking(
            OperatorCommand command, IntFunction<@Nullable ChapterStanding> standing) {
        if (command.chapters().isEmpty()) {
            return "no chapter was named";
        }
        for (int chapter : command.chapters()) {
            ChapterStanding stands = standing.apply(chapter);
            if (stands == null || !stands.isAccepted()) {
                return "chapter " + command.target() + "/" + chapter + " has no accepted text"
                        + (chapter > lastEnded() ? ", for it has not ended yet" : "");
            }
            if (command.kind() == OperatorCommand.Kind.UNLOCK && !locked.contains(chapter)) {
                return "chapter " + command.target() + "/" + chapter + " is not locked";
            }
        }
        return null;
    }

    private @Nullable String objectionToCancelling(ChapterId id) {
        if (id.number() == inFlight) {
            return null;
        }
        if (last != null && id.number() <= last.chapter) {
            String advice = id.number() == last.chapter && heldBecause != null
                    ? "; release " + id.bookId() + " to go on without it"
                    : "";
            return "chapter " + id + " has already ended" + advice;
        }
        return "chapter " + id + " has not been started; hold " + id.bookId() + " to keep it from starting";
    }

    private @Nullable String objectionToReleasing() {
        if (heldBy != null) {
            return null;
        }
        if (heldBecause == null) {
            return "the book is not held";
        }
        return inFlight == 0
                ? null
                : "chapter " + inFlight + " is under way again; the book goes on when it is accepted";
    }

    /** The book after a command that it allows. */
    public BookState obeying(OperatorCommand command, boolean ofAcceptedChapter, long now) {
        return switch (command.kind()) {
            case ACCEPT, RETRY, REVISE -> {
                BookState begun = started(ChapterId.parse(command.target()).number(), now);
                yield ofAcceptedChapter ? begun.changed(copy -> copy.redo = RedoPass.begun(command.id())) : begun;
            }
            case HOLD -> changed(copy -> copy.heldBy = command.signature());
            case RELEASE -> heldBy == null ? goingOn() : changed(copy -> copy.heldBy = null);
            case LOCK -> locking(command.chapters(), true);
            case UNLOCK -> locking(command.chapters(), false);
            case CANCEL, REDRIVE, REFOLD -> this;
        };
    }

    /** The book after the router has refused what the book allowed, except in a pass over accepted chapters. */
    public BookState afterRefusal(OperatorCommand command) {
        boolean reopened = inFlight != 0 && inFlight == lastEnded();
        return reopened && command.kind() != OperatorCommand.Kind.CANCEL
                ? changed(copy -> {
                    copy.inFlight = 0;
                    copy.startedAt = 0;
                })
                : this;
    }

    private BookState changed(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return new BookState(
                copy.inFlight,
                copy.startedAt,
                copy.last,
                copy.bible,
                copy.spentNanoUsd,
                copy.heldBecause,
                copy.heldBy,
                copy.commands,
                copy.redo,
                copy.locked,
                copy.unfit);
    }

    private static final class Copy {
        private int inFlight;
        private long startedAt;
        private @Nullable Ended last;
        private @Nullable StoryBible bible;
        private long spentNanoUsd;
        private @Nullable String heldBecause;
        private @Nullable String heldBy;
        private List<String> commands;
        private @Nullable RedoPass redo;
        private final SortedSet<Integer> locked;
        private final SortedSet<Integer> unfit;

        Copy(BookState from) {
            inFlight = from.inFlight;
            startedAt = from.startedAt;
            last = from.last;
            bible = from.bible;
            spentNanoUsd = from.spentNanoUsd;
            heldBecause = from.heldBecause;
            heldBy = from.heldBy;
            commands = from.commands;
            redo = from.redo;
            locked = new TreeSet<>(from.locked);
            unfit = new TreeSet<>(from.unfit);
        }
    }
}
