package dev.storycrew.audit.canon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.skim.Digest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private static final Digest FIRST = new Digest(1, 1);
    private static final Digest REFOLDED = new Digest(2, 2);
    private static final Digest LAST = new Digest(3, 3);

    private final Snapshots snapshots = new Snapshots();

    @BeforeEach
    void aBookOfTwoChaptersThatWasFoldedAnewInBetween() {
        snapshots.due(1, FIRST);
        snapshots.due(1, REFOLDED);
        snapshots.due(2, LAST);
    }

    @Test
    void allThatTheBookHadInTheirOrderAreRight() {
        assertThat(snapshots.check(List.of(written(1, FIRST), written(1, REFOLDED), written(2, LAST))))
                .isNull();
    }

    @Test
    void olderOnesMayBeGoneAndTheLastNotThereYet() {
        assertThat(snapshots.check(List.of(written(1, REFOLDED)))).isNull();
        assertThat(snapshots.check(List.of())).isNull();
    }

    @Test
    void oneThatTheBookNeverHadIsFound() {
        Fact.BibleFact wrong = written(2, FIRST);

        assertThat(snapshots.check(List.of(written(1, FIRST), wrong)))
                .isNotNull()
                .extracting(Refuted::position)
                .isEqualTo(wrong.position());
    }

    @Test
    void anOlderOneAfterANewerOneIsFound() {
        assertThat(snapshots.check(List.of(written(2, LAST), written(1, REFOLDED))))
                .isNotNull();
    }

    private static Fact.BibleFact written(int leftBy, Digest bible) {
        return new Fact.BibleFact(
                new Position("storycrew.story-bibles", 0, leftBy), new ChapterId("book", leftBy), 1, bible);
    }
}
