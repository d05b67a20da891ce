package dev.storycrew.core.canon;

import dev.storycrew.core.text.TextDigest;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted chapter has to do with its book's entries, by their ids: so it is known what rests on what.
 *
 * @param read the entries that it relied on, ended or resolved; they stood in the bible that it started with
 * @param wrote the entries that it added
 * @param withdrew the entries that it ended
 * @param resolved the clues that it resolved
 * @param endingDigest SHA-256 of how the chapter stops, in hex; null if that is not known
 */
public record ChapterCanon(
        List<String> read,
        List<String> wrote,
        List<String> withdrew,
        List<String> resolved,
        @Nullable String endingDigest) {
    public ChapterCanon {
        read = List.copyOf(read);
        wrote = List.copyOf(wrote);
        withdrew = List.copyOf(withdrew);
        resolved = List.copyOf(resolved);
    }

    /**
     * What a chapter has done to a bible.
     *
     * @param ending how the chapter stops, or null
     */
    public static ChapterCanon of(
            List<BibleEntry> before, List<BibleEntry> after, List<String> read, @Nullable String ending) {
        Set<EntryId> known = before.stream().map(BibleEntry::id).collect(Collectors.toSet());
        Set<EntryId> ended = before.stream()
                .filter(entry -> !entry.stands())
                .map(BibleEntry::id)
                .collect(Collectors.toSet());
        return new ChapterCanon(
                read,
                ids(after, entry -> !known.contains(entry.id())),
                ids(after, entry -> endsHere(entry, ended) && entry.kind() != EntryKind.CLUE),
                ids(after, entry -> endsHere(entry, ended) && entry.kind() == EntryKind.CLUE),
                ending == null ? null : TextDigest.of(ending));
    }

    private static boolean endsHere(BibleEntry entry, Set<EntryId> endedBefore) {
        return !entry.stands() && !endedBefore.contains(entry.id());
    }

    private static List<String> ids(List<BibleEntry> entries, Predicate<BibleEntry> which) {
        return entries.stream()
                .filter(which)
                .map(entry -> entry.id().toString())
                .toList();
    }
}
