package dev.storycrew.audit;

import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.registry.UndecodableException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Every record can be read, or has a dead letter. */
final class Unreadable {
    /** Dead letters are written after their records; only differing clocks put one first. */
    private static final int LETTERS_KEPT = 1000;

    private final Map<String, Violation> unexplained = new LinkedHashMap<>();
    private final Set<String> givenUp = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > LETTERS_KEPT;
        }
    });

    void met(TopicRecord read, UndecodableException why) {
        Position at = read.position();
        String id = at.id();
        if (!givenUp.remove(id)) {
            unexplained.put(
                    id,
                    new Violation(
                            Violation.Kind.UNDECODABLE,
                            read.key(),
                            at,
                            "a valid record of " + at.topic() + ", or its dead letter",
                            String.valueOf(why.getMessage())));
        }
    }

    void givenUp(Fact.DeadLetterFact letter) {
        if (unexplained.remove(letter.of()) == null) {
            givenUp.add(letter.of());
        }
    }

    void finish(Consumer<Violation> violations) {
        unexplained.values().forEach(violations);
    }
}
