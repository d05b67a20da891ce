package dev.storycrew.core.story;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A mystery's solution: {@code culprit}, {@code method} and whatever else its author notes. Shown to judge and bible
 * only, never to plan, write or edit.
 *
 * @param entries in the author's order
 */
public record TruthCard(Map<String, String> entries) {
    public TruthCard {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
}
