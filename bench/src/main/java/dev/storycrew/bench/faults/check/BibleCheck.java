package dev.storycrew.bench.faults.check;

import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Each accepted chapter changes its book's bible once, in the order of the chapters, and the next one starts with it.
 */
final class BibleCheck implements Check {
    private final Map<String, List<BibleSnapshot>> left = new TreeMap<>();
    private final Map<ChapterId, Ended> outcomes = new TreeMap<>();
    private final Map<ChapterId, StoryBible> startedWith = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    /** What of an outcome is looked at; its texts are not, and there are many. */
    private record Ended(ChapterOutcome.Kind kind, @Nullable BibleChanges changes, StoryBible bible) {
        static Ended of(ChapterOutcome outcome) {
            return new Ended(outcome.kind(), outcome.bibleChanges(), outcome.bible());
        }
    }

    @Override
    public void look(Slice slice) {
        // Those of books whose chapters are made again change otherwise.
        slice.values("story-bibles", BibleSnapshot.class).stream()
                .filter(bible -> !Slice.isRedone(bible.leftBy()))
                .forEach(bible -> left.computeIfAbsent(bible.leftBy().bookId(), book -> new ArrayList<>())
                        .add(bible));
        slice.values("chapters", ChapterOutcome.class).stream()
                .filter(outcome -> !Slice.isRedone(outcome.chapter()))
                .forEach(outcome -> outcomes.putIfAbsent(outcome.chapter(), Ended.of(outcome)));
        slice.values("plan", ChapterEnvelope.class)
                .forEach(envelope -> startedWith.putIfAbsent(envelope.id(), envelope.bible()));
    }

    @Override
    public CampaignVerdict.Finding finding() {
        int updates = 0;
        for (Map.Entry<String, List<BibleSnapshot>> book : left.entrySet()) {
            updates += book.getValue().size();
            List<Integer> order = book.getValue().stream()
                    .map(bible -> bible.leftBy().number())
                    .toList();
            if (!order.equals(order.stream().sorted().distinct().toList())) {
                violations.add(book.getKey() + ": bible updates in the order " + order);
            }
            book.getValue().forEach(this::check);
        }
        outcomes.forEach(this::check);
        return new CampaignVerdict.Finding(
                "the bible is updated once per chapter and in order",
                Counted.of(updates, "update") + " of " + Counted.of(left.size(), "book"),
                violations);
    }

    private void check(BibleSnapshot bible) {
        Ended outcome = outcomes.get(bible.leftBy());
        if (outcome == null
                || outcome.kind() != ChapterOutcome.Kind.ACCEPTED
                || !outcome.bible().equals(bible.bible())) {
            violations.add(bible.leftBy() + " left a bible that is not its outcome's");
        }
    }

    private void check(ChapterId chapter, Ended outcome) {
        StoryBible start = startedWith.get(chapter);
        if (start == null) {
            violations.add(chapter + " ended but was never started");
            return;
        }
        BibleChanges changes = outcome.kind() == ChapterOutcome.Kind.ACCEPTED ? outcome.changes() : null;
        boolean accepted = changes != null;
        StoryBible expected = changes == null ? start : start.after(chapter.number(), changes);
        if (!expected.equals(outcome.bible())) {
            violations.add(chapter + " left a bible that does not follow from its changes");
        }
        boolean recorded = left.getOrDefault(chapter.bookId(), List.of()).stream()
                .anyMatch(bible -> bible.leftBy().equals(chapter));
        if (recorded != accepted) {
            violations.add(
                    chapter + " ended " + outcome.kind() + (recorded ? " and" : " and never") + " changed the bible");
        }
        Ended former = outcomes.get(new ChapterId(chapter.bookId(), Math.max(1, chapter.number() - 1)));
        if (chapter.number() > 1 && (former == null || !former.bible().equals(start))) {
            violations.add(chapter + " did not start with the bible that the chapter before it left");
        }
    }
}
