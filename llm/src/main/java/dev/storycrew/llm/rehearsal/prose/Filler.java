package dev.storycrew.llm.rehearsal.prose;

import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Stock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Brings a scene near its length: by turns with talk and with thoughts, and with an aside between them. What it takes is the
 * scene's own share, so no other scene of the book has it; only a scene that is still too short borrows, asides first.
 */
public final class Filler {
    /** Nearer than this a scene need not come to its target. */
    private static final int ENOUGH = 4;
    /** Turns without a line that is new, after which there is none. */
    private static final int PATIENCE = 3;

    private static final int LEAST_TALK = 40;
    private static final int THOUGHT = 30;
    private static final int PARAGRAPH = 45;

    private final Teller teller;
    private final Ensemble ensemble;
    private final BinaryOperator<String> joiner;
    private final List<Stock.Entry> exchanges;
    private final List<String> thoughts;
    private final List<String> asides;
    private final List<String> asidesHere;
    private final String here;
    /** A paragraph with two of them is a heap. */
    private final List<String> withAside = new ArrayList<>();

    private Reach reach = Reach.OWN;

    /** From where the filler takes. */
    private enum Reach {
        OWN,
        ANY_ASIDE,
        ANYTHING
    }

    /** @param outside true for a scene below the sky, in which no floor creaks */
    public Filler(Teller teller, Ensemble ensemble, BinaryOperator<String> joiner, boolean outside) {
        this.teller = teller;
        this.ensemble = ensemble;
        this.joiner = joiner;
        this.exchanges = ensemble.exchanges(false);
        this.thoughts = ensemble.stock().phrases("thought");
        this.here = outside ? "aside outside" : "aside inside";
        this.asides = ensemble.stock().phrases("aside");
        this.asidesHere = ensemble.stock().phrases(here);
    }

    /**
     * Fills a draft from an index on.
     *
     * @param silent true when nobody may speak
     * @return the index after what was put in
     */
    public int fill(Draft draft, int index, int targetWords, boolean silent) {
        int at = index;
        int enough = Math.max(ENOUGH, ensemble.slack(targetWords));
        boolean talked = true;
        int idle = 0;
        while (targetWords - draft.words() > enough && idle < PATIENCE) {
            int missing = targetWords - draft.words();
            int before = draft.words();
            if (!silent && !talked && missing > LEAST_TALK) {
                for (String line : teller.talk("exchanges", exchanges, missing)) {
                    draft.insert(at++, line);
                }
                talked = true;
            } else {
                String thought =
                        missing > THOUGHT ? teller.ownFitting("thought", thoughts, Math.min(missing, PARAGRAPH)) : "";
                if (!thought.isEmpty() && Teller.words(thought) <= missing + enough) {
                    draft.insert(at++, thought);
                } else {
                    at = aside(draft, index, at, missing);
                }
                talked = false;
            }
            idle = draft.words() == before ? idle + 1 : 0;
            if (idle == PATIENCE && reach != Reach.ANYTHING) {
                reach = Reach.values()[reach.ordinal() + 1];
                if (reach == Reach.ANYTHING) {
                    teller.borrow();
                }
                idle = 0;
            }
        }
        return at;
    }

    /** Puts an aside in: into the last paragraph that is short and has none, or as one of its own. */
    private int aside(Draft draft, int first, int at, int missing) {
        List<String> lines = new ArrayList<>();
        lines.addAll(reach == Reach.OWN ? teller.own("aside", asides) : asides);
        lines.addAll(reach == Reach.OWN ? teller.own(here, asidesHere) : asidesHere);
        lines = teller.atThisHour(lines);
        // In the order of the deck while there is room: by length it would be the longest every time.
        String name = here + " " + reach;
        String sentence = missing > THOUGHT ? teller.line(name, lines) : teller.fitting(name, lines, missing);
        if (sentence.isEmpty()) {
            return at;
        }
        for (int before = at; before > first; before--) {
            String paragraph = draft.text(before - 1);
            if (isShortNarration(paragraph) && !withAside.contains(paragraph)) {
                withAside.add(draft.extend(before, sentence));
                return at;
            }
        }
        withAside.add(sentence);
        draft.insert(at, sentence);
        return at + 1;
    }

    private static boolean isShortNarration(String paragraph) {
        return !paragraph.contains("“") && Teller.words(paragraph) < PARAGRAPH;
    }
}
