package dev.storycrew.audit.canon;

import dev.storycrew.core.decision.BookCanon;
import dev.storycrew.core.decision.BookChapters;
import dev.storycrew.core.decision.Dependents;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.FactReader;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.skim.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a book's outcomes in the order of their times and works out what follows from each: what stands, with which bible
 * a run begins, and which chapters must be looked at again. Chapters of a book are under way one at a time. Ends at the first
 * thing that is wrong, for it causes others.
 */
final class CanonReplay {
    private final String bookId;
    private final BookHistory history;
    private final Runs runs;
    private final long settled;

    private final TreeMap<Integer, Stood> stands = new TreeMap<>();
    private final Map<Integer, ChapterRequest> requests = new HashMap<>();
    /** By chapter from 1, with which bible it would start now; the last is what the book's last chapter left. */
    private final List<StoryBible> bibles = new ArrayList<>();
    /** With which bible each text that stands was judged last. */
    private final Map<Integer, StoryBible> judgedWith = new HashMap<>();
    /** Chapters that were looked at again in vain. */
    private final Set<Integer> unfit = new HashSet<>();

    private final Locks locks = new Locks();
    private final Snapshots snapshots = new Snapshots();
    private @Nullable Pass pass;
    private boolean lost;

    CanonReplay(String bookId, BookHistory history, Runs runs, long settled) {
        this.bookId = bookId;
        this.history = history;
        this.runs = runs;
        this.settled = settled;
    }

    /** @param outcome the one that stands */
    private record Stood(ChapterStanding standing, Fact.OutcomeFact outcome) {}

    /**
     * An accepted chapter was made again.
     *
     * @param cause the operator's command
     * @param pending the chapters to be looked at again
     */
    private record Pass(String cause, TreeSet<Integer> pending) {}

    /** The first thing wrong; null if nothing is, or if it cannot be known. */
    @Nullable
    Refuted check() {
        for (Fact event : history.events()) {
            Refuted wrong = null;
            if (event instanceof Fact.ResultFact answer) {
                answered(answer);
            } else if (event instanceof Fact.OutcomeFact outcome) {
                wrong = ended(outcome);
            }
            if (wrong != null || lost) {
                return wrong;
            }
        }
        Refuted wrong = atTheEnd();
        return wrong == null ? snapshots.check(history.bibles()) : wrong;
    }

    private void answered(Fact.ResultFact answer) {
        OperatorCommand command = answer.command();
        boolean done = answer.verdict() == CommandResult.Verdict.DONE;
        switch (command.kind()) {
            case LOCK, UNLOCK -> {
                if (done) {
                    command.chapters()
                            .forEach(chapter -> locks.commanded(
                                    chapter, answer.time(), command.kind() == OperatorCommand.Kind.LOCK));
                }
            }
            case RETRY -> {
                RecheckId recheck = RecheckId.of(command.id());
                boolean refused = answer.verdict() == CommandResult.Verdict.REFUSED;
                if (refused && recheck != null && pass != null && pass.cause().equals(recheck.cause())) {
                    pass.pending().remove(recheck.chapter());
                    unfit.add(recheck.chapter());
                }
            }
            case ACCEPT, REVISE, CANCEL, HOLD, RELEASE, REDRIVE, REFOLD -> {}
        }
    }

    private @Nullable Refuted ended(Fact.OutcomeFact outcome) {
        Fact.EnvelopeFact start = runs.begin(outcome);
        if (start == null) {
            lost = true;
            return null;
        }
        int chapter = outcome.chapter().number();
        Stood stood = stands.get(chapter);
        if (stood == null) {
            return first(outcome, start);
        }
        return stood.standing().isAccepted() ? redone(outcome, start, stood) : reopened(outcome, start, stood);
    }

