package dev.storycrew.core.event;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.Stage;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a retry must fix. It stays in the envelope until the next report, so that every stage of the attempt sees it.
 *
 * @param level the retry level's name
 * @param scenes the scenes that lost something; empty means the whole chapter
 * @param skip stages that this attempt skips
 * @param issues the erased report's issues, with those that failed gates added
 * @param instructions the erased report's revision instructions
 */
public record RetryOrder(
        String level,
        Scope scope,
        SortedSet<Integer> scenes,
        Set<Stage> skip,
        List<Issue> issues,
        List<String> instructions) {
    public RetryOrder {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
        skip = Set.copyOf(skip);
        issues = List.copyOf(issues);
        instructions = List.copyOf(instructions);
    }
}
