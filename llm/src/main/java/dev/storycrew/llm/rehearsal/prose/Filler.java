package dev.storycrew.llm.rehearsal.prose;

import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Stock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/** Brings a scene to its length: with talk, with thoughts and observations, and finally sentence by sentence. */
public final class Filler {
    private static final int ENOUGH = 4;
    /** Turns without a line that is new, after which there is none. */
    private static final int PATIENCE = 3;

    private static final int LONG_TALK = 75;
    private static final int THOUGHT = 34;
    private static final int PARAGRAPH = 45;

    private final Teller teller;
    private final BinaryOperator<String> joiner;
    private final List<Stock.Entry> exchanges;
    private final List<String> thoughts;
    private final List<String> asides;
    private final String asidesName;

    /** @param outside true for a scene below the sky, in which no floor creaks */
    public Filler(Teller teller, Ensemble ensemble, BinaryOperator<String> joiner, boolean outside) {
        this.teller = teller;
        this.joiner = joiner;
        this.exchanges = ensemble.exchanges(false);
        this.thoughts = ensemble.stock().phrases("thought");
        String where = outside ? "aside outside" : "aside inside";
        this.asides = new ArrayList<>(ensemble.stock().phrases("aside"));
        asides.addAll(ensemble.stock().phrases(where));
        // In another order at each attempt, or what an earlier chapter has would be put back every time.
        this.asidesName = where + " " + ensemble.attempt();
    }

    /**
     * Fills a draft from an index on.
     *
     * @param silent true when nobody may speak
     * @return the index after what was put in
     */
    public int fill(Draft draft, int index, int targetWords, boolean silent) {
        int at = index;
        boolean talked = true;
        boolean borrowing = false;
        int idle = 0;
        while (targetWords - draft.words() > ENOUGH && idle < PATIENCE) {
            int missing = targetWords - draft.words();
            int before = draft.words();
            if (!silent && !talked && missing > LONG_TALK) {
                for (String line : teller.talk("exchanges", exchanges, missing)) {
                    draft.insert(at++, line);
                }
                talked = true;
            } else if (missing > THOUGHT + ENOUGH) {
                String thought = teller.ownFitting("thought", thoughts, Math.min(missing, PARAGRAPH));
                if (thought.isEmpty() || Teller.words(thought) > missing) {
                    thought = asides();
                }
                if (!thought.isEmpty()) {
                    draft.insert(at++, thought);
                }
                talked = false;
            } else {
                String sentence = teller.fitting(asidesName, asides, missing);
                if (!sentence.isEmpty() && at > 0 && isShortNarration(draft.text(at - 1))) {
                    draft.extend(at, sentence);
                } else if (!sentence.isEmpty()) {
                    draft.insert(at++, sentence);
                }
            }
            idle = draft.words() == before ? idle + 1 : 0;
            if (idle == PATIENCE && !borrowing) {
                borrowing = true;
                teller.borrow();
                idle = 0;
            }
        }
        return at;
    }

    /** In the order of the deck: by length it would be the longest every time. */
    private String asides() {
        return joiner.apply(teller.line(asidesName, asides), teller.line(asidesName, asides));
    }

    private static boolean isShortNarration(String paragraph) {
        return !paragraph.contains("“") && Teller.words(paragraph) < PARAGRAPH;
    }
}
