package dev.storycrew.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That sections measure something; how much it is, is for the benchmark on a quiet machine. */
@Tag("long")
class SectionsTest {
    @TempDir
    private Path folder;

    @Test
    void aChapterIsMeasuredBesideABareChain() throws Exception {
        List<SpeedRow> rows = new WaySection(2, 4).measure(folder);

        assertThat(rows).hasSize(4).allSatisfy(row -> assertThat(row.value()).isPositive());
        assertThat(rows.subList(0, 3)).allSatisfy(row -> assertThat(row.floor()).isPositive());
    }

    @Test
    void aRetrysRecordsAreThoseOfItsLevel() throws Exception {
        List<SpeedRow> rows = RecordSection.retries(folder);

        assertThat(rows).hasSize(4).allSatisfy(row -> assertThat(row.value()).isPositive());
        for (List<SpeedRow> levels : List.of(rows.subList(0, 2), rows.subList(2, 4))) {
            assertThat(levels.get(0).figure())
                    .as("an EDIT_ONLY retry makes fewer records than a FULL_RETRY")
                    .isLessThan(levels.get(1).figure());
        }
        for (int level : List.of(0, 1)) {
            assertThat(rows.get(level + 2).value())
                    .as("envelopes are a part of a retry's records")
                    .isGreaterThan(rows.get(level).value());
        }
    }
}
