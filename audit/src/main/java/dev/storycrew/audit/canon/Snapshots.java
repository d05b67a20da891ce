package dev.storycrew.audit.canon;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.skim.Digest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bibles that a book had, one after the other. Of those written, older ones may be gone, or the last not there yet. */
final class Snapshots {
    private final List<Snapshot> due = new ArrayList<>();

    private record Snapshot(int leftBy, Digest bible) {}

    /** The book has another bible now. */
    void due(int leftBy, Digest bible) {
        due.add(new Snapshot(leftBy, bible));
    }

    /** The first one that is none of these, or comes after a later one; null if there is none. */
    @Nullable
    Refuted check(List<Fact.BibleFact> written) {
        int next = 0;
        for (Fact.BibleFact each : written) {
            ChapterId leftBy = each.leftBy();
            Snapshot found = new Snapshot(leftBy.number(), each.bible());
            int at = due.subList(next, due.size()).indexOf(found);
            if (at < 0) {
                String expected = due.isEmpty()
                        ? "none"
                        : "one that the book had, left by chapter "
                                + due.get(due.size() - 1).leftBy() + " at last: "
                                + due.get(due.size() - 1).bible();
                return new Refuted(
                        Refuted.Rule.BIBLE,
                        leftBy,
                        each.position(),
                        "no other bible than " + expected,
                        "bible " + each.bible());
            }
            next += at;
        }
        return null;
    }
}
