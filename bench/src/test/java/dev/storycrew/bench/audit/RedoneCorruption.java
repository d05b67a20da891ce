package dev.storycrew.bench.audit;

import dev.storycrew.audit.Violation;
import dev.storycrew.bench.audit.Corruption.Planted;
import dev.storycrew.core.decision.Outcomes;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.Redo;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One thing that somebody might change in the history of {@link RedoneHistoryTest}, each against another rule. */
enum RedoneCorruption {
    COMMAND_OF_A_SUPERSEDING_OUTCOME_GONE("operator's command c2") {
        @Override
        Planted plant(Forger forger) {
            remove(
                    forger,
                    forger.topics().operatorCommands(),
                    command -> command.id().equals(RedoneHistoryTest.id("c2")));
            return planted(Violation.Kind.OUTCOME_COUNT, outcome(forger, named("c2")));
        }
    },
    CAUSE_OF_A_RECHECK_GONE("operator's command nobody") {
        @Override
        Planted plant(Forger forger) {
            renamed(forger, "c1-recheck-5", "nobody-recheck-5");
            return planted(Violation.Kind.OUTCOME_COUNT, outcome(forger, named("nobody-recheck-5")));
        }
    },
    CAUSE_OF_A_RECHECK_OF_A_LATER_CHAPTER("a chapter after the one that command c7") {
        @Override
        Planted plant(Forger forger) {
            renamed(forger, "c1-recheck-5", "c7-recheck-5");
            return planted(Violation.Kind.OUTCOME_COUNT, outcome(forger, named("c7-recheck-5")));
        }
    },
    RECHECK_OF_WHAT_RESTS_ON_NOTHING_NEW("nothing that the chapter rests on was changed by c8") {
        @Override
        Planted plant(Forger forger) {
            renamed(forger, "c9", "c8-recheck-5");
            return planted(Violation.Kind.OUTCOME_COUNT, outcome(forger, named("c8-recheck-5")));
        }
    },
    RECHECK_THAT_NEVER_WAS("an outcome of chapter 5 before this") {
        @Override
        Planted plant(Forger forger) {
            forger.records().removeAll(ofRun(forger, "book/5", 2));
            remove(
                    forger,
                    forger.topics().commandResults(),
                    result -> result.command().id().equals(RedoneHistoryTest.id("c1-recheck-5")));
            return new Planted(Violation.Kind.OUTCOME_COUNT, "book/5", outcome(forger, named("c2")));
        }
    },
    RECHECKS_IN_ANOTHER_ORDER("an outcome of chapter 4 before this") {
        @Override
        Planted plant(Forger forger) {
            List<TopicRecord> ofFour = ofRun(forger, "book/4", 2);
            TopicRecord five = outcome(forger, named("c1-recheck-5"));
            forger.records().removeAll(ofFour);
            forger.records().addAll(History.indexOf(forger.records(), five) + 1, ofFour);
            return new Planted(Violation.Kind.OUTCOME_COUNT, "book/4", five);
        }
    },
    TEXT_MOVED_BEFORE_IT_WAS_LOOKED_AT("the work that is to be judged again, unchanged") {
        @Override
        Planted plant(Forger forger) {
            changeRun(
                    forger,
                    "book/4",
                    2,
                    envelope -> Copies.withWork(
                            envelope,
                            work -> Copies.withTexts(
                                    work,
                                    Part.REVISION,
                                    new TreeMap<>(Map.of(1, "Moved.", 2, "Moved too.")),
                                    work.report())),
                    outcome -> Copies.with(
                            outcome,
                            "best",
                            Copies.with(
                                    Objects.requireNonNull(outcome.best()),
                                    "text",
                                    new TreeMap<>(Map.of(1, "Moved.", 2, "Moved too.")))));
            return planted(Violation.Kind.PRESERVED_PART, start(forger, "book/4", 2));
        }
    },
    BIBLE_CHANGES_MOVED_BEFORE_THEY_WERE_LOOKED_AT("the bible changes of the accepted text") {
        @Override
        Planted plant(Forger forger) {
            said(forger, "book/4", 2, changes -> Copies.with(changes, "newFacts", List.of("Something else.")));
            return planted(Violation.Kind.BIBLE, start(forger, "book/4", 2));
        }
    },
    CHAPTER_THAT_NOBODY_TOUCHED_ENDED_AGAIN("no other outcome of request") {
        @Override
        Planted plant(Forger forger) {
            TopicRecord six = outcome(forger, outcome -> outcome.chapter().number() == 6 && outcome.run() == 1);
            TopicRecord again = OperatorsCorruption.later(six, 50);
            forger.records().add(History.indexOf(forger.records(), six) + 1, again);
            return planted(Violation.Kind.OUTCOME_COUNT, again);
        }
    },
    FAILED_RUN_THAT_LEFT_ANOTHER_BIBLE(", unchanged") {
        @Override
        Planted plant(Forger forger) {
            return planted(
                    Violation.Kind.BIBLE,
                    forger.change(
                            forger.topics().chapters(),
                            named("c2"),
                            outcome -> Copies.with(outcome, "bible", Copies.withFact(outcome.bible(), "More."))));
        }
    },
    RECHECK_WITH_THE_OLD_BIBLE("the bible that the chapters before it leave as they stand now") {
        @Override
        Planted plant(Forger forger) {
            StoryBible old = envelope(forger, start(forger, "book/4", 1)).bible();
            bible(forger, "book/4", 2, old);
            return planted(Violation.Kind.BIBLE, start(forger, "book/4", 2));
        }
    },
    NEXT_CHAPTER_WITH_THE_OLD_BIBLE("the bible that the chapters before it leave as they stand now") {
        @Override
        Planted plant(Forger forger) {
            ChapterOutcome six = forger.decode(
                    forger.topics().chapters(),
                    outcome(forger, outcome -> outcome.chapter().number() == 6));
            bible(forger, "book/7", 1, six.bible());
            return planted(Violation.Kind.BIBLE, start(forger, "book/7", 1));
        }
    },
    REFOLDED_SNAPSHOT_CHANGED("no other bible than one that the book had") {
        @Override
        Planted plant(Forger forger) {
            List<TopicRecord> ofSix = forger.records().stream()
                    .filter(each -> each.topic()
                            .name()
                            .equals(forger.topics().storyBibles().name()))
                    .filter(each -> forger.decode(forger.topics().storyBibles(), each)
                                    .leftBy()
                                    .number()
                            == 6)
                    .toList();
            TopicRecord refolded = ofSix.get(1);
            BibleSnapshot was = forger.decode(forger.topics().storyBibles(), refolded);
            TopicRecord changed = forger.encoded(
                    forger.topics().storyBibles(),
                    refolded,
                    new BibleSnapshot(was.leftBy(), was.run(), Copies.withFact(was.bible(), "More.")));
            forger.records().set(History.indexOf(forger.records(), refolded), changed);
            return new Planted(Violation.Kind.BIBLE, "book/6", changed);
        }
    },
    ENTRIES_NUMBERED_BY_THEIR_PLACES("so that each id has one meaning") {
        @Override
        Planted plant(Forger forger) {
            said(forger, "book/1", 2, changes -> Copies.with(changes, "numbers", null));
            return planted(Violation.Kind.ENTRIES, outcome(forger, named("c1")));
        }
    },
    ENTRIES_NUMBERED_ANEW_AT_FIRST("numbered by their places") {
        @Override
        Planted plant(Forger forger) {
            said(forger, "book/7", 1, changes -> changes.numberedAfter(changes));
            return planted(
                    Violation.Kind.ENTRIES,
                    outcome(forger, outcome -> outcome.chapter().number() == 7 && outcome.run() == 1));
        }
    },
    LOCKED_TEXT_GIVEN_TO_MACHINES("it was locked as a person's") {
        @Override
        Planted plant(Forger forger) {
            changeRun(
                    forger,
                    "book/4",
                    3,
                    envelope -> Copies.with(envelope, "byHand", false),
                    outcome -> Copies.with(outcome, "byHand", false));
            int index = forger.index(
                    forger.topics().commandResults(),
                    result -> result.command().kind() == OperatorCommand.Kind.LOCK
                            && result.verdict() == CommandResult.Verdict.DONE);
            TopicRecord lock = forger.records().get(index);
            forger.records().set(index, OperatorsCorruption.later(lock, -2000));
            return planted(Violation.Kind.PRESERVED_PART, start(forger, "book/4", 3));
        }
    },
    LOCKED_TEXT_EDITED("no run of edit, for the text is a person's") {
        @Override
        Planted plant(Forger forger) {
            Topic<StageRun> topic = forger.topics().stageRuns();
            TopicRecord start = start(forger, "book/4", 3);
            TopicRecord as = forger.records()
                    .get(forger.index(topic, run -> run.chapter().toString().equals("book/4") && run.run() == 3));
            TopicRecord edit = forger.encoded(topic, as, ScriptedCrew.ran(envelope(forger, start), Stage.EDIT));
            forger.records().add(History.indexOf(forger.records(), as) + 1, edit);
            return planted(Violation.Kind.PRESERVED_PART, edit);
        }
    },
    TEXT_HANDED_IN_BY_NOBODY("a text that machines have made") {
        @Override
        Planted plant(Forger forger) {
            return planted(
                    Violation.Kind.OUTCOME,
                    forger.change(
                            forger.topics().chapters(), named("c1"), outcome -> Copies.with(outcome, "byHand", true)));
        }
    },
    SAYS_NOTHING_OF_THE_FORMER_TEXT("says that an accepted text of the chapter stands") {
        @Override
        Planted plant(Forger forger) {
            changeRun(forger, "book/4", 2, envelope -> Copies.with(envelope, "redo", null), outcome -> outcome);
            return planted(Violation.Kind.DECISION, start(forger, "book/4", 2));
        }
    },
    SAYS_THAT_THE_BOOK_WAS_SHORTER("in a book with 6 chapters") {
        @Override
        Planted plant(Forger forger) {
            changeRun(
                    forger,
                    "book/4",
                    2,
                    envelope -> Copies.with(
                            envelope, "redo", Copies.with(Objects.requireNonNull(envelope.redo()), "bookAt", 5)),
                    outcome -> outcome);
            return planted(Violation.Kind.DECISION, start(forger, "book/4", 2));
        }
    };

