package dev.storycrew.core.canon;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is true in a book, or was until a later chapter said otherwise. It is never removed: what ended stays, with
 * the chapter that ended it.
 *
 * @param about the people it is about, as the bible calls them; of a change, the one person
 * @param chapter the chapter that wrote it; 0 for the book file's, and for those noted before entries had ids
 * @param end null while it stands
 */
public record BibleEntry(
        EntryId id,
        String text,
        List<String> about,
        int chapter,
        @Nullable EntryEnd end) {
    public BibleEntry {
        about = List.copyOf(about);
    }

    public EntryKind kind() {
        return id.kind();
    }

    /** True if no chapter has ended it. */
    public boolean stands() {
        return end == null;
    }

    /** True if a person's change is of this one. */
    public boolean isOf(String person) {
        return !about.isEmpty() && about.get(0).equals(person);
    }

    /** The same, ended. */
    public BibleEntry ended(EntryEnd how) {
        return new BibleEntry(id, text, about, chapter, how);
    }
}
