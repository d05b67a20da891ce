package dev.storycrew.bench.faults.check;

import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.core.text.Counted;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A campaign that broke nothing proves nothing. */
final class ScheduleCheck implements Check {
    private final Evidence evidence;

    ScheduleCheck(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void look(Slice slice) {
        // Only the events say what was done.
    }

    @Override
    public CampaignVerdict.Finding finding() {
        TreeMap<String, Long> done = count(CampaignEvent.Kind.INJECTED);
        TreeMap<String, Long> skipped = count(CampaignEvent.Kind.SKIPPED);
        long sum = done.values().stream().mapToLong(Long::longValue).sum();
        long deaths = evidence.events().stream()
                .filter(event -> event.kind() == CampaignEvent.Kind.DIED)
                .count();
        return new CampaignVerdict.Finding(
                "faults were carried out",
                Counted.of(sum, "fault") + " " + done + ", " + Counted.of(deaths, "process death")
                        + (skipped.isEmpty() ? "" : "; skipped " + skipped),
                sum == 0 ? List.of("no fault was carried out") : List.of());
    }

    private TreeMap<String, Long> count(CampaignEvent.Kind kind) {
        return evidence.events().stream()
                .filter(event -> event.kind() == kind)
                .collect(Collectors.groupingBy(CampaignEvent::subject, TreeMap::new, Collectors.counting()));
    }
}