    private final String reason;

    RedoneCorruption(String reason) {
        this.reason = reason;
    }

    /** What must be expected where this is found. */
    String reason() {
        return reason;
    }

    abstract Planted plant(Forger forger);

    private static Planted planted(Violation.Kind kind, TopicRecord named) {
        return new Planted(kind, Objects.requireNonNull(named.key()), named);
    }

    private static Predicate<ChapterOutcome> named(String command) {
        return outcome -> RedoneHistoryTest.id(command).equals(outcome.commandId());
    }

    private static TopicRecord outcome(Forger forger, Predicate<ChapterOutcome> which) {
        Topic<ChapterOutcome> topic = forger.topics().chapters();
        return forger.records().stream()
                .filter(each -> each.topic().name().equals(topic.name()) && which.test(forger.decode(topic, each)))
                .findFirst()
                .orElseThrow();
    }

    private static <T> void remove(Forger forger, Topic<T> topic, Predicate<T> which) {
        forger.records()
                .removeIf(each -> each.topic().name().equals(topic.name()) && which.test(forger.decode(topic, each)));
    }

    private static ChapterEnvelope envelope(Forger forger, TopicRecord from) {
        return forger.decode(forger.topics().stage(Stage.PLAN), from);
    }

    private static boolean carries(Forger forger, TopicRecord each) {
        return forger.topics().envelopes().stream()
                .anyMatch(topic -> topic.name().equals(each.topic().name()));
    }

