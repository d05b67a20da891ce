package dev.storycrew.core.ledger;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Why an open chapter is stuck.
 *
 * @param because one sentence for operators
 * @param advice what to do, with the exact command
 */
public record StallDiagnosis(Reason reason, String because, String advice) {

    /** The kinds of reasons. */
    public enum Reason {
        /** Its envelope was dead-lettered. */
        DEAD_LETTER,
        /** An operator holds its book. */
        HELD_BY_OPERATOR,
        /** A chapter before it was not accepted. */
        HELD,
        /** Its turn has not come: the chapter before it is open. */
        WAITS_FOR_FORMER,
        /** The chapter before it has not been requested. */
        FORMER_NOT_ASKED_FOR,
        /** The service it is waiting for is not running. */
        NO_SERVICE,
        /** The language model it is waiting for does not answer, and its stage is pausing. */
        MODEL_IN_TROUBLE,
        /** Nothing is known to be in the way. */
        UNKNOWN;

        /** True if the reason is certain however briefly the chapter has stood still. */
        public boolean isCertain() {
            return switch (this) {
                case DEAD_LETTER, HELD_BY_OPERATOR, HELD, FORMER_NOT_ASKED_FOR, NO_SERVICE -> true;
                case WAITS_FOR_FORMER, MODEL_IN_TROUBLE, UNKNOWN -> false;
            };
        }
    }

    /**
     * Finds the reason.
     *
     * @param chapter an open one
     * @param former the chapter before it; null for the first, or if nothing is known about it
     */
    public static StallDiagnosis of(
            ChapterProgress chapter, @Nullable ChapterProgress former, BookProgress book, ServiceStatus around) {
        String id = chapter.id().toString();
        ChapterProgress.Waiting waiting = chapter.deadLetter();
        if (waiting != null) {
            String letter = waiting.letter();
            return new StallDiagnosis(
                    Reason.DEAD_LETTER,
                    "it is waiting in dead letters as " + letter,
                    "./storycrew dead-letters show " + letter + " says why and whether it can be redriven; if so, once"
                            + " that is fixed: ./storycrew dead-letters redrive " + letter + "; or ./storycrew cancel "
                            + id);
        }
        if (chapter.onlyRequested()) {
            StallDiagnosis notItsTurn = notItsTurn(chapter, former, book, around);
            if (notItsTurn != null) {
                return notItsTurn;
            }
        }
        List<String> awaited = awaited(chapter);
        for (String service : awaited) {
            if (around.processes(service).orElse(1) == 0) {
                return new StallDiagnosis(
                        Reason.NO_SERVICE,
                        "no " + service + " process is running",
                        "./storycrew " + (isStage(service) ? "stage " : "") + service);
            }
        }
        for (String service : awaited) {
            String trouble = around.trouble(service);
            if (trouble != null) {
                return new StallDiagnosis(
                        Reason.MODEL_IN_TROUBLE,
                        "the model of " + service + " is not answering: " + trouble,
                        "fix it, or give " + service + " another model; the work is kept and resumes by itself");
            }
        }
        String of = String.join(" or ", awaited);
        // Only the sequencer knows which chapters no longer fit.
        String first = chapter.onlyRequested() && chapter.id().number() > 1
                ? "./storycrew status " + chapter.id().bookId()
                        + " shows whether an earlier chapter no longer fits what was changed, and holds the book; if none does, "
                : "";
        return new StallDiagnosis(
                Reason.UNKNOWN,
                chapter.last() == ProgressEvent.Kind.STARTED
                        ? "a call by " + of + " on " + Attempts.named(chapter.attempt()) + " has not returned"
                        : "it is waiting for " + of,
                first + "look for " + id + " in the logs and check /health/ready of " + of
                        + "; if it is lost: ./storycrew cancel " + id + ", then ./storycrew retry " + id
                        + " --level FULL_RETRY");
    }

    /**
     * The reason of a chapter whose turn comes after chapters that nobody has requested.
     *
     * @param missing at least one, in order
     */
    public static StallDiagnosis waitsFor(List<ChapterId> missing) {
        ChapterId first = missing.get(0);
        ChapterId last = missing.get(missing.size() - 1);
        return new StallDiagnosis(
                Reason.FORMER_NOT_ASKED_FOR,
                missing.size() == 1
                        ? "its turn comes after chapter " + first + ", which nobody has requested"
                        : "its turn comes after chapters " + first + " to " + last
                                + (missing.size() == last.number() - first.number() + 1
                                        ? ", which nobody has requested"
                                        : ", of which nobody has requested " + missing.size()),
                missing.size() == 1
                        ? "./storycrew submit BOOK.yaml --chapter " + first.number()
                        : "./storycrew submit BOOK.yaml publishes all of them; chapters already requested stay as they are");
    }

    /** Why a chapter that was only requested has not started; null if it is due. */
    private static @Nullable StallDiagnosis notItsTurn(
            ChapterProgress chapter, @Nullable ChapterProgress former, BookProgress book, ServiceStatus around) {
        String bookId = chapter.id().bookId();
        int number = chapter.id().number();
        if (former == null && number > 1) {
            return waitsFor(List.of(new ChapterId(bookId, number - 1)));
        }
        if (former != null && former.open()) {
            return new StallDiagnosis(
                    Reason.WAITS_FOR_FORMER,
                    "its turn comes after chapter " + former.id(),
                    "nothing here; see what " + former.id() + " needs");
        }
        if (book.heldBy() != null) {
            return new StallDiagnosis(
                    Reason.HELD_BY_OPERATOR, "its book is held by " + book.heldBy(), "./storycrew release " + bookId);
        }
        boolean failed = former != null && former.standing() != ChapterOutcome.Kind.ACCEPTED;
        if (former != null && failed && former.endedAt() >= book.releasedAt() && !around.goesOnAfterFailure()) {
            return new StallDiagnosis(
                    Reason.HELD,
                    "its book is held: chapter " + former.id() + " ended " + former.ended(),
                    "./storycrew accept " + former.id() + ", ./storycrew retry " + former.id()
                            + " --level FULL_RETRY, or, to go on without it, ./storycrew release " + bookId);
        }
        return null;
    }

    /** The services that may have to act next. */
    public static List<String> awaited(ChapterProgress chapter) {
        Stage last = chapter.stage();
        List<String> awaited = new ArrayList<>();
        switch (chapter.last()) {
            case REQUESTED -> awaited.addAll(List.of("sequencer", Stage.first().label()));
            case STARTED, RELEASED, GIVEN_UP, REDRIVEN -> awaited.add(last == null ? "router" : last.label());
            case FINISHED -> {
                if (last == null || last.reportsToRouter()) {
                    awaited.add("router");
                }
                if (last != null) {
                    last.mayBeFollowedBy(chapter.run(), chapter.attempt()).forEach(next -> awaited.add(next.label()));
                }
            }
            case SENT_BACK -> awaited.addAll(labels(stage -> stage.fills() != null));
            case REOPENED -> {
                awaited.add("router");
                awaited.addAll(labels(stage -> true));
            }
            case ENDED, BOOK_HELD, BOOK_RELEASED -> awaited.add("sequencer");
        }
        return awaited;
    }

    private static List<String> labels(Predicate<Stage> which) {
        return Arrays.stream(Stage.values()).filter(which).map(Stage::label).toList();
    }

    private static boolean isStage(String service) {
        return !service.equals("router") && !service.equals("sequencer");
    }
}
