package dev.storycrew.core.story;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.Entries;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.canon.EntryLedger;
import dev.storycrew.core.names.KnownPeople;
import dev.storycrew.core.names.SpelledName;
import dev.storycrew.core.text.ChapterEnding;
import dev.storycrew.core.text.PhraseMemory;
import dev.storycrew.core.text.SameWords;
import dev.storycrew.core.text.SceneTrace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is true in the story so far. Only accepted chapters add to it.
 *
 * @param characters the people; their changes are the texts of the standing entries about them
 * @param truthCard the solution of a mystery, or null
 * @param summaries what happened, by chapter number
 * @param entries what is true, and what was, by {@linkplain EntryKind kind} and then as it was written
 * @param traces what is remembered of the accepted chapters' texts, within a bound
 * @param ending how the newest accepted chapter stops; null before the first, and in bibles that were made before there was
 *     this field
 * @param phrases what is remembered of the turns of phrase of the accepted chapters, within a bound
 */
public record StoryBible(
        List<StoryCharacter> characters,
        @Nullable TruthCard truthCard,
        SortedMap<Integer, String> summaries,
        List<BibleEntry> entries,
        List<SceneTrace> traces,
        @Nullable ChapterEnding ending,
        PhraseMemory phrases) {
    public StoryBible {
        entries = Entries.ordered(entries);
        characters = withChanges(characters, entries);
        summaries = Collections.unmodifiableSortedMap(new TreeMap<>(summaries));
        traces = List.copyOf(traces);
    }

    /** A bible as an author writes it, before any chapter. */
    public static StoryBible initial(
            List<StoryCharacter> characters, List<String> facts, @Nullable TruthCard truthCard) {
        return ofTexts(
                characters,
                facts,
                truthCard,
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                PhraseMemory.none());
    }

    /**
     * A bible of which no more is known than its texts: a request's, or one that was made before entries had ids. Its entries
     * get their ids by their places.
     *
     * @param characters with what became of them
     * @param cluesPlanted clues that are open
     */
    public static StoryBible ofTexts(
            List<StoryCharacter> characters,
            List<String> facts,
            @Nullable TruthCard truthCard,
            SortedMap<Integer, String> summaries,
            List<TimelineEvent> timeline,
            List<String> cluesPlanted,
            List<String> cluesResolved,
            List<String> imagery,
            List<SceneTrace> traces,
            @Nullable ChapterEnding ending,
            PhraseMemory phrases) {
        Entries.Numbering numbering = new Entries.Numbering(peopleOf(characters));
        numbering.sentences(EntryKind.FACT, facts, false);
        timeline.forEach(event -> numbering.about(EntryKind.EVENT, event.event(), event.characters(), event.chapter()));
        numbering.sentences(EntryKind.CLUE, cluesPlanted, false);
        numbering.sentences(EntryKind.CLUE, cluesResolved, true);
        characters.forEach(person -> person.changes()
                .forEach(change -> numbering.about(EntryKind.CHANGE, change, List.of(person.name()), 0)));
        numbering.sentences(EntryKind.IMAGE, imagery, false);
        return new StoryBible(characters, truthCard, summaries, numbering.entries(), traces, ending, phrases);
    }

    /** The bible that an accepted chapter leaves. Nothing is listed twice. The same changes always leave the same bible. */
    public StoryBible after(int chapter, BibleChanges changes) {
        if (changes.fold() == BibleChanges.FOLD_BY_EXACT_WORDS) {
            return FoldByExactWords.after(this, chapter, changes);
        }
        EntryLedger ledger = new EntryLedger(
                chapter, entries, characters.stream().map(StoryCharacter::name).toList(), changes.numbers());
        changes.withdrawn().forEach(ended -> ledger.withdraw(ended.id(), ended.because()));
        changes.characterChanges().forEach(change -> ledger.change(change.name(), change.change()));
        changes.newFacts().forEach(fact -> ledger.sentence(EntryKind.FACT, fact));
        changes.timeline().forEach(event -> ledger.event(event.event(), event.characters()));
        changes.cluesPlanted().forEach(ledger::plant);
        changes.cluesResolved().forEach(ledger::resolve);
        changes.imagery().forEach(image -> ledger.sentence(EntryKind.IMAGE, image));
        List<StoryCharacter> people = new ArrayList<>(characters);
        ledger.names().stream()
                .skip(characters.size())
                .forEach(name -> people.add(new StoryCharacter(name, null, null, null, List.of())));
        SortedMap<Integer, String> newSummaries = new TreeMap<>(summaries);
        if (changes.summary() != null) {
            newSummaries.put(chapter, changes.summary());
        }
        return new StoryBible(
                people,
                truthCard,
                newSummaries,
                ledger.entries(),
                SceneTrace.remembered(traces, changes.traces()),
                ChapterEnding.remembered(ending, chapter, changes.ending()),
                phrases.after(chapter, changes.phrases()));
    }

    /** What is true now. */
    public List<String> facts() {
        return texts(Entries.standing(entries, EntryKind.FACT));
    }

    /** What has happened. */
    public List<TimelineEvent> timeline() {
        return standing(EntryKind.EVENT).stream()
                .map(event -> new TimelineEvent(event.chapter(), event.text(), event.about()))
                .toList();
    }

    /** Clues not resolved yet. */
    public List<String> cluesPlanted() {
        return texts(standing(EntryKind.CLUE));
    }

    /** Clues that were resolved, the first to be resolved first. */
    public List<String> cluesResolved() {
        return texts(Entries.ended(entries, EntryKind.CLUE));
    }

    /** The story's images. */
    public List<String> imagery() {
        return texts(standing(EntryKind.IMAGE));
    }

    /** The entries of a kind that no chapter has ended. */
    public List<BibleEntry> standing(EntryKind kind) {
        return Entries.standing(entries, kind);
    }

    /** Finds an entry, whether it stands or not; null if there is none of this id. */
    public @Nullable BibleEntry entry(String id) {
        return entries.stream()
                .filter(entry -> entry.id().toString().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The people by their names. */
    public KnownPeople people() {
        return peopleOf(characters);
    }

    /**
     * The bible with what its author added since the book began: more entries of the book file. A person whom a chapter
     * brought up before the author did keeps the name and what happened, and gets what the author says; the name may be a part or
     * another form of the one that the author gives. Nobody is two of the author's people, and whom the author described
     * otherwise is somebody else.
     */
    public StoryBible with(List<StoryCharacter> addedCharacters, List<String> addedFacts) {
        List<StoryCharacter> people = new ArrayList<>(characters);
        Map<String, StoryCharacter> added = new LinkedHashMap<>();
        addedCharacters.forEach(person -> added.putIfAbsent(SpelledName.of(person.name()), person));
        Map<StoryCharacter, Integer> known = knownAmong(added.values());
        for (StoryCharacter person : added.values()) {
            Integer index = known.get(person);
            if (index == null) {
                people.add(person);
            } else {
                people.set(index, described(people.get(index), person));
            }
        }
        EntryLedger ledger = new EntryLedger(
                0, entries, people.stream().map(StoryCharacter::name).toList(), null);
        addedFacts.stream().filter(fact -> !hasFact(fact)).forEach(fact -> ledger.sentence(EntryKind.FACT, fact));
        return new StoryBible(people, truthCard, summaries, ledger.entries(), traces, ending, phrases);
    }

    /** Also one that a chapter has withdrawn: to be added once more would bring it back. */
    private boolean hasFact(String text) {
        String same = SameWords.of(text);
        return entries.stream()
                .anyMatch(entry -> entry.kind() == EntryKind.FACT
                        && SameWords.of(entry.text()).equals(same));
    }

    /** Where the added people are among those of the bible, each in another place; without those who are new. */
    private Map<StoryCharacter, Integer> knownAmong(Collection<StoryCharacter> added) {
        Map<StoryCharacter, Integer> found = new HashMap<>();
        Set<Integer> taken = new HashSet<>();
        Map<String, Integer> spelled = new HashMap<>();
        for (int index = 0; index < characters.size(); index++) {
            spelled.putIfAbsent(SpelledName.of(characters.get(index).name()), index);
        }
        for (StoryCharacter person : added) {
            Integer index = spelled.get(SpelledName.of(person.name()));
            if (index != null && taken.add(index)) {
                found.put(person, index);
            }
        }
        // Who was described under a shorter name stays that person, whoever has come since.
        for (StoryCharacter person : added) {
            for (int index = 0; index < characters.size() && !found.containsKey(person); index++) {
                StoryCharacter known = characters.get(index);
                if (!known.isUndescribed()
                        && known.isDescribedAs(person)
                        && !taken.contains(index)
                        && mayBe(known, person)) {
                    taken.add(index);
                    found.put(person, index);
                }
            }
        }
        KnownPeople people = people();
        for (StoryCharacter person : added) {
            if (!found.containsKey(person)) {
                Integer index = people.who(person.name())
                        .map(name -> spelled.get(SpelledName.of(name)))
                        .orElse(null);
                if (index != null && mayBe(characters.get(index), person) && taken.add(index)) {
                    found.put(person, index);
                }
            }
        }
        return found;
    }

    /** True if somebody of a bible may be a person that an author adds, seen by themselves, before and after that. */
    public static boolean mayBe(StoryCharacter known, StoryCharacter added) {
        return SpelledName.of(known.name()).equals(SpelledName.of(added.name()))
                || (known.saysNothingElseThan(added)
                        && new KnownPeople(List.of(known.name()))
                                .who(added.name())
                                .isPresent());
    }

    private static StoryCharacter described(StoryCharacter known, StoryCharacter byAuthor) {
        return new StoryCharacter(
                known.name(),
                known.role() == null ? byAuthor.role() : known.role(),
                known.motivation() == null ? byAuthor.motivation() : known.motivation(),
                known.voice() == null ? byAuthor.voice() : known.voice(),
                known.changes(),
                known.lines().isEmpty() ? byAuthor.lines() : known.lines());
    }

    /**
     * The last words of the chapter before.
     *
     * @return null if it was not accepted, or if they are not known
     */
    public @Nullable String endingBefore(int chapter) {
        return ending != null && ending.chapter() == chapter - 1 ? ending.text() : null;
    }

    private static KnownPeople peopleOf(List<StoryCharacter> characters) {
        return new KnownPeople(characters.stream().map(StoryCharacter::name).toList());
    }

    private static List<String> texts(List<BibleEntry> entries) {
        return entries.stream().map(BibleEntry::text).toList();
    }

    /** A change is told once: by its entry. */
    private static List<StoryCharacter> withChanges(List<StoryCharacter> characters, List<BibleEntry> entries) {
        Map<String, List<String>> changes = new HashMap<>();
        for (BibleEntry change : Entries.standing(entries, EntryKind.CHANGE)) {
            change.about().stream()
                    .limit(1)
                    .forEach(person -> changes.computeIfAbsent(person, none -> new ArrayList<>())
                            .add(change.text()));
        }
        return characters.stream()
                .map(person -> person.with(changes.getOrDefault(person.name(), List.of())))
                .toList();
    }
}
