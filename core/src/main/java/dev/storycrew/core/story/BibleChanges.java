package dev.storycrew.core.story;

import dev.storycrew.core.text.PhraseMemory;
import dev.storycrew.core.text.SceneTrace;
import java.util.List;
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
        PhraseMemory phrases) {
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
                PhraseMemory.none());
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
                phrases);
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
                counted);
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
                phrases);
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
