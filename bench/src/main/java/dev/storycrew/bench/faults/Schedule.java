package dev.storycrew.bench.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What happens in which order; the same seed gives the same. */
final class Schedule {
    private static final int CALLS_PER_CHAPTER = 7;

    private Schedule() {}

    /** The faults. Each of the wanted kinds comes once before any is drawn by its weight. */
    static List<PlannedFault> of(CampaignSettings settings) {
        Random random = new Random(settings.seed());
        List<FaultKind> kinds =
                Arrays.stream(FaultKind.values()).filter(settings::mayBe).toList();
        List<FaultKind> first = new ArrayList<>(kinds);
        Collections.shuffle(first, random);
        int usualGap = Math.max(1, settings.chapters() * CALLS_PER_CHAPTER / Math.max(1, settings.faults()));
        List<PlannedFault> faults = new ArrayList<>();
        for (int number = 1; number <= settings.faults(); number++) {
            FaultKind kind = number <= first.size() ? first.get(number - 1) : drawn(kinds, random);
            faults.add(new PlannedFault(number, kind, 1 + random.nextInt(2 * usualGap), random.nextLong()));
        }
        return faults;
    }

    private static FaultKind drawn(List<FaultKind> kinds, Random random) {
        int sum = kinds.stream().mapToInt(FaultKind::weight).sum();
        int drawn = random.nextInt(sum);
        for (FaultKind kind : kinds) {
            drawn -= kind.weight();
            if (drawn < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights are positive");
    }
}
