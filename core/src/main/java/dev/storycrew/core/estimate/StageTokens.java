package dev.storycrew.core.estimate;

/**
 * What a stage reads and writes in a pass, as a line over the length of the chapter.
 *
 * @param runs how often it runs in the pass: 1, 0, or in a mean over several kinds of retries something between
 * @param fixedInput input tokens in all its runs, whatever the chapter's length
 * @param inputPerToken input tokens for each token of the chapter's text
 * @param fixedOutput output tokens in all its runs, whatever the chapter's length
 * @param outputPerToken output tokens for each token of the chapter's text
 */
public record StageTokens(
        double runs, double fixedInput, double inputPerToken, double fixedOutput, double outputPerToken) {
    /** A stage that does not run. */
    public static final StageTokens NONE = new StageTokens(0, 0, 0, 0, 0);

    /**
     * Through two measurements of the same pass.
     *
     * @param longer of a longer chapter than {@code shorter}
     */
    public static StageTokens through(Measured shorter, Measured longer) {
        double span = longer.chapterTokens() - shorter.chapterTokens();
        if (!(span > 0)) {
            throw new IllegalArgumentException("two lengths are needed, and the second one must be longer");
        }
        double input = (longer.input() - shorter.input()) / span;
        double output = (longer.output() - shorter.output()) / span;
        return new StageTokens(
                longer.runs(),
                longer.input() - input * longer.chapterTokens(),
                input,
                longer.output() - output * longer.chapterTokens(),
                output);
    }

    /**
     * One measurement.
     *
     * @param chapterTokens of the chapter's text
     */
    public record Measured(double chapterTokens, double runs, double input, double output) {}

    /** Input tokens of a chapter of so many tokens. */
    public double input(double chapterTokens) {
        return Math.max(0, fixedInput + inputPerToken * chapterTokens);
    }

    /** Output tokens of a chapter of so many tokens. */
    public double output(double chapterTokens) {
        return Math.max(0, fixedOutput + outputPerToken * chapterTokens);
    }
}
