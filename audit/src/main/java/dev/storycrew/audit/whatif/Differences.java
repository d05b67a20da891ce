package dev.storycrew.audit.whatif;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.history.reading.Position;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Decisions that the candidate makes differently, all from one kind to one other. */
public final class Differences {
    private static final int EXAMPLES = 3;

    private final Move.Kind from;
    private final Move.Kind to;
    private final Map<String, Long> issues = new TreeMap<>();
    private final List<Example> examples = new ArrayList<>();
    private long count;

    Differences(Move.Kind from, Move.Kind to) {
        this.from = from;
        this.to = to;
    }

    /**
     * One of them.
     *
     * @param judged where the judge result is
     * @param was the recorded decision's explanation
     * @param wouldBe the candidate's
     */
    public record Example(String chapter, int attempt, Position judged, String was, String wouldBe) {}

    void add(Example example, List<Issue> of) {
        count++;
        Set<String> types = of.stream().map(Issue::type).collect(Collectors.toCollection(LinkedHashSet::new));
        types.forEach(type -> issues.merge(type, 1L, Long::sum));
        if (examples.size() < EXAMPLES) {
            examples.add(example);
        }
    }

    Move.Kind fromKind() {
        return from;
    }

    Move.Kind toKind() {
        return to;
    }

    public String from() {
        return from.toString();
    }

    public String to() {
        return to.toString();
    }

    public long count() {
        return count;
    }

    /** In how many of these decisions each issue type was named. */
    public Map<String, Long> issues() {
        return issues;
    }

    public List<Example> examples() {
        return examples;
    }
}
