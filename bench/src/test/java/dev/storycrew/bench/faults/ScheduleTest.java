package dev.storycrew.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void theSameSeedGivesTheSameFaults() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(Schedule.of(settings(seed, 200, Set.of())))
                    .isEqualTo(Schedule.of(settings(seed, 200, Set.of())));
            assertThat(Schedule.of(settings(seed, 200, Set.of())))
                    .isNotEqualTo(Schedule.of(settings(seed + 1, 200, Set.of())));
        }
    }

    @Test
    void eachKindComesAsSoonAsThereAreEnoughFaults() {
        int kinds = FaultKind.values().length;
        assertThat(Schedule.of(settings(3, kinds, Set.of())))
                .extracting(PlannedFault::kind)
                .containsExactlyInAnyOrder(FaultKind.values());
    }

    @Test
    void onlyTheWantedKindsCome() {
        Set<FaultKind> wanted = EnumSet.of(FaultKind.KILL, FaultKind.STOP);
        assertThat(Schedule.of(settings(3, 100, wanted)))
                .extracting(PlannedFault::kind)
                .containsOnlyElementsOf(wanted);
    }

    private static CampaignSettings settings(long seed, int faults, Set<FaultKind> kinds) {
        return new CampaignSettings(seed, faults, 100, 1, 1, Path.of("nowhere"), "", kinds);
    }
}
