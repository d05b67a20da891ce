package dev.storycrew.bench.faults.check;

import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.topic.Redriven;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What is marked as put back is on its topic, once and with its bytes; what fails again keeps its count. */
final class RedriveCheck implements Check {
    /** The schedule's name of a redrive. */
    static final String FAULT = "REDRIVE";

    private static final int MAX_STARTS = 10;

    private final UnaryOperator<String> shortName;
    private final long redrives;
    private final Map<String, DeadLetter> letters = new HashMap<>();
    private final Map<String, Integer> marks = new TreeMap<>();
    /** By the dead letter that was put back. */
    private final Map<String, List<EvidenceRecord>> copies = new TreeMap<>();

    /**
     * @param shortName a topic's name, or a dead letter's id, without the prefix
     * @param redrives how many redrives were run
     */
    RedriveCheck(UnaryOperator<String> shortName, long redrives) {
        this.shortName = shortName;
        this.redrives = redrives;
    }

    @Override
    public void look(Slice slice) {
        slice.values("dead-letters", DeadLetter.class).forEach(letter -> letters.put(letter.id(), letter));
        for (CommandResult done : slice.redrives()) {
            marks.merge(done.command().id(), 1, Integer::sum);
        }
        slice.byTopic().values().forEach(found -> found.forEach(this::note));
    }

    private void note(EvidenceRecord found) {
        if (found.redriven() != null) {
            copies.computeIfAbsent(found.redriven().letter(), letter -> new ArrayList<>())
                    .add(found);
        }
    }

    @Override
    public CampaignVerdict.Finding finding() {
        List<String> violations = new ArrayList<>();
        if (redrives > 0 && marks.isEmpty()) {
            violations.add(Counted.of(redrives, "redrive") + " put nothing back");
        }
        Map<String, DeadLetter> marked = new HashMap<>();
        letters.values().forEach(letter -> marked.put(letter.redriveId(), letter));
        marks.forEach((mark, count) -> {
            DeadLetter letter = marked.get(mark);
            if (letter == null) {
                violations.add("there is a mark " + mark + " but no such dead letter");
            } else if (count > 1 || copies.getOrDefault(letter.id(), List.of()).size() != 1) {
                violations.add(letter.id() + " is marked as put back " + Counted.of(count, "time")
                        + ", but is on its topic "
                        + Counted.of(copies.getOrDefault(letter.id(), List.of()).size(), "time"));
            }
        });
        int failedAgain = 0;
        for (List<EvidenceRecord> ofLetter : copies.values()) {
            for (EvidenceRecord copy : ofLetter) {
                failedAgain += check(copy, violations);
            }
        }
        return new CampaignVerdict.Finding(
                "dead letters are put back once and keep their count",
                marks.size() + " of " + Counted.of(letters.size(), "dead letter") + " put back, " + failedAgain
                        + " given up again",
                violations);
    }

    private int check(EvidenceRecord copy, List<String> violations) {
        Redriven redriven = copy.redriven();
        DeadLetter letter = redriven == null ? null : letters.get(redriven.letter());
        if (redriven == null || letter == null || !marks.containsKey(letter.redriveId())) {
            violations.add(copy.place() + " was put back without a mark");
            return 0;
        }
        if (!copy.topic().equals(shortName.apply(letter.topic()))
                || copy.partition() != letter.partition()
                || !copy.digest().equals(Evidence.digest(letter.value()))) {
            violations.add(copy.place() + " is not what " + letter.id() + " was");
        }
        DeadLetter again = letters.values().stream()
                .filter(later -> shortName.apply(later.id()).equals(copy.place()))
                .findFirst()
                .orElse(null);
        if (again == null) {
            return 0;
        }
        // Its starts count from zero, so many more are needed.
        int least = again.reason().equals("STARTED_TOO_OFTEN") ? MAX_STARTS : 1;
        if (again.deliveries() < letter.deliveries() + least) {
            violations.add(again.id() + " was given up again with "
                    + Counted.of(again.deliveries(), "delivery", "deliveries") + " after " + letter.deliveries());
        }
        return 1;
    }
}
