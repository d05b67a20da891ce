package dev.storycrew.schemas.topic;

import java.util.Collection;
import java.util.Optional;

/**
 * Where a cluster's topic differs from the catalogue.
 *
 * @param kind what is different
 * @param sentence says what is and what was expected
 * @param hinders whether services cannot work like this; otherwise they can, and an operator may have meant it
 */
public record TopicDifference(Kind kind, String sentence, boolean hinders) {
    /** What is different. */
    public enum Kind {
        /** The topic does not exist, or is hidden. */
        MISSING,
        /** The number of partitions, which nobody can change without losing the order of books. */
        PARTITIONS,
        /** A setting. */
        SETTING
    }

    /** What to do about the differences that hinder; empty if none does. */
    public static Optional<String> remedy(Collection<TopicDifference> differences) {
        if (differences.stream().anyMatch(difference -> difference.kind == Kind.PARTITIONS)) {
            return Optional.of(
                    "set topics.partitions in the configuration to what the topics have; never add partitions"
                            + " to topics in use, which would break the order of books: docs/scaling.md says how to move to topics"
                            + " with more");
        }
        return differences.stream().anyMatch(TopicDifference::hinders)
                ? Optional.of(
                        "create or change these topics (docs/topics.md lists them all; one that exists is hidden from a"
                                + " user who may not DESCRIBE it), or set topics.prefix or topics.create in the configuration")
                : Optional.empty();
    }

    @Override
    public String toString() {
        return sentence;
    }
}
