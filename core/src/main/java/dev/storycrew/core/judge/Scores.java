package dev.storycrew.core.judge;

/**
 * A judge's seven scores, each from 0 (worst) to 10 (best).
 */
public record Scores(
        double continuity,
        double pacing,
        double characterMotivation,
        double genreFulfillment,
        double prose,
        double hook,
        double clueFairness) {
    public Scores {
        requireScore("continuity", continuity);
        requireScore("pacing", pacing);
        requireScore("character_motivation", characterMotivation);
        requireScore("genre_fulfillment", genreFulfillment);
        requireScore("prose", prose);
        requireScore("hook", hook);
        requireScore("clue_fairness", clueFairness);
    }

    /** The mean of all seven, by which the best attempt is chosen. */
    public double mean() {
        return (continuity + pacing + characterMotivation + genreFulfillment + prose + hook + clueFairness) / 7.0;
    }

    private static void requireScore(String name, double score) {
        if (!(score >= 0 && score <= 10)) {
            throw new IllegalArgumentException("score " + name + " must be between 0 and 10 but is " + score);
        }
    }
}
