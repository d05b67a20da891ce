package dev.storycrew.bench.audit;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.canon.EntryEnd;
import dev.storycrew.core.canon.EntryId;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.StoryBible;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Copies of records with something changed. */
final class Copies {
    private Copies() {}

    /**
     * A record with some of its components changed.
     *
     * @param changes names and values in turn: {@code with(run, "usage", usage, "model", null)}
     */
    static <R extends Record> R with(R from, @Nullable Object... changes) {
        Map<String, @Nullable Object> left = new HashMap<>();
        for (int at = 0; at < changes.length; at += 2) {
            left.put(String.valueOf(changes[at]), changes[at + 1]);
        }
        RecordComponent[] components = from.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        try {
            for (int at = 0; at < components.length; at++) {
                String name = components[at].getName();
                types[at] = components[at].getType();
                values[at] = left.containsKey(name)
                        ? left.remove(name)
                        : components[at].getAccessor().invoke(from);
            }
            if (!left.isEmpty()) {
                throw new IllegalArgumentException(from.getClass().getSimpleName() + " has no " + left.keySet());
            }
            @SuppressWarnings("unchecked")
            R changed = (R) from.getClass().getDeclaredConstructor(types).newInstance(values);
            return changed;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no copy of " + from, e);
        }
    }

    static RetryDecision decided(RetryDecision from, String level, List<Issue> issues) {
        return with(from, "level", level, "issues", issues);
    }

    static RetryDecision decided(RetryDecision from, String level, List<Issue> issues, String policy) {
        return with(from, "level", level, "issues", issues, "policy", policy);
    }

    static RetryDecision withArm(RetryDecision from, Arm arm) {
        return with(from, "arm", arm);
    }

    static RetryDecision withLeft(RetryDecision from, @Nullable Long leftNanoUsd) {
        return with(from, "leftNanoUsd", leftNanoUsd);
    }

    /** As it was written before there were reasons. */
    static RetryDecision ofVersion0(RetryDecision from) {
        return with(
                from,
                "explanation",
                "words of before",
                "reason",
                LevelReason.UNKNOWN,
                "planUnreadable",
                false,
                "failedGates",
                from.failedGates().stream()
                        .filter(gate -> !gate.startsWith("critical issue"))
                        .toList(),
                "erasures",
                List.of(),
                "explanationVersion",
                0);
    }

    /** As it was written before there were reasons. */
    static ChapterOutcome ofVersion0(ChapterOutcome from) {
        return with(
                from,
                "explanation",
                "words of before",
                "reason",
                EndReason.UNKNOWN,
                "leftNanoUsd",
                null,
                "explanationVersion",
                0);
    }

    static ChapterOutcome explained(ChapterOutcome from, EndReason reason, String explanation) {
        return with(from, "reason", reason, "explanation", explanation);
    }

    static ChapterWork withTexts(
            ChapterWork from, Part part, SortedMap<Integer, String> texts, @Nullable JudgeReport report) {
        return ChapterWork.of(from.sceneList(), each -> each == part ? texts : from.texts(each), report);
    }

    static ChapterOutcome outcome(ChapterOutcome from, String commandId) {
        return with(from, "commandId", commandId);
    }

    static ChapterOutcome outcome(
            ChapterOutcome from, StoryBible bible, List<StageCost> costs, @Nullable String commandId) {
        return with(from, "bible", bible, "costs", costs, "commandId", commandId);
    }

    static StoryBible withFact(StoryBible bible, String fact) {
        List<BibleEntry> entries = new ArrayList<>(bible.entries());
        entries.add(new BibleEntry(EntryId.parse("f999999"), fact, List.of(), 1, null));
        return with(bible, "entries", entries);
    }

    /** A bible in which an entry has ended. */
    static StoryBible withEnd(StoryBible bible, String id, int chapter) {
        return with(
                bible,
                "entries",
                bible.entries().stream()
                        .map(entry -> entry.id().toString().equals(id)
                                ? entry.ended(new EntryEnd(chapter, "nobody knows"))
                                : entry)
                        .toList());
    }

    /** An outcome that says something else of the bible's entries. */
    static ChapterOutcome withCanon(ChapterOutcome from, UnaryOperator<ChapterCanon> how) {
        return with(from, "canon", how.apply(Objects.requireNonNull(from.canon())));
    }

    static ChapterEnvelope withWork(ChapterEnvelope from, UnaryOperator<ChapterWork> how) {
        return with(from, "work", how.apply(from.work()));
    }

    static ChapterEnvelope withBible(ChapterEnvelope from, StoryBible bible) {
        return with(from, "bible", bible);
    }

    static ChapterEnvelope withArm(ChapterEnvelope from, Arm arm) {
        return with(from, "arm", arm);
    }
}
