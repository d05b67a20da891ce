package dev.storycrew.audit.canon;

import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.FactReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.registry.UndecodableException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The books that operators came back to: of these an audit keeps all chapters, of all others only those under way. */
public final class ReopenedBooks {
    private ReopenedBooks() {}

    /** Reads all commands, which are few. */
    public static Set<String> of(Connection connection) {
        FactReader facts = new FactReader(connection);
        Set<String> books = new HashSet<>();
        TopicReader.open(connection, ReadPlan.all(List.of(connection.topics().operatorCommands())))
                .forEach(read -> add(facts, read, books));
        return books;
    }

    /** Those that some records name. */
    public static Set<String> among(Connection connection, List<TopicRecord> records) {
        FactReader facts = new FactReader(connection);
        String commands = connection.topics().operatorCommands().name();
        Set<String> books = new HashSet<>();
        records.stream().filter(read -> read.topic().name().equals(commands)).forEach(read -> add(facts, read, books));
        return books;
    }

    private static void add(FactReader facts, TopicRecord read, Set<String> books) {
        try {
            if (facts.read(read) instanceof Fact.CommandFact given && comesBack(given.command())) {
                books.add(ChapterId.parse(given.command().target()).bookId());
            }
        } catch (UndecodableException | IllegalArgumentException e) {
            // No sequencer obeyed it either.
        }
    }

    private static boolean comesBack(OperatorCommand command) {
        return switch (command.kind()) {
            case ACCEPT, RETRY, REVISE -> true;
            case CANCEL, HOLD, RELEASE, LOCK, UNLOCK, REFOLD, REDRIVE -> false;
        };
    }
}
