package dev.storycrew.embedded;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** How a subject's versions must fit each other, by Confluent's names. */
enum Compatibility {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean transitive;

    Compatibility(boolean newReadsOld, boolean oldReadsNew, boolean transitive) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.transitive = transitive;
    }

    /** Whether every earlier version counts, not just the latest. */
    boolean transitive() {
        return transitive;
    }

    /** Why a schema cannot follow an earlier one; empty if it can. */
    List<String> problems(Schema candidate, Schema earlier) {
        return Stream.concat(
                        newReadsOld ? problems("new", candidate, earlier) : Stream.of(),
                        oldReadsNew ? problems("old", earlier, candidate) : Stream.of())
                .toList();
    }

    private static Stream<String> problems(String whose, Schema reader, Schema writer) {
        SchemaCompatibility.SchemaPairCompatibility pair =
                SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (pair.getType() == SchemaCompatibilityType.COMPATIBLE) {
            return Stream.of();
        }
        return pair.getResult().getIncompatibilities().stream()
                .map(problem -> "the " + whose + " schema cannot read the other: " + problem.getType() + " at "
                        + problem.getLocation() + ": " + problem.getMessage());
    }
}
