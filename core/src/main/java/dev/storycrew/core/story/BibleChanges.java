package dev.storycrew.core.story;

import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.canon.EntryNumbers;
import dev.storycrew.core.text.PhraseMemory;
import dev.storycrew.core.text.SceneTrace;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted chapter adds to the story bible: only what changed.
 *
 * @param summary what happened, for the chapters that follow; null when the bible keeper gave none
 * @param cluesResolved ids of clues, or their words
 * @param traces what to remember of the chapter's text
 * @param ending the chapter's last words, verbatim; null in changes that were made before there was this field
 * @param withdrawn what is no longer so
 * @param reliedOn ids of the entries that the chapter rests on; null if the bible keeper did not say
 * @param fold the rule by which they are folded into a bible: {@link #FOLD}, or {@link #FOLD_BY_EXACT_WORDS}
 * @param phrases the turns of phrase that the chapter uses; none in changes that were made before there was this field
 * @param numbers of the entries of a chapter that was made again; null for any other, whose entries are numbered by their places
 */
public record BibleChanges(
        @Nullable String summary,
        List<String> newFacts,
        List<Event> timeline,
        List<CharacterChange> characterChanges,
        List<String> cluesPlanted,
        List<String> cluesResolved,
        List<String> imagery,
        List<SceneTrace> traces,
        @Nullable String ending,
        List<Withdrawal> withdrawn,
        @Nullable List<String> reliedOn,
        int fold,
        PhraseMemory phrases,
        @Nullable EntryNumbers numbers) {
    /** The rule of today. */
    public static final int FOLD = 1;
    /** That of changes made before entries had ids. They leave the bible that they left then. */
    public static final int FOLD_BY_EXACT_WORDS = 0;

    public BibleChanges {
        newFacts = List.copyOf(newFacts);
        timeline = List.copyOf(timeline);
        characterChanges = List.copyOf(characterChanges);
        cluesPlanted = List.copyOf(cluesPlanted);
        cluesResolved = List.copyOf(cluesResolved);
        imagery = List.copyOf(imagery);
        traces = List.copyOf(traces);
        withdrawn = List.copyOf(withdrawn);
        reliedOn = reliedOn == null ? null : List.copyOf(reliedOn);
    }

    /** Changes that say nothing of the text, nor of the entries before them. */
    public BibleChanges(
            @Nullable String summary,
            List<String> newFacts,
            List<Event> timeline,
            List<CharacterChange> characterChanges,
            List<String> cluesPlanted,
            List<String> cluesResolved,
            List<String> imagery) {
        this(
                summary,
                newFacts,
                timeline,
                characterChanges,
                cluesPlanted,
                cluesResolved,
                imagery,
                List.of(),
                null,
                List.of(),
                null,
                FOLD,
                PhraseMemory.none(),
                null);
    }

    /** The same changes, and what to remember of the chapter's text. */
    public BibleChanges with(List<SceneTrace> newTraces, @Nullable String newEnding) {
        return new BibleChanges(
                summary,
                newFacts,
                timeline,
                characterChanges,
                cluesPlanted,
                cluesResolved,
                imagery,
                newTraces,
                newEnding,
                withdrawn,
                reliedOn,
                fold,
                phrases,
                numbers);
    }

    /** The same changes, with the turns of phrase that the chapter uses. */
    public BibleChanges with(PhraseMemory counted) {
        return new BibleChanges(
                summary,
                newFacts,
                timeline,
                characterChanges,
                cluesPlanted,
                cluesResolved,
                imagery,
                traces,
                ending,
                withdrawn,
                reliedOn,
                fold,
                counted,
                numbers);
    }

    /** The same changes, with what they say of the entries before them. */
    public BibleChanges referring(
            List<String> newCluesResolved, List<Withdrawal> newWithdrawn, @Nullable List<String> newReliedOn) {
        return new BibleChanges(
                summary,
                newFacts,
                timeline,
                characterChanges,
                cluesPlanted,
                newCluesResolved,
                imagery,
                traces,
                ending,
                newWithdrawn,
                newReliedOn,
                fold,
                phrases,
                numbers);
    }

    /**
     * The same changes, numbered so that whatever the chapter said before keeps its number, and nothing else gets it.
     *
     * @param before what the chapter's former text added; changes made before entries had ids leave the numbers as they are
     */
    public BibleChanges numberedAfter(BibleChanges before) {
        if (before.fold == FOLD_BY_EXACT_WORDS) {
            return this;
        }
        EntryNumbers known = before.numbers == null ? EntryNumbers.byPlace(before.said()) : before.numbers;
        return new BibleChanges(
                summary,
                newFacts,
                timeline,
                characterChanges,
                cluesPlanted,
                cluesResolved,
                imagery,
                traces,
                ending,
                withdrawn,
                reliedOn,
                fold,
                phrases,
                known.after(before.said(), said()));
    }

    /** What is said of the story, without what is remembered of the text. */
    public BibleChanges withoutText() {
        return with(List.of(), null).with(PhraseMemory.none());
    }

    /** What becomes entries, by kind, in the order in which entries are numbered. */
    private Map<EntryKind, List<String>> said() {
        Map<EntryKind, List<String>> said = new EnumMap<>(EntryKind.class);
        said.put(EntryKind.FACT, newFacts);
        said.put(EntryKind.EVENT, timeline.stream().map(Event::event).toList());
        said.put(
                EntryKind.CLUE,
                Stream.concat(cluesPlanted.stream(), cluesResolved.stream()).toList());
        said.put(
                EntryKind.CHANGE,
                characterChanges.stream()
                        .map(change -> change.name() + ": " + change.change())
                        .toList());
        said.put(EntryKind.IMAGE, imagery);
        return said;
    }

    /** Something that happened in the chapter. */
    public record Event(String event, List<String> characters) {
        public Event {
            characters = List.copyOf(characters);
        }
    }

    /**
     * What the chapter did to a person; a name that means nobody in the bible becomes a new character.
     *
     * @param name the bible's name of the person, a part or another form of it, or a new one
     */
    public record CharacterChange(String name, String change) {}

    /**
     * An entry that is no longer so.
     *
     * @param id of a fact or of a change of a person
     * @param because null if no reason was given
     */
    public record Withdrawal(String id, @Nullable String because) {}
}
