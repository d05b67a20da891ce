package dev.storycrew.schemas.topic;

/**
 * Where a cluster's topic differs from the catalogue.
 *
 * @param sentence says what is and what was expected
 * @param hinders whether services cannot work like this; otherwise they can, and an operator may have meant it
 */
public record TopicDifference(String sentence, boolean hinders) {
    @Override
    public String toString() {
        return sentence;
    }
}