    /** The envelope that began a run. */
    static TopicRecord start(Forger forger, String chapter, int run) {
        return forger.records().stream()
                .filter(each -> chapter.equals(each.key()) && carries(forger, each))
                .filter(each -> envelope(forger, each).run() == run)
                .findFirst()
                .orElseThrow();
    }

    /** Everything of a run: its envelopes, stage runs, decisions and outcomes. */
    private static List<TopicRecord> ofRun(Forger forger, String chapter, int run) {
        List<TopicRecord> found = new ArrayList<>();
        for (TopicRecord each : forger.records()) {
            String topic = each.topic().name();
            boolean ofRun = chapter.equals(each.key())
                    && (carries(forger, each) && envelope(forger, each).run() == run
                            || topic.equals(forger.topics().chapters().name())
                                    && forger.decode(forger.topics().chapters(), each)
                                                    .run()
                                            == run
                            || topic.equals(forger.topics().stageRuns().name())
                                    && forger.decode(forger.topics().stageRuns(), each)
                                                    .run()
                                            == run);
            if (ofRun) {
                found.add(each);
            }
        }
        return found;
    }

    private static void changeRun(
            Forger forger,
            String chapter,
            int run,
            UnaryOperator<ChapterEnvelope> how,
            UnaryOperator<ChapterOutcome> outcomes) {
        Topic<ChapterEnvelope> plan = forger.topics().stage(Stage.PLAN);
        Topic<ChapterOutcome> chapters = forger.topics().chapters();
        for (TopicRecord each : ofRun(forger, chapter, run)) {
            int at = History.indexOf(forger.records(), each);
            if (carries(forger, each)) {
                forger.records().set(at, forger.encoded(plan, each, how.apply(envelope(forger, each))));
            } else if (each.topic().name().equals(chapters.name())) {
                forger.records().set(at, forger.encoded(chapters, each, outcomes.apply(forger.decode(chapters, each))));
            }
        }
    }

