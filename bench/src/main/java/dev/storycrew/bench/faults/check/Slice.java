package dev.storycrew.bench.faults.check;

import dev.storycrew.bench.faults.calls.SpecialBooks;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One partition of all topics.
 *
 * @param byTopic by the topic's name without prefix, oldest first
 * @param canarySeen true if a record contains an API key
 */
record Slice(Map<String, List<EvidenceRecord>> byTopic, boolean canarySeen) {
    /** The topics that envelopes pass through, in order. */
    static final List<String> WAY =
            new TopicCatalogue("", 1).envelopes().stream().map(Topic::name).toList();

    /** A step of a chapter: an attempt in one of these topics. */
    record Step(int attempt, int topic) implements Comparable<Step> {
        @Override
        public int compareTo(Step other) {
            return attempt == other.attempt
                    ? Integer.compare(topic, other.topic)
                    : Integer.compare(attempt, other.attempt);
        }

        String topicName() {
            return WAY.get(topic);
        }
    }

    /** The values of a kind, oldest first. */
    <T> List<T> values(String topic, Class<T> type) {
        return byTopic.getOrDefault(topic, List.of()).stream()
                .map(EvidenceRecord::value)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** What operators put back on its topic, oldest first. */
    List<CommandResult> redrives() {
        return values("command-results", CommandResult.class).stream()
                .filter(result -> result.command().kind() == OperatorCommand.Kind.REDRIVE)
                .toList();
    }

    /** True if accepted chapters of the book are made again; {@link RedoneCheck} and the audit look at their later runs. */
    static boolean isRedone(ChapterId chapter) {
        return chapter.bookId().startsWith(SpecialBooks.REDONE);
    }

    /** How often each chapter was begun again by a command. */
    Map<ChapterId, Integer> reopened() {
        Map<ChapterId, Integer> reopened = new HashMap<>();
        values("command-results", CommandResult.class).stream()
                .filter(result -> result.verdict() == CommandResult.Verdict.DONE && result.run() > 1)
                .forEach(result ->
                        reopened.merge(ChapterId.parse(result.command().target()), 1, Integer::sum));
        return reopened;
    }

    /** The envelopes of each chapter's first run, by step, without those at the given places and those put back. */
    Map<ChapterId, TreeMap<Step, List<ChapterEnvelope>>> ways(Set<String> without) {
        Map<ChapterId, TreeMap<Step, List<ChapterEnvelope>>> ways = new HashMap<>();
        for (int topic = 0; topic < WAY.size(); topic++) {
            for (EvidenceRecord found : byTopic.getOrDefault(WAY.get(topic), List.of())) {
                if (found.value() instanceof ChapterEnvelope envelope
                        && found.redriven() == null
                        && envelope.run() == 1
                        && !without.contains(found.place())) {
                    ways.computeIfAbsent(envelope.id(), id -> new TreeMap<>())
                            .computeIfAbsent(new Step(envelope.attempt(), topic), step -> new ArrayList<>())
                            .add(envelope);
                }
            }
        }
        return ways;
    }
}
