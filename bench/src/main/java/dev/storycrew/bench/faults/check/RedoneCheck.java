package dev.storycrew.bench.faults.check;

import dev.storycrew.core.decision.BookCanon;
import dev.storycrew.core.decision.BookChapters;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Accepted chapters that were made again: each command began one run, the bible is the one folded from what stands, nothing
 * rests on what has changed since it was judged, and whoever passes a second look keeps every byte.
 */
final class RedoneCheck implements Check {
    private final Map<String, Book> books = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();

    /** What was read of a book; each chapter's records are in order, those of different chapters are not. */
    private static final class Book implements BookChapters {
        private final Map<Integer, ChapterRequest> requests = new HashMap<>();
        private final Map<Integer, ChapterStanding> standings = new TreeMap<>();
        private final Map<Integer, List<ChapterOutcome>> outcomes = new TreeMap<>();
        /** By chapter and run. */
        private final Map<Integer, TreeMap<Integer, StoryBible>> judgedWith = new HashMap<>();

        private final List<CommandResult> results = new ArrayList<>();
        private @Nullable BibleSnapshot newest;

        @Override
        public @Nullable ChapterRequest request(int chapter) {
            return requests.get(chapter);
        }

        @Override
        public @Nullable ChapterStanding standing(int chapter) {
            return standings.get(chapter);
        }
    }

    @Override
    public void look(Slice slice) {
        slice.values("chapter-requests", ChapterRequest.class)
                .forEach(request -> of(
                        request.brief().id(),
                        book -> book.requests.putIfAbsent(request.brief().id().number(), request)));
        slice.values("chapters", ChapterOutcome.class)
                .forEach(outcome -> of(outcome.chapter(), book -> {
                    int chapter = outcome.chapter().number();
                    book.outcomes
                            .computeIfAbsent(chapter, none -> new ArrayList<>())
                            .add(outcome);
                    book.standings.put(chapter, ChapterStanding.after(book.standings.get(chapter), outcome));
                }));
        slice.values("judge-results", ChapterEnvelope.class)
                .forEach(judged -> of(
                        judged.id(),
                        book -> book.judgedWith
                                .computeIfAbsent(judged.id().number(), none -> new TreeMap<>())
                                .put(judged.run(), judged.bible())));
        slice.values("story-bibles", BibleSnapshot.class)
                .forEach(bible -> of(bible.leftBy(), book -> book.newest = bible));
        slice.values("command-results", CommandResult.class).stream()
                .filter(result -> !result.command().kind().ofBook())
                .filter(result -> result.command().kind() != OperatorCommand.Kind.REDRIVE)
                .forEach(result -> of(ChapterId.parse(result.command().target()), book -> book.results.add(result)));
    }

    private void of(ChapterId chapter, Consumer<Book> noted) {
        if (Slice.isRedone(chapter)) {
            noted.accept(books.computeIfAbsent(chapter.bookId(), none -> new Book()));
        }
    }

    @Override
    public CampaignVerdict.Finding finding() {
        long redone = 0;
        long looks = 0;
        for (Map.Entry<String, Book> entry : books.entrySet()) {
            Book book = entry.getValue();
            for (List<ChapterOutcome> ends : book.outcomes.values()) {
                redone += ends.size() - 1L;
                looks += check(ends);
            }
            begunOnce(entry.getKey(), book);
            canon(entry.getKey(), book);
        }
        return new CampaignVerdict.Finding(
                "accepted chapters that are made again change only what rests on them",
                Counted.of(books.size(), "book") + ", " + Counted.of(redone, "later outcome") + ", " + looks
                        + " of them of a second look that was passed",
                violations);
    }

    /** A later outcome has a command; one that was passed as it stood has the same text and says the same. */
    private long check(List<ChapterOutcome> ends) {
        long passed = 0;
        ChapterOutcome stands = ends.get(0);
        for (ChapterOutcome later : ends.subList(1, ends.size())) {
            String where = later.chapter() + " run " + later.run();
            if (later.commandId() == null || later.run() <= stands.run()) {
                violations.add(where + " ended without a command, or in an older run");
            }
            boolean onlyLookedAt = later.kind() == ChapterOutcome.Kind.ACCEPTED
                    && String.valueOf(later.commandId()).contains("-recheck-")
                    && later.costs().stream().allMatch(cost -> cost.stage().judges());
            if (onlyLookedAt) {
                passed++;
                BestAttempt was = Objects.requireNonNull(stands.best());
                BestAttempt is = Objects.requireNonNull(later.best());
                if (!was.text().equals(is.text()) || !Objects.equals(stands.bibleChanges(), later.bibleChanges())) {
                    violations.add(where + " passed a second look with another text, or other changes of the bible");
                }
            }
            stands = ChapterOutcome.standing(stands, later);
        }
        return passed;
    }

    private void begunOnce(String bookId, Book book) {
        Map<String, Integer> passedOn = new TreeMap<>();
        Set<String> answered = new HashSet<>();
        for (CommandResult result : book.results) {
            String id = result.command().id();
            if (result.verdict() == CommandResult.Verdict.PASSED_ON) {
                passedOn.merge(id, 1, Integer::sum);
            } else {
                answered.add(id);
            }
        }
        passedOn.forEach((id, times) -> {
            if (times > 1) {
                violations.add(bookId + ": command " + id + " was passed on " + times + " times");
            }
            if (!answered.contains(id)) {
                violations.add(bookId + ": command " + id + " was never answered");
            }
        });
    }

    private void canon(String bookId, Book book) {
        int last = 0;
        while (book.standings.containsKey(last + 1)) {
            last++;
        }
        BibleSnapshot newest = book.newest;
        if (last == 0 || newest == null) {
            return;
        }
        BookCanon canon = BookCanon.of(book, last);
        if (!canon.left().equals(newest.bible())) {
            violations.add(bookId + ": the newest bible is not the one folded from what stands");
        }
        Set<Integer> unfit = unfit(book);
        for (int chapter = 1; chapter <= last; chapter++) {
            ChapterStanding standing = Objects.requireNonNull(book.standings.get(chapter));
            TreeMap<Integer, StoryBible> judged = book.judgedWith.getOrDefault(chapter, new TreeMap<>());
            StoryBible with = judged.get(standing.run());
            if (!standing.isAccepted() || unfit.contains(chapter) || with == null || standing.canon() == null) {
                continue;
            }
            StoryBible now = canon.before(chapter);
            boolean same =
                    standing.canon().read().stream().allMatch(id -> Objects.equals(with.entry(id), now.entry(id)))
                            && Objects.equals(with.endingBefore(chapter), now.endingBefore(chapter));
            if (!same) {
                violations.add(bookId + "/" + chapter + " rests on what has changed since it was judged");
            }
        }
    }

    /** Chapters whose last second look was not passed: a person has to decide. */
    private static Set<Integer> unfit(Book book) {
        Set<Integer> unfit = new HashSet<>();
        book.outcomes.forEach((chapter, ends) -> {
            ChapterOutcome last = ends.get(ends.size() - 1);
            if (last.kind() != ChapterOutcome.Kind.ACCEPTED) {
                unfit.add(chapter);
            }
        });
        book.results.stream()
                .filter(result -> RetryLevel.RECHECK.equals(result.command().level()))
                .filter(result -> result.verdict() == CommandResult.Verdict.REFUSED)
                .forEach(result ->
                        unfit.add(ChapterId.parse(result.command().target()).number()));
        return unfit;
    }
}