    /** The book has gone on. */
    private @Nullable Refuted first(Fact.OutcomeFact outcome, Fact.EnvelopeFact start) {
        int chapter = outcome.chapter().number();
        if (chapter != last() + 1) {
            return refuted(
                    Refuted.Rule.BIBLE, start, "an outcome of chapter " + (chapter - 1) + " before this one", "none");
        }
        Refuted wrong = passIsOver(outcome.position());
        if (wrong != null) {
            return wrong;
        }
        List<ChapterRequest> possible = history.requests(chapter, start.requestId());
        if (possible.isEmpty()) {
            lost = true;
            return null;
        }
        for (ChapterRequest request : possible) {
            StoryBible bible = chapter == 1 ? request.bible() : request.added().to(left());
            if (FactReader.digest(bible).equals(start.bible())) {
                requests.put(chapter, request);
                if (chapter == 1) {
                    bibles.add(bible);
                } else {
                    bibles.set(chapter - 1, bible);
                }
                bibles.add(bible);
                return stands(outcome, null);
            }
        }
        return refuted(
                Refuted.Rule.BIBLE,
                start,
                chapter == 1
                        ? "the bible of its request"
                        : "the bible that the chapters before it leave as they stand now, " + FactReader.digest(left())
                                + ", with what its request adds",
                "bible " + start.bible());
    }

    /** An operator came back to the last chapter, which was not accepted. */
    private @Nullable Refuted reopened(Fact.OutcomeFact outcome, Fact.EnvelopeFact start, Stood stood) {
        int chapter = outcome.chapter().number();
        if (chapter < last()) {
            return refuted(
                    Refuted.Rule.OUTCOME_COUNT,
                    outcome,
                    "no other outcome of request " + outcome.requestId() + ": its book has moved on",
                    "a second one: " + outcome.kind());
        }
        return firstOf(passIsOver(outcome.position()), begunWith(start), stands(outcome, stood));
    }

    /** What stands of a chapter of which no accepted text stood before. */
    private @Nullable Refuted stands(Fact.OutcomeFact outcome, @Nullable Stood before) {
        int chapter = outcome.chapter().number();
        ChapterStanding standing = standing(outcome, before);
        stands.put(chapter, new Stood(standing, outcome));
        BibleChanges said = outcome.said();
        if (said == null) {
            return null;
        }
        if (said.numbers() != null) {
            return refuted(
                    Refuted.Rule.ENTRIES,
                    outcome,
                    "entries numbered by their places, for the chapter had not been accepted before",
                    "other numbers");
        }
        accepted(outcome);
        bibles.set(chapter, bible(chapter).after(chapter, said));
        snapshots.due(chapter, outcome.bible());
        return null;
    }

    private void accepted(Fact.OutcomeFact outcome) {
        int chapter = outcome.chapter().number();
        judgedWith.put(chapter, bible(chapter));
        unfit.remove(chapter);
        if (outcome.byHand()) {
            locks.handedIn(chapter, outcome.time());
        }
    }

    private @Nullable Refuted redone(Fact.OutcomeFact outcome, Fact.EnvelopeFact start, Stood stood) {
        RecheckId recheck = history.command(start.command()) == null ? RecheckId.of(start.command()) : null;
        Refuted wrong = recheck == null ? begunByAnOperator(outcome, start) : lookedAtAgain(outcome, recheck);
        wrong = firstOf(wrong, saysWhy(start), begunWith(start), leftToItsAuthor(outcome, start));
        if (wrong != null) {
            return wrong;
        }
        int chapter = outcome.chapter().number();
        if (outcome.kind() != ChapterOutcome.Kind.ACCEPTED) {
            stands.put(chapter, new Stood(standing(outcome, stood), stood.outcome()));
            if (recheck != null) {
                unfit.add(chapter);
            }
            return null;
        }
        return firstOf(sameOrNumberedOn(outcome, start, stood), replaced(outcome, stood));
    }

    private @Nullable Refuted begunByAnOperator(Fact.OutcomeFact outcome, Fact.EnvelopeFact start) {
        Refuted missing = passIsOver(outcome.position());
        pass = new Pass(String.valueOf(start.command()), new TreeSet<>());
        return missing;
    }

