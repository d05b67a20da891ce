package dev.storycrew.history.work;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.schemas.topic.Topic;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stands of a book's chapters, according to the topics.
 *
 * @param outcomes by chapter, the last accepted outcome, or the last one if none was accepted
 * @param locked the chapters whose text is a person's
 */
public record StandingBook(SortedMap<Integer, ChapterOutcome> outcomes, SortedSet<Integer> locked) {

    /** Reads it. */
    public static StandingBook read(Connection connection, String bookId) {
        SortedMap<Integer, ChapterOutcome> outcomes = new TreeMap<>();
        SortedSet<Integer> locked = new TreeSet<>();
        List<Topic<?>> topics =
                List.of(connection.topics().chapters(), connection.topics().commandResults());
        EventReader.open(connection, ReadPlan.all(topics))
                .forEach(event -> note(event.value(), bookId, outcomes, locked), (undecodable, why) -> {
                    // Whoever processes the record sends it to dead letters.
                });
        return new StandingBook(outcomes, locked);
    }

    private static void note(
            Object value, String bookId, SortedMap<Integer, ChapterOutcome> outcomes, SortedSet<Integer> locked) {
        if (value instanceof ChapterOutcome outcome
                && outcome.chapter().bookId().equals(bookId)) {
            int chapter = outcome.chapter().number();
            outcomes.merge(chapter, outcome, ChapterOutcome::standing);
            if (outcome.kind() == ChapterOutcome.Kind.ACCEPTED && outcome.byHand()) {
                locked.add(chapter);
            }
        } else if (value instanceof CommandResult result
                && result.verdict() == CommandResult.Verdict.DONE
                && result.command().target().equals(bookId)) {
            OperatorCommand command = result.command();
            switch (command.kind()) {
                case LOCK -> locked.addAll(command.chapters());
                case UNLOCK -> locked.removeAll(command.chapters());
                case ACCEPT, RETRY, CANCEL, HOLD, RELEASE, REVISE, REFOLD, REDRIVE -> {}
            }
        }
    }
}
