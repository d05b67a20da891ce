package dev.storycrew.schemas.topic;

/**
 * Where a cluster's topic is not as the catalogue has it.
 *
 * @param sentence says what is and what was expected
 * @param hinders whether services cannot work so; otherwise they do, and an operator may have meant it
 */
public record TopicDifference(String sentence, boolean hinders) {
    @Override
    public String toString() {
        return sentence;
    }
}
