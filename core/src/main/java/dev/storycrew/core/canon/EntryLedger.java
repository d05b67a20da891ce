package dev.storycrew.core.canon;

import dev.storycrew.core.names.KnownPeople;
import dev.storycrew.core.text.SameWords;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Enters what one chapter says into the entries of its bible. What cannot be is left out without a word: who notes what a
 * chapter says has been told by then. An entry's number is its place in what the chapter says, even where something before it
 * was left out, so that it does not depend on other chapters.
 */
public final class EntryLedger {
    private final int chapter;
    private final Map<EntryId, BibleEntry> entries = new LinkedHashMap<>();
    private final Map<EntryKind, Integer> places = new EnumMap<>(EntryKind.class);
    private final @Nullable EntryNumbers numbers;
    private final Set<String> known = new HashSet<>();
    private final List<String> names;
    private KnownPeople people;

    /**
     * @param before the entries that the chapter started with
     * @param names of the people
     * @param numbers of the entries; null to number each by its place
     */
    public EntryLedger(int chapter, List<BibleEntry> before, List<String> names, @Nullable EntryNumbers numbers) {
        this.chapter = chapter;
        this.numbers = numbers;
        this.names = new ArrayList<>(names);
        this.people = new KnownPeople(names);
        before.forEach(this::put);
    }

    /** True if an entry may be withdrawn: it stands, and is of a kind that can be. */
    public static boolean canBeWithdrawn(@Nullable BibleEntry entry) {
        return entry != null && entry.stands() && entry.kind().canBeWithdrawn();
    }

    /** Ends an entry from before. */
    public void withdraw(String id, @Nullable String because) {
        BibleEntry entry = find(id);
        if (entry != null && canBeWithdrawn(entry)) {
            known.remove(key(entry));
            entries.put(entry.id(), entry.ended(new EntryEnd(chapter, because)));
        }
    }

    /** Enters a fact or an image, unless it stands already. */
    public void sentence(EntryKind kind, String text) {
        add(kind, text, people.namedIn(text));
    }

    /** Enters something that happened, once in a chapter. */
    public void event(String text, List<String> characters) {
        List<String> about = characters.stream()
                .map(name -> people.who(name).orElse(name))
                .distinct()
                .toList();
        add(EntryKind.EVENT, text, about);
    }

    /** Enters what happened to a person, who may be new; not where the name may be of several. */
    public void change(String name, String text) {
        if (people.isUnclear(name)) {
            place(EntryKind.CHANGE);
            return;
        }
        String person = people.who(name).orElse(name);
        if (!names.contains(person)) {
            names.add(person);
            people = new KnownPeople(names);
        }
        add(EntryKind.CHANGE, text, List.of(person));
    }

    /** Enters a clue, unless it is known, open or resolved. */
    public void plant(String text) {
        add(EntryKind.CLUE, text, people.namedIn(text));
    }

    /** Resolves a clue, by its id or by its words; one that nobody has noted is planted and resolved by this chapter. */
    public void resolve(String idOrWords) {
        EntryId next = place(EntryKind.CLUE);
        String id = EntryId.namedBy(idOrWords);
        BibleEntry clue = id == null ? clueInWords(idOrWords) : find(id);
        if (clue != null && clue.kind() == EntryKind.CLUE && clue.stands()) {
            entries.put(clue.id(), clue.ended(new EntryEnd(chapter, null)));
        } else if (clue == null && id == null) {
            put(new BibleEntry(next, idOrWords, people.namedIn(idOrWords), chapter, new EntryEnd(chapter, null)));
        }
    }

    /** The people, with those that the chapter has brought in last. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** All entries, with those of the chapter. */
    public List<BibleEntry> entries() {
        return List.copyOf(entries.values());
    }

    private @Nullable BibleEntry clueInWords(String words) {
        String same = SameWords.of(words);
        Predicate<BibleEntry> isSame = entry ->
                entry.kind() == EntryKind.CLUE && SameWords.of(entry.text()).equals(same);
        return entries.values().stream().filter(isSame).findFirst().orElse(null);
    }

    private void add(EntryKind kind, String text, List<String> about) {
        BibleEntry entry = new BibleEntry(place(kind), text, about, chapter, null);
        if (!known.contains(key(entry))) {
            put(entry);
        }
    }

    private void put(BibleEntry entry) {
        entries.put(entry.id(), entry);
        if (entry.stands() || entry.kind() == EntryKind.CLUE) {
            known.add(key(entry));
        }
    }

    /** The id of the next thing of a kind that the chapter says. */
    private EntryId place(EntryKind kind) {
        int place = places.merge(kind, 1, Integer::sum);
        EntryId id = EntryId.of(kind, chapter, numbers == null ? place : numbers.at(kind, place));
        while (entries.containsKey(id)) {
            // Only where a bible had more than a thousand of a kind when it got its ids.
            id = EntryId.of(kind, chapter, places.merge(kind, 1, Integer::sum));
        }
        return id;
    }

    private @Nullable BibleEntry find(String id) {
        return entries.values().stream()
                .filter(entry -> entry.id().toString().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** What two entries have in common that say the same. */
    private static String key(BibleEntry entry) {
        String of = switch (entry.kind()) {
            case FACT, CLUE, IMAGE -> "";
            case EVENT -> Integer.toString(entry.chapter());
            case CHANGE -> String.join("", entry.about());
        };
        return entry.kind() + "\n" + of + "\n" + SameWords.of(entry.text());
    }
}
