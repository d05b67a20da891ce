package dev.storycrew.bench.faults.check;

import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Within an attempt, stages only add: existing parts stay byte-identical. */
final class PreservedPartsCheck implements Check {
    private final Set<String> ownCopies;
    private final List<String> violations = new ArrayList<>();
    private long steps;

    PreservedPartsCheck(Evidence evidence) {
        this.ownCopies = evidence.places(CampaignEvent.Kind.DUPLICATED);
    }

    @Override
    public void look(Slice slice) {
        slice.ways(ownCopies).forEach((chapter, way) -> {
            Map.Entry<Slice.Step, ChapterEnvelope> before = null;
            for (var entry : way.entrySet()) {
                ChapterEnvelope envelope = entry.getValue().get(0);
                if (before != null
                        && before.getKey().attempt() == entry.getKey().attempt()) {
                    steps++;
                    compare(chapter, before.getValue(), envelope, before.getKey(), entry.getKey());
                }
                before = Map.entry(entry.getKey(), envelope);
            }
        });
    }

    private void compare(
            ChapterId chapter, ChapterEnvelope before, ChapterEnvelope after, Slice.Step from, Slice.Step to) {
        String where = chapter + " attempt " + from.attempt() + " from " + from.topicName() + " to " + to.topicName();
        ChapterWork had = before.work();
        ChapterWork has = after.work();
        if (had.sceneList() != null && !had.sceneList().equals(has.sceneList())) {
            violations.add(where + ": the scene list changed");
        }
        SortedSet<Integer> madeAnew = new TreeSet<>();
        for (Part part : Part.texts()) {
            SortedMap<Integer, String> kept = new TreeMap<>(had.texts(part));
            // Texts made of a scene while this one was skipped are removed when this one is made after all.
            kept.keySet().removeAll(madeAnew);
            kept(where, part.label(), kept, has.texts(part));
            madeAnew.addAll(has.texts(part).keySet());
            madeAnew.removeAll(kept.keySet());
        }
        if (!before.bible().equals(after.bible())) {
            violations.add(where + ": the bible changed");
        }
        if (!after.history()
                .subList(0, Math.min(before.history().size(), after.history().size()))
                .equals(before.history())) {
            violations.add(where + ": the history changed");
        }
    }

    private void kept(String where, String part, SortedMap<Integer, String> had, SortedMap<Integer, String> has) {
        had.forEach((scene, text) -> {
            if (!text.equals(has.get(scene))) {
                violations.add(where + ": the " + part + " of scene " + scene + " is "
                        + (has.containsKey(scene) ? "different" : "missing"));
            }
        });
    }

    @Override
    public CampaignVerdict.Finding finding() {
        return new CampaignVerdict.Finding(
                "preserved parts are byte-identical", Counted.of(steps, "stage step"), violations);
    }
}
