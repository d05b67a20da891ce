package dev.storycrew.stages.prompt;

import dev.storycrew.llm.answer.Fence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a template's names, none of which can look like the request around it. */
final class Values {
    private final Names names;
    private final Map<String, Object> values = new HashMap<>();

    /** Everything empty. */
    Values(Names names) {
        this.names = names;
        names.texts().forEach(name -> values.put(name, ""));
        names.lists().forEach(name -> list(name, List.of()));
    }

    /** Everything filled in, for trying out a template. */
    static Values sample(Names names) {
        Values sample = new Values(names);
        names.texts().forEach(name -> sample.text(name, name));
        names.lists().forEach(name -> sample.list(name, List.of(name)));
        return sample;
    }

    /** A text on one line; null for none. */
    void text(String name, @Nullable String value) {
        put(name, value == null ? "" : Fence.oneLine(value));
    }

    /** Lines that are fenced already. */
    void lines(String name, String value) {
        put(name, value);
    }

    /** A list, each item on one line. */
    void list(String name, List<String> items) {
        if (!names.lists().contains(name)) {
            throw new IllegalArgumentException("templates know no list " + name);
        }
        values.put(name, items.stream().map(Fence::oneLine).toList());
        values.put(Names.flag(name), !items.isEmpty());
    }

    private void put(String name, String value) {
        if (!names.texts().contains(name)) {
            throw new IllegalArgumentException("templates know no text " + name);
        }
        values.put(name, value);
    }

    Map<String, Object> all() {
        return Map.copyOf(values);
    }
}
