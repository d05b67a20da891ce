package dev.storycrew.audit.trail;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.DeltaType;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What changed from one text to the next, word by word; in languages without spaces, with Java's word boundaries. */
final class WordDiff {
    private WordDiff() {}

    /** How a piece of text came to be. */
    enum Change {
        KEPT,
        REMOVED,
        ADDED
    }

    /** A piece of text, kept, removed or added as a whole. */
    record Piece(Change change, String text) {}

    /** The pieces of both texts, in reading order. */
    static List<Piece> between(String before, String after) {
        List<String> old = words(before);
        List<String> now = words(after);
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        for (AbstractDelta<String> delta : DiffUtils.diff(old, now).getDeltas()) {
            add(pieces, Change.KEPT, old.subList(at, delta.getSource().getPosition()));
            if (delta.getType() != DeltaType.EQUAL) {
                add(pieces, Change.REMOVED, delta.getSource().getLines());
                add(pieces, Change.ADDED, delta.getTarget().getLines());
            }
            at = delta.getSource().getPosition() + delta.getSource().size();
        }
        add(pieces, Change.KEPT, old.subList(at, old.size()));
        return pieces;
    }

    private static void add(List<Piece> pieces, Change change, List<String> words) {
        if (!words.isEmpty()) {
            pieces.add(new Piece(change, String.join("", words)));
        }
    }

    /** Words and what is between them, so that joining them restores the text. */
    private static List<String> words(String text) {
        BreakIterator breaks = BreakIterator.getWordInstance(Locale.ROOT);
        breaks.setText(text);
        List<String> words = new ArrayList<>();
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
            words.add(text.substring(from, to));
        }
        return words;
    }
}
