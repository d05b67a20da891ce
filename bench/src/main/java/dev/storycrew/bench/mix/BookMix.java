package dev.storycrew.bench.mix;

import java.util.List;
import java.util.Map;

/**
 * What a book's chapters cost. All figures are means over the measured chapters.
 *
 * @param book its id
 * @param scenes in a chapter
 * @param chapterTokens of a chapter's text
 * @param unclean texts that the counted checks would have failed; above 0, the figures hold other passes than they say
 * @param passes the first pass, each kind of retry, and the bible
 * @param prices what they cost by each way to pay
 * @param growth of a chapter's requests with the length of the book; empty if one length was measured
 */
public record BookMix(
        String book,
        double scenes,
        double chapterTokens,
        int unclean,
        List<PassTokens> passes,
        List<PassPrices> prices,
        List<Growth> growth) {
    public BookMix {
        passes = List.copyOf(passes);
        prices = List.copyOf(prices);
        growth = List.copyOf(growth);
    }

    /** The name of the pass that a chapter begins with. */
    public static final String FIRST_PASS = "first pass";

    /** The name of a retry of everything: what all others are compared with. */
    public static final String FULL_RETRY = "full retry";

    /** The name of the weighted mean of all kinds of retries. */
    public static final String MIX = "the mix";

    /** The name of the bible keeper's call for an accepted chapter. */
    public static final String BIBLE = "bible";

    /** Tokens of a pass. */
    public PassTokens tokens(String pass) {
        return passes.stream()
                .filter(each -> each.name().equals(pass))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The tokens of a pass through the stages, up to and with the judge.
     *
     * @param level of the retry, as the policy decided; empty for what is no retry
     * @param weight its share of the mix; 0 for what is no retry
     * @param outputTokens come one after the other: a reader waits for them
     */
    public record PassTokens(
            String name, String level, double weight, double calls, double inputTokens, double outputTokens) {}

    /**
     * What passes cost.
     *
     * @param scheme the way to pay
     * @param money true for US dollars, false for input tokens
     * @param costs by the name of the pass; the mix among them
     */
    public record PassPrices(String scheme, boolean money, Map<String, Double> costs) {
        public PassPrices {
            costs = Map.copyOf(costs);
        }

        /** A pass's cost. */
        public double cost(String pass) {
            return costs.getOrDefault(pass, 0.0);
        }

        /** A full retry's cost. */
        public double fullRetry() {
            return cost(FULL_RETRY);
        }

        /** The cost of a chapter that is accepted after one retry of the mix. */
        public double acceptedChapter() {
            return cost(FIRST_PASS) + cost(MIX) + cost(BIBLE);
        }

        /** The cost of a chapter that is accepted after one full retry. */
        public double acceptedChapterInFull() {
            return cost(FIRST_PASS) + fullRetry() + cost(BIBLE);
        }
    }

    /**
     * A chapter's requests at a place in the book.
     *
     * @param firstInput input tokens of a first pass
     * @param mixInput input tokens of a retry of the mix
     */
    public record Growth(int chapter, double firstInput, double mixInput) {}
}