    /** Only what rests on a change is looked at again, in ascending order. */
    private @Nullable Refuted lookedAtAgain(Fact.OutcomeFact outcome, RecheckId recheck) {
        int chapter = outcome.chapter().number();
        boolean due = pass != null
                && pass.cause().equals(recheck.cause())
                && recheck.chapter() == chapter
                && pass.pending().contains(chapter);
        if (!due || pass == null) {
            return refuted(
                    Refuted.Rule.OUTCOME_COUNT,
                    outcome,
                    "no other outcome of request " + outcome.requestId()
                            + ": nothing that the chapter rests on was changed by " + recheck.cause(),
                    "one of a recheck: " + outcome.kind());
        }
        if (pass.pending().first() != chapter) {
            return missing(pass.pending().first(), outcome.position());
        }
        pass.pending().remove(chapter);
        return null;
    }

    private @Nullable Refuted saysWhy(Fact.EnvelopeFact start) {
        Fact.EnvelopeFact.Again again = start.again();
        String cause = pass == null ? "" : pass.cause();
        boolean right = again != null && again.cause().equals(cause) && again.bookAt() == last();
        return right
                ? null
                : refuted(
                        Refuted.Rule.DECISION,
                        start,
                        "a run of an accepted chapter, because of command " + cause + ", in a book with "
                                + Counted.of(last(), "chapter"),
                        again == null
                                ? "a run that says nothing of that"
                                : "because of command " + again.cause() + ", in a book with "
                                        + Counted.of(again.bookAt(), "chapter"));
    }

    private @Nullable Refuted begunWith(Fact.EnvelopeFact start) {
        Digest expected = FactReader.digest(bible(start.chapter().number()));
        return expected.equals(start.bible())
                ? null
                : refuted(
                        Refuted.Rule.BIBLE,
                        start,
                        "the bible that the chapters before it leave as they stand now, " + expected,
                        "bible " + start.bible());
    }

    /** What a person wrote is judged, and not rewritten by a machine. */
    private @Nullable Refuted leftToItsAuthor(Fact.OutcomeFact outcome, Fact.EnvelopeFact start) {
        int chapter = outcome.chapter().number();
        BookHistory.Begun begun = history.begun(chapter, outcome.run());
        if (!start.byHand()) {
            return begun != null && locks.held(chapter, begun.time())
                    ? refuted(
                            Refuted.Rule.PRESERVED_PART,
                            start,
                            "a run that leaves the text as it is, for it was locked as a person's",
                            "a run in which machines may rewrite it")
                    : null;
        }
        Map<Integer, String> text = new TreeMap<>();
        outcome.text().forEach((scene, digest) -> text.put(scene, digest.toString()));
        return outcome.kind() != ChapterOutcome.Kind.ACCEPTED
                        || start.work().text().equals(text)
                ? null
                : refuted(
                        Refuted.Rule.PRESERVED_PART,
                        outcome,
                        "the person's text at " + start.position(),
                        "another text");
    }

    /** A text that still holds stays what it was; what another one says as before keeps its numbers. */
    private @Nullable Refuted sameOrNumberedOn(Fact.OutcomeFact outcome, Fact.EnvelopeFact start, Stood stood) {
        BibleChanges said = Objects.requireNonNull(outcome.said(), "changes of an accepted chapter");
        BibleChanges former = Objects.requireNonNull(stood.standing().changes());
        boolean stillHolds = start.order() != null
                && start.order().level().equals(RetryLevel.RECHECK)
                && Objects.equals(start.command(), outcome.commandId())
                && Objects.equals(outcome.bestAttempt(), 0);
        if (!stillHolds) {
            return said.numberedAfter(former).equals(said)
                    ? null
                    : refuted(
                            Refuted.Rule.ENTRIES,
                            outcome,
                            "entries numbered after those of the outcome at "
                                    + stood.outcome().position() + ", so that each id has one meaning",
                            "other numbers");
        }
        if (!outcome.text().equals(stood.outcome().text())) {
            return refuted(
                    Refuted.Rule.PRESERVED_PART,
                    outcome,
                    "the text of the outcome at " + stood.outcome().position() + ", which was only judged again",
                    "another text");
        }
        return said.equals(former)
                ? null
                : refuted(
                        Refuted.Rule.BIBLE,
                        outcome,
                        "the bible changes of the outcome at " + stood.outcome().position()
                                + ", whose text was only judged again",
                        "other bible changes");
    }

