package dev.storycrew.core.event;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An operator stepped in.
 *
 * @param id makes it safe to send the command twice
 * @param target a chapter id, or a book id for a book's commands; also the record's key
 * @param level the level of a RETRY, or null
 * @param scenes the scenes of a RETRY; empty means the whole chapter
 * @param attempt the attempt of an ACCEPT, from 0; null means the best one
 * @param text the text of a REVISE, by scene number
 * @param chapters the chapters of a LOCK or UNLOCK
 * @param note the operator's words, or null
 * @param who the operator
 * @param at milliseconds since the epoch
 */
public record OperatorCommand(
        String id,
        Kind kind,
        String target,
        @Nullable String level,
        SortedSet<Integer> scenes,
        @Nullable Integer attempt,
        SortedMap<Integer, String> text,
        SortedSet<Integer> chapters,
        @Nullable String note,
        String who,
        long at) {
    public OperatorCommand {
        chapters = Collections.unmodifiableSortedSet(new TreeSet<>(chapters));
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
        text = Collections.unmodifiableSortedMap(new TreeMap<>(text));
        if (id.isBlank() || who.isBlank()) {
            throw new IllegalArgumentException("an operator's command needs an id and the name of its sender");
        }
    }

    /** A command that is not about several chapters. */
    public OperatorCommand(
            String id,
            Kind kind,
            String target,
            @Nullable String level,
            SortedSet<Integer> scenes,
            @Nullable Integer attempt,
            SortedMap<Integer, String> text,
            @Nullable String note,
            String who,
            long at) {
        this(id, kind, target, level, scenes, attempt, text, new TreeSet<>(), note, who, at);
    }

    /** A command without level, scenes, attempt or text. */
    public static OperatorCommand of(String id, Kind kind, String target, @Nullable String note, String who, long at) {
        return new OperatorCommand(id, kind, target, null, new TreeSet<>(), null, new TreeMap<>(), note, who, at);
    }

    /** A LOCK or UNLOCK of some chapters of a book. */
    public static OperatorCommand ofChapters(
            String id,
            Kind kind,
            String bookId,
            SortedSet<Integer> chapters,
            @Nullable String note,
            String who,
            long at) {
        return new OperatorCommand(
                id, kind, bookId, null, new TreeSet<>(), null, new TreeMap<>(), chapters, note, who, at);
    }

    /** The command without a text handed in, for records that only say what became of it. */
    public OperatorCommand withoutText() {
        return new OperatorCommand(id, kind, target, level, scenes, attempt, new TreeMap<>(), chapters, note, who, at);
    }

    /** The operator and the reason, for people: {@code mia ("too dark")}. */
    public String signature() {
        return note == null ? who : who + " (\"" + note + "\")";
    }

    /** What an operator can do. */
    public enum Kind {
        /** A dead letter was put back on its topic; its id is {@link DeadLetter#redriveId()}. */
        REDRIVE,
        ACCEPT,
        RETRY,
        CANCEL,
        HOLD,
        RELEASE,
        REVISE,
        /** Texts of these chapters are a person's: no machine rewrites them. */
        LOCK,
        UNLOCK,
        /** A book's bible was folded anew; never sent by an operator, only by the sequencer to the router. */
        REFOLD;

        /** True when the command is about a book and not about one of its chapters. */
        public boolean ofBook() {
            return switch (this) {
                case HOLD, RELEASE, LOCK, UNLOCK, REFOLD -> true;
                case REDRIVE, ACCEPT, RETRY, CANCEL, REVISE -> false;
            };
        }
    }
}
