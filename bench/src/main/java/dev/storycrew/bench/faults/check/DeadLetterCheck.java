package dev.storycrew.bench.faults.check;

import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.bench.faults.calls.SpecialBooks;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was given up has one dead letter, with its bytes and the right reason; what is healthy has none. */
final class DeadLetterCheck implements Check {
    private final Evidence evidence;
    private final Set<String> poisoned;
    private final Map<String, List<DeadLetter>> letters = new TreeMap<>();
    private final Map<String, String> digests = new HashMap<>();
    private final Set<ChapterId> failed = new HashSet<>();
    private final Set<ChapterId> doomed = new HashSet<>();
    private final List<String> violations = new ArrayList<>();

    DeadLetterCheck(Evidence evidence) {
        this.evidence = evidence;
        this.poisoned = evidence.places(CampaignEvent.Kind.POISONED);
    }

    @Override
    public void look(Slice slice) {
        slice.values("dead-letters", DeadLetter.class)
                .forEach(letter -> letters.computeIfAbsent(evidence.shortName(letter.id()), id -> new ArrayList<>())
                        .add(letter));
        slice.byTopic().values().forEach(found -> found.forEach(at -> digests.put(at.place(), at.digest())));
        slice.values("stage-runs", StageRun.class).forEach(run -> {
            if (run.phase() == StageRun.Phase.FAILED) {
                failed.add(run.chapter());
            }
        });
        slice.values("chapter-requests", ChapterRequest.class).forEach(request -> {
            if (SpecialBooks.expectedReason(request.brief().id().bookId()) != null) {
                doomed.add(request.brief().id());
            }
        });
    }

    @Override
    public CampaignVerdict.Finding finding() {
        letters.forEach((place, ofPlace) -> {
            if (ofPlace.size() > 1) {
                violations.add(place + " has " + ofPlace.size() + " dead letters");
            }
            DeadLetter letter = ofPlace.get(0);
            if (!Evidence.digest(letter.value()).equals(digests.get(place))) {
                violations.add("the dead letter of " + place + " does not have the original's bytes");
            }
            if (!poisoned.contains(place)) {
                expected(place, letter);
            }
        });
        for (String place : poisoned) {
            if (!letters.containsKey(place)) {
                violations.add(place + " cannot be processed and has no dead letter");
            }
        }
        Set<ChapterId> given = new HashSet<>();
        letters.values()
                .forEach(ofPlace -> ofPlace.forEach(letter -> {
                    ChapterId chapter = chapter(letter);
                    if (chapter != null) {
                        given.add(chapter);
                    }
                }));
        failed.forEach(chapter -> {
            if (!given.contains(chapter)) {
                violations.add(chapter + " has a failed stage run but no dead letter");
            }
        });
        doomed.forEach(chapter -> {
            if (!given.contains(chapter)) {
                violations.add(chapter + " cannot be made and has no dead letter");
            }
        });
        return new CampaignVerdict.Finding(
                "each record given up has a dead letter, and no other has one",
                Counted.of(letters.size(), "dead letter") + ": " + Counted.of(poisoned.size(), "record")
                        + " corrupted by the campaign, " + Counted.of(doomed.size(), "chapter")
                        + " that cannot be made",
                violations);
    }

    private void expected(String place, DeadLetter letter) {
        ChapterId chapter = chapter(letter);
        String reason = chapter == null ? null : SpecialBooks.expectedReason(chapter.bookId());
        if (!letter.reason().equals(reason)) {
            violations.add(place + " (" + chapter + ") was given up by " + letter.consumer() + " for " + letter.reason()
                    + ": " + letter.message());
        }
    }

    private static @Nullable ChapterId chapter(DeadLetter letter) {
        if (letter.key() == null) {
            return null;
        }
        try {
            return ChapterId.parse(new String(letter.key(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
