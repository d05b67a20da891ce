package dev.storycrew.topology;

import dev.storycrew.core.event.OperatorCommand;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Operators' commands, as the command line sends them. */
final class Commands {
    static final String WHO = "mia";

    private Commands() {}

    static OperatorCommand of(String id, OperatorCommand.Kind kind, String target) {
        return OperatorCommand.of(id, kind, target, "because", WHO, 1);
    }

    static OperatorCommand accept(String id, String target, @Nullable Integer attempt) {
        return new OperatorCommand(
                id, OperatorCommand.Kind.ACCEPT, target, null, new TreeSet<>(), attempt, new TreeMap<>(), null, WHO, 1);
    }

    static OperatorCommand retry(String id, String target, String level, Set<Integer> scenes, @Nullable String note) {
        return new OperatorCommand(
                id,
                OperatorCommand.Kind.RETRY,
                target,
                level,
                new TreeSet<>(scenes),
                null,
                new TreeMap<>(),
                note,
                WHO,
                1);
    }

    static OperatorCommand revise(String id, String target, Map<Integer, String> text) {
        return new OperatorCommand(
                id,
                OperatorCommand.Kind.REVISE,
                target,
                null,
                new TreeSet<>(),
                null,
                new TreeMap<>(text),
                null,
                WHO,
                1);
    }
}
