package dev.storycrew.stages.judge;

/**
 * How a judge works.
 *
 * @param samplePercent the share of partial reviews, from 0 to 100, that are followed by a full one
 * @param comparesPairs true if the text of the last attempt, where it fails too, is compared with the best one before
 */
public record JudgeSettings(int samplePercent, boolean comparesPairs) {
    /** What holds unless configured. */
    public static final JudgeSettings DEFAULT = new JudgeSettings(10, false);

    /** The same with another share of partial reviews that are followed by a full one. */
    public JudgeSettings sampling(int percent) {
        return new JudgeSettings(percent, comparesPairs);
    }
}
