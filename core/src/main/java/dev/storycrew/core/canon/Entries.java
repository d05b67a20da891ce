package dev.storycrew.core.canon;

import dev.storycrew.core.names.KnownPeople;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The entries of a bible in their order: by kind, then as they were written. */
public final class Entries {
    private static final Comparator<BibleEntry> BY_CHAPTER_OF_END = Comparator.comparingInt(
            entry -> entry.end() == null ? 0 : entry.end().chapter());

    private Entries() {}

    /** Those of a kind that stand. */
    public static List<BibleEntry> standing(List<BibleEntry> entries, EntryKind kind) {
        return of(entries, kind).filter(BibleEntry::stands).toList();
    }

    /** Those of a kind that have ended, the first to end first. */
    public static List<BibleEntry> ended(List<BibleEntry> entries, EntryKind kind) {
        return of(entries, kind)
                .filter(entry -> !entry.stands())
                .sorted(BY_CHAPTER_OF_END)
                .toList();
    }

    /** In a bible's order; those of a kind keep theirs. */
    public static List<BibleEntry> ordered(List<BibleEntry> entries) {
        Set<EntryId> ids = new HashSet<>();
        entries.forEach(entry -> {
            if (!ids.add(entry.id())) {
                throw new IllegalArgumentException("a bible has two entries " + entry.id());
            }
        });
        return entries.stream().sorted(Comparator.comparing(BibleEntry::kind)).toList();
    }

    /** True if reading the bible's texts alone gives the same ids, chapters and ends: nothing is known besides them. */
    public static boolean areAsRead(List<BibleEntry> entries) {
        Map<EntryKind, Integer> last = new EnumMap<>(EntryKind.class);
        boolean resolved = false;
        for (BibleEntry entry : entries) {
            boolean clue = entry.kind() == EntryKind.CLUE;
            int number = last.merge(entry.kind(), 1, Integer::sum);
            boolean known = entry.id().number() != number || (entry.chapter() != 0 && entry.kind() != EntryKind.EVENT);
            EntryEnd end = entry.end();
            boolean endKnown = end != null && (!clue || end.chapter() != 0 || end.because() != null);
            boolean outOfOrder = clue && end == null && resolved;
            if (known || endKnown || outOfOrder) {
                return false;
            }
            resolved = clue && end != null;
        }
        return true;
    }

    private static Stream<BibleEntry> of(List<BibleEntry> entries, EntryKind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind);
    }

    /** Gives ids to what has none, in the order in which it comes. */
    public static final class Numbering {
        private final List<BibleEntry> entries = new ArrayList<>();
        private final Map<EntryKind, Integer> last = new EnumMap<>(EntryKind.class);
        private final KnownPeople people;

        /** @param people whom sentences may be about */
        public Numbering(KnownPeople people) {
            this.people = people;
        }

        /** Adds sentences of nobody knows which chapter. */
        public void sentences(EntryKind kind, List<String> texts, boolean ended) {
            texts.forEach(text -> add(kind, text, people.namedIn(text), 0, ended));
        }

        /** Adds an entry about certain people. */
        public void about(EntryKind kind, String text, List<String> about, int chapter) {
            add(kind, text, about, chapter, false);
        }

        private void add(EntryKind kind, String text, List<String> about, int chapter, boolean ended) {
            EntryId id = EntryId.of(kind, 0, last.merge(kind, 1, Integer::sum));
            entries.add(new BibleEntry(id, text, about, chapter, ended ? new EntryEnd(0, null) : null));
        }

        /** All that were added. */
        public List<BibleEntry> entries() {
            return entries;
        }
    }
}