    /** A run whose bible changes were others, from the first envelope that has them to the outcome. */
    private static void said(Forger forger, String chapter, int run, UnaryOperator<BibleChanges> how) {
        ChapterEnvelope start = envelope(forger, start(forger, chapter, run));
        ChapterEnvelope last = envelope(forger, last(forger, chapter, run));
        changeRun(
                forger,
                chapter,
                run,
                envelope -> envelope.bibleChanges() == null
                        ? envelope
                        : Copies.with(envelope, "bibleChanges", how.apply(envelope.bibleChanges())),
                outcome -> follows(
                        outcome, start.bible(), last, how.apply(Objects.requireNonNull(outcome.bibleChanges()))));
    }

    /** A run that had another bible, with all that follows from that. */
    private static void bible(Forger forger, String chapter, int run, StoryBible bible) {
        ChapterEnvelope last = envelope(forger, last(forger, chapter, run));
        changeRun(
                forger,
                chapter,
                run,
                envelope -> Copies.withBible(envelope, bible),
                outcome -> follows(outcome, bible, last, Objects.requireNonNull(outcome.bibleChanges())));
    }

    private static ChapterOutcome follows(
            ChapterOutcome outcome, StoryBible bible, ChapterEnvelope last, BibleChanges changes) {
        return Copies.with(
                outcome,
                "bibleChanges",
                changes,
                "bible",
                bible.after(outcome.chapter().number(), changes),
                "canon",
                Outcomes.canon(bible, outcome.brief(), last.work().sceneList(), changes));
    }

    private static TopicRecord last(Forger forger, String chapter, int run) {
        List<TopicRecord> envelopes = ofRun(forger, chapter, run).stream()
                .filter(each -> carries(forger, each))
                .toList();
        return envelopes.get(envelopes.size() - 1);
    }

    /** In an envelope or an outcome of a run, the command that led to it, and the cause of its rechecking. */
    private static void renamed(Forger forger, String from, String to) {
        String command = RedoneHistoryTest.id(from);
        String other = RedoneHistoryTest.id(to);
        Topic<ChapterEnvelope> plan = forger.topics().stage(Stage.PLAN);
        Topic<ChapterOutcome> chapters = forger.topics().chapters();
        for (int at = 0; at < forger.records().size(); at++) {
            TopicRecord each = forger.records().get(at);
            if (carries(forger, each)) {
                ChapterEnvelope envelope = envelope(forger, each);
                Redo redo = envelope.redo();
                if (command.equals(envelope.command()) && redo != null) {
                    String cause = other.replaceFirst("-recheck-.*", "");
                    forger.records()
                            .set(
                                    at,
                                    forger.encoded(
                                            plan,
                                            each,
                                            Copies.with(
                                                    envelope,
                                                    "command",
                                                    other,
                                                    "redo",
                                                    Copies.with(redo, "cause", cause))));
                }
            } else if (each.topic().name().equals(chapters.name())) {
                ChapterOutcome outcome = forger.decode(chapters, each);
                if (command.equals(outcome.commandId())) {
                    forger.records().set(at, forger.encoded(chapters, each, Copies.outcome(outcome, other)));
                }
            }
        }
    }
}
