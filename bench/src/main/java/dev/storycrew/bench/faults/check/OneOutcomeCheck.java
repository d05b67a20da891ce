package dev.storycrew.bench.faults.check;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nothing is lost, nothing is stuck, nothing ends twice. */
final class OneOutcomeCheck implements Check {
    private final Map<ChapterId, String> requests = new TreeMap<>();
    /** By what led to them: an operator's command, or the request alone. */
    private final Map<ChapterId, Map<String, List<ChapterOutcome.Kind>>> outcomes = new TreeMap<>();
    /** How many more dead letters than redrives a chapter has. */
    private final Map<ChapterId, Integer> givenUp = new HashMap<>();

    private final List<String> violations = new ArrayList<>();

    @Override
    public void look(Slice slice) {
        slice.values("chapter-requests", ChapterRequest.class)
                .forEach(request -> requests.putIfAbsent(request.brief().id(), request.requestId()));
        slice.values("chapters", ChapterOutcome.class).forEach(this::note);
        slice.byTopic().getOrDefault("dead-letters", List.of()).forEach(this::noteLetter);
        slice.redrives()
                .forEach(done -> givenUp.merge(ChapterId.parse(done.command().target()), -1, Integer::sum));
    }

    private void note(ChapterOutcome outcome) {
        outcomes.computeIfAbsent(outcome.chapter(), id -> new LinkedHashMap<>())
                .computeIfAbsent(String.valueOf(outcome.commandId()), command -> new ArrayList<>())
                .add(outcome.kind());
        String request = requests.get(outcome.chapter());
        if (!outcome.requestId().equals(request)) {
            violations.add(outcome.chapter() + " ended for the request " + outcome.requestId() + ", but " + request
                    + " was accepted");
        }
    }

    private void noteLetter(EvidenceRecord letter) {
        if (letter.key() != null) {
            try {
                givenUp.merge(ChapterId.parse(letter.key()), 1, Integer::sum);
            } catch (IllegalArgumentException e) {
                // Of a record that belongs to no chapter.
            }
        }
    }

    @Override
    public CampaignVerdict.Finding finding() {
        int without = 0;
        int exhausted = 0;
        for (ChapterId chapter : requests.keySet()) {
            Map<String, List<ChapterOutcome.Kind>> byCause = outcomes.getOrDefault(chapter, Map.of());
            List<ChapterOutcome.Kind> ends =
                    byCause.values().stream().flatMap(List::stream).toList();
            boolean again = byCause.size() > 1 && !Slice.isRedone(chapter);
            if (again || byCause.values().stream().anyMatch(each -> each.size() > 1)) {
                violations.add(chapter + " has " + ends.size() + " outcomes: " + ends);
            } else if (ends.isEmpty() && givenUp.getOrDefault(chapter, 0) > 0) {
                without++;
            } else if (ends.isEmpty()) {
                violations.add(
                        chapter + " has neither an outcome nor a dead letter that was not put back: lost or stuck");
            } else if (ends.get(0) == ChapterOutcome.Kind.EXHAUSTED) {
                exhausted++;
            }
        }
        return new CampaignVerdict.Finding(
                "every accepted request has exactly one outcome",
                Counted.of(requests.size(), "request") + ", " + outcomes.size() + " with an outcome (" + exhausted
                        + " exhausted), " + without + " in dead letters",
                violations);
    }
}
