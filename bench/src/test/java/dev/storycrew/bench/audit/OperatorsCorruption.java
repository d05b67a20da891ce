package dev.storycrew.bench.audit;

import dev.storycrew.audit.Violation;
import dev.storycrew.bench.audit.Corruption.Planted;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Topic;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One thing that somebody might change in a history in which operators stepped in. */
enum OperatorsCorruption {
    ACCEPTED_BY_A_COMMAND_THAT_IS_NOT_THERE {
        @Override
        Planted plant(Forger forger) {
            return withoutItsCommand(forger, OperatorsCorruption::isAcceptedByOperator);
        }
    },
    CANCELLED_BY_A_COMMAND_THAT_IS_NOT_THERE {
        @Override
        Planted plant(Forger forger) {
            return withoutItsCommand(forger, outcome -> outcome.kind() == ChapterOutcome.Kind.CANCELLED);
        }
    },
    ENDED_IN_A_RUN_WHOSE_COMMAND_IS_NOT_THERE {
        @Override
        Planted plant(Forger forger) {
            return withoutItsCommand(
                    forger, outcome -> outcome.kind() == ChapterOutcome.Kind.EXHAUSTED && outcome.run() > 1);
        }
    },
    SECOND_OUTCOME_BY_THE_SAME_COMMAND {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterOutcome> topic = forger.topics().chapters();
            int index = forger.index(topic, OperatorsCorruption::isAcceptedByOperator);
            TopicRecord second = later(forger.records().get(index), 40);
            forger.records().add(index + 1, second);
            return planted(Violation.Kind.OUTCOME_COUNT, second);
        }
    },
    ACCEPTED_TEXT_CHANGED {
        @Override
        Planted plant(Forger forger) {
            return planted(
                    Violation.Kind.PRESERVED_PART,
                    forger.change(
                            forger.topics().stage(Stage.BIBLE),
                            envelope -> envelope.command() != null
                                    && envelope.history().stream().noneMatch(judged -> judged.passed()),
                            OperatorsCorruption::withAnotherRevision));
        }
    },
    TEXT_HANDED_IN_CHANGED {
        @Override
        Planted plant(Forger forger) {
            return planted(
                    Violation.Kind.PRESERVED_PART,
                    forger.change(
                            forger.topics().stage(Stage.JUDGE),
                            ChapterEnvelope::byHand,
                            OperatorsCorruption::withAnotherRevision));
        }
    },
    PART_THAT_AN_OPERATORS_RETRY_KEEPS_CHANGED {
        @Override
        Planted plant(Forger forger) {
            return planted(
                    Violation.Kind.PRESERVED_PART,
                    forger.change(
                            forger.topics().stage(Stage.EDIT),
                            envelope -> envelope.run() > 1 && envelope.costs().isEmpty(),
                            envelope -> Copies.withWork(envelope, work -> {
                                SortedMap<Integer, String> drafts = new TreeMap<>(work.texts(Part.DRAFT));
                                drafts.put(drafts.lastKey(), "Quite another draft.");
                                return Copies.withTexts(work, Part.DRAFT, drafts, null);
                            })));
        }
    },
    DECISION_OF_THE_WRONG_ARM {
        @Override
        Planted plant(Forger forger) {
            return planted(
                    Violation.Kind.DECISION,
                    forger.change(
                            forger.topics().retryDecisions(),
                            decision -> decision.policy().equals("default@2"),
                            decision -> Copies.withArm(decision, other(decision.arm()))));
        }
    },
    ENVELOPE_OF_THE_WRONG_ARM {
        @Override
        Planted plant(Forger forger) {
            return planted(
                    Violation.Kind.DECISION,
                    forger.change(
                            forger.topics().stage(Stage.PLAN),
                            envelope -> envelope.attempt() == 1,
                            envelope -> Copies.withArm(envelope, other(Objects.requireNonNull(envelope.arm())))));
        }
    },
    WHAT_WAS_LEFT_OF_THE_BUDGET_CHANGED {
        @Override
        Planted plant(Forger forger) {
            return planted(
                    Violation.Kind.DECISION,
                    forger.change(
                            forger.topics().retryDecisions(),
                            decision -> decision.reason() == LevelReason.CHEAPER,
                            decision -> Copies.withLeft(decision, null)));
        }
    },
    FAILED_ATTEMPT_SENT_TO_THE_BIBLE {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterEnvelope> judged = forger.topics().judgeResults();
            int index = forger.index(judged, envelope -> {
                var report = envelope.work().report();
                return report != null && !report.passed() && envelope.run() == 1;
            });
            TopicRecord from = forger.records().get(index);
            TopicRecord sent = new TopicRecord(
                    forger.topics().stage(Stage.BIBLE),
                    from.partition(),
                    from.offset(),
                    from.timestamp() + 1,
                    from.key(),
                    from.value());
            forger.records().add(index + 1, sent);
            return planted(Violation.Kind.DECISION, sent);
        }
    },
    STAGE_RUN_AFTER_THE_END {
        @Override
        Planted plant(Forger forger) {
            Topic<StageRun> topic = forger.topics().stageRuns();
            Set<String> inVain = cancelledChapters(forger);
            // A run without calls costs nothing: it may come late.
            int index = forger.index(
                    topic,
                    run -> run.phase() == StageRun.Phase.FINISHED
                            && run.usage().calls() > 0
                            && !inVain.contains(run.chapter().toString()));
            return atTheEnd(forger, index, Violation.Kind.COST);
        }
    },
    DECISION_AFTER_THE_END {
        @Override
        Planted plant(Forger forger) {
            Topic<RetryDecision> topic = forger.topics().retryDecisions();
            return atTheEnd(forger, forger.index(topic, decision -> true), Violation.Kind.DECISION);
        }
    },
    BIBLE_FROM_BEFORE_AN_ACCEPTANCE {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterOutcome> outcomes = forger.topics().chapters();
            Topic<ChapterEnvelope> plan = forger.topics().stage(Stage.PLAN);
            ChapterOutcome accepted = forger.decode(
                    outcomes,
                    forger.records()
                            .get(forger.index(
                                    outcomes,
                                    outcome -> isAcceptedByOperator(outcome)
                                            && outcome.chapter().number() < History.CHAPTERS_OF_A_BOOK)));
            StoryBible older = forger.decode(
                            plan,
                            forger.records()
                                    .get(forger.index(
                                            plan, envelope -> envelope.id().equals(accepted.chapter()))))
                    .bible();
            String next =
                    accepted.chapter().bookId() + "/" + (accepted.chapter().number() + 1);
            return new Planted(Violation.Kind.BIBLE, next, Corruption.withBible(forger, next, older));
        }
    };

    private static final long LONG_AFTER_MILLIS = 60_000;

    abstract Planted plant(Forger forger);

    private static boolean isAcceptedByOperator(ChapterOutcome outcome) {
        return outcome.kind() == ChapterOutcome.Kind.ACCEPTED
                && outcome.history().stream().noneMatch(judged -> judged.passed());
    }

    private static Planted withoutItsCommand(Forger forger, Predicate<ChapterOutcome> which) {
        Topic<ChapterOutcome> outcomes = forger.topics().chapters();
        Topic<OperatorCommand> commands = forger.topics().operatorCommands();
        TopicRecord outcome = forger.records().get(forger.index(outcomes, which));
        String id = forger.decode(outcomes, outcome).commandId();
        forger.records().remove(forger.index(commands, command -> command.id().equals(id)));
        return planted(Violation.Kind.OUTCOME_COUNT, outcome);
    }

    private static Set<String> cancelledChapters(Forger forger) {
        Topic<ChapterOutcome> topic = forger.topics().chapters();
        return forger.records().stream()
                .filter(each -> each.topic().name().equals(topic.name()))
                .map(each -> forger.decode(topic, each))
                .filter(outcome -> outcome.kind() == ChapterOutcome.Kind.CANCELLED)
                .map(outcome -> outcome.chapter().toString())
                .collect(Collectors.toSet());
    }

    private static Planted atTheEnd(Forger forger, int index, Violation.Kind kind) {
        TopicRecord copied = forger.records().get(index);
        long end = forger.records().get(forger.records().size() - 1).timestamp();
        TopicRecord again = later(copied, end - copied.timestamp() + LONG_AFTER_MILLIS);
        forger.records().add(again);
        return planted(kind, again);
    }

    static TopicRecord later(TopicRecord from, long millis) {
        return new TopicRecord(
                from.topic(), from.partition(), from.offset() + 1, from.timestamp() + millis, from.key(), from.value());
    }

    private static Planted planted(Violation.Kind kind, TopicRecord named) {
        return new Planted(kind, Objects.requireNonNull(named.key()), named);
    }

    private static Arm other(Arm arm) {
        return arm == Arm.SELECTIVE ? Arm.CONTROL : Arm.SELECTIVE;
    }

    private static ChapterEnvelope withAnotherRevision(ChapterEnvelope envelope) {
        return Copies.withWork(envelope, work -> {
            SortedMap<Integer, String> revisions = new TreeMap<>(work.texts(Part.REVISION));
            revisions.put(revisions.lastKey(), "Quite another text.");
            return Copies.withTexts(work, Part.REVISION, revisions, work.report());
        });
    }
}