    /** The bibles are folded anew, and whatever rests on what has changed must be looked at again. */
    private @Nullable Refuted replaced(Fact.OutcomeFact outcome, Stood stood) {
        int chapter = outcome.chapter().number();
        ChapterStanding standing = standing(outcome, stood);
        boolean same = Objects.equals(standing.changes(), stood.standing().changes());
        BookCanon was = same ? null : BookCanon.of(chapters(), last());
        stands.put(chapter, new Stood(standing, outcome));
        accepted(outcome);
        if (was != null) {
            BookCanon is = BookCanon.of(chapters(), last());
            Objects.requireNonNull(pass)
                    .pending()
                    .addAll(Dependents.of(was, is, chapter, last(), chapters()::standing)
                            .keySet());
            for (int each = 1; each <= last(); each++) {
                bibles.set(each - 1, is.before(each));
            }
            bibles.set(last(), is.left());
        }
        if (chapter == last()) {
            snapshots.due(chapter, outcome.bible());
        } else if (was != null) {
            snapshots.due(last(), FactReader.digest(left()));
        }
        return null;
    }

    /** Whatever had to be looked at again has been, before anything else begins. */
    private @Nullable Refuted passIsOver(Position now) {
        if (pass != null && !pass.pending().isEmpty()) {
            return missing(pass.pending().first(), now);
        }
        pass = null;
        return readNow();
    }

    /** The law itself, however the chapters to look at were found: nobody has read what has changed since. */
    private @Nullable Refuted readNow() {
        for (Map.Entry<Integer, Stood> each : stands.entrySet()) {
            StoryBible then = judgedWith.get(each.getKey());
            if (then == null || unfit.contains(each.getKey())) {
                continue;
            }
            String changed = WhatWasRead.changed(
                    each.getKey(), each.getValue().standing().canon(), then, bible(each.getKey()));
            if (changed != null) {
                return refuted(
                        Refuted.Rule.ENTRIES,
                        each.getValue().outcome(),
                        "a chapter that was judged with " + changed + " as it is now",
                        "one that was judged before that changed");
            }
        }
        return null;
    }

    private @Nullable Refuted atTheEnd() {
        if (pass == null || pass.pending().isEmpty()) {
            return readNow();
        }
        BookHistory.Begun next = history.begun(last() + 1, 1);
        return next != null && next.time() <= settled ? missing(pass.pending().first(), next.position()) : null;
    }

    private Refuted missing(int chapter, Position now) {
        return new Refuted(
                Refuted.Rule.OUTCOME_COUNT,
                new ChapterId(bookId, chapter),
                now,
                "an outcome of chapter " + chapter + " before this, since what it rests on was changed by command "
                        + (pass == null ? "" : pass.cause()),
                "none");
    }

    private int last() {
        return stands.isEmpty() ? 0 : stands.lastKey();
    }

    private StoryBible bible(int chapter) {
        return bibles.get(chapter - 1);
    }

    private StoryBible left() {
        return bibles.get(last());
    }

    private static ChapterStanding standing(Fact.OutcomeFact outcome, @Nullable Stood before) {
        if (before != null && before.standing().isAccepted() && outcome.kind() != ChapterOutcome.Kind.ACCEPTED) {
            return before.standing();
        }
        return new ChapterStanding(outcome.run(), outcome.said(), outcome.canon(), outcome.run(), 0);
    }

    private BookChapters chapters() {
        Map<Integer, Stood> now = new HashMap<>(stands);
        return new BookChapters() {
            @Override
            public @Nullable ChapterRequest request(int chapter) {
                return requests.get(chapter);
            }

            @Override
            public @Nullable ChapterStanding standing(int chapter) {
                Stood stood = now.get(chapter);
                return stood == null ? null : stood.standing();
            }
        };
    }

    private static @Nullable Refuted firstOf(@Nullable Refuted... candidates) {
        for (Refuted each : candidates) {
            if (each != null) {
                return each;
            }
        }
        return null;
    }

    private static Refuted refuted(Refuted.Rule rule, Fact.OutcomeFact at, String expected, String found) {
        return new Refuted(rule, at.chapter(), at.position(), expected, found);
    }

    private static Refuted refuted(Refuted.Rule rule, Fact.EnvelopeFact at, String expected, String found) {
        return new Refuted(rule, at.chapter(), at.position(), expected, found);
    }
}
