package dev.storycrew.core.text;

/**
 * Hashes of a chapter's turns of phrase, by which a later chapter notices that it uses one again.
 *
 * @param every 1 if all of them are remembered; 4 if of four hashes one is, always the same
 * @param runs one for each time that a phrase occurs
 */
public record PhraseTrace(int chapter, int every, Marks runs) {
    /** Half of it: a phrase that is kept here is kept in other chapters too, so that they can still be compared. */
    PhraseTrace faded() {
        return new PhraseTrace(chapter, 2 * every, runs.where(run -> (run & every) == 0));
    }

    /** True if a hash would be here, had the chapter used the phrase. */
    public boolean remembers(long run) {
        return (run & (every - 1)) == 0;
    }
}
