package dev.storycrew.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpeedRowTest {
    private static final SpeedRow SLOW = SpeedRow.timesAtMost(3, "a chapter", 90, 20, "ms");
    private static final SpeedRow SHARE = SpeedRow.shareOf(0.15, "many chapters", 30, 200, "a second");
    private static final SpeedRow ALONE = SpeedRow.atMost(6, "a run", 5.5, "s");
    private static final SpeedRow GOALLESS = new SpeedRow("threads", 202, "", null, null, true, false);

    @Test
    void aRatioIsHeldAgainstItsGoalAndAValueWithoutFloorStandsForItself() {
        assertThat(SLOW.figure()).isEqualTo(4.5);
        assertThat(SLOW.reached()).isFalse();
        assertThat(SpeedRow.timesAtMost(3, "at the limit", 60, 20, "ms").reached())
                .isTrue();
        assertThat(SHARE.figure()).isEqualTo(0.15);
        assertThat(SHARE.reached()).isTrue();
        assertThat(SpeedRow.shareOf(0.16, "just below", 30, 200, "a second").reached())
                .isFalse();
        assertThat(ALONE.reached()).isTrue();
        assertThat(GOALLESS.reached()).isTrue();
    }

    @Test
    void aPercentileIsAValueThatWasMeasured() {
        Percentiles hundred = new Percentiles(
                DoubleStream.iterate(100, value -> value - 1).limit(100).boxed().toList());

        assertThat(hundred.median()).isEqualTo(50);
        assertThat(hundred.at(99)).isEqualTo(99);
        assertThat(hundred.at(100)).isEqualTo(100);
        assertThat(new Percentiles(List.of(7.0)).at(1)).isEqualTo(7);
        assertThatThrownBy(() -> new Percentiles(List.of())).hasMessage("there are no values");
    }

    @Test
    void theTableSaysWhatIsReachedAndWhatWasNoisy() {
        String table = SpeedTable.markdown(List.of(SLOW, SHARE.withNoise(), ALONE, GOALLESS));

        assertThat(table.lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "| what | measured | floor | ratio | goal | reached |",
                        "| --- | ---: | ---: | ---: | ---: | --- |",
                        "| a chapter | 90 ms | 20 | 4.50 | at most 3.00 | no |",
                        "| many chapters | 30 a second | 200 | 0.15 | at least 0.15 | yes (noisy) |",
                        "| a run | 5.50 s | | | at most 6.00 | yes |",
                        "| threads | 202 | | | | |");
    }

    @Test
    void programsReadTheSame() throws Exception {
        JsonNode rows = new ObjectMapper().readTree(SpeedTable.json(List.of(SLOW, GOALLESS)));

        assertThat(rows.path(0).path("ratio").asDouble()).isEqualTo(4.5);
        assertThat(rows.path(0).path("goal_is").asText()).isEqualTo("at most");
        assertThat(rows.path(0).path("reached").asBoolean()).isFalse();
        assertThat(rows.path(1).path("floor").isNull()).isTrue();
        assertThat(rows.path(1).path("goal").isNull()).isTrue();
    }
}
