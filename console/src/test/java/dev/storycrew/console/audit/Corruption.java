package dev.storycrew.console.audit;

import dev.storycrew.console.reading.TopicRecord;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.BibleLeft;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One thing that somebody might change in a history. */
enum Corruption {
    FLIPPED_BYTE_IN_A_PRESERVED_DRAFT {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<ChapterEnvelope> edit = history.connection().topics().stage(Stage.EDIT);
            TopicRecord changed = change(
                    history,
                    records,
                    edit,
                    envelope -> envelope.attempt() == 1
                            && envelope.order() != null
                            && envelope.order().level().equals("EDIT_ONLY"),
                    envelope -> withWork(envelope, work -> {
                        SortedMap<Integer, String> drafts = new TreeMap<>(work.drafts());
                        drafts.computeIfPresent(
                                drafts.lastKey(), (scene, text) -> (char) (text.charAt(0) ^ 1) + text.substring(1));
                        return new ChapterWork(work.sceneList(), drafts, work.revisions(), work.report());
                    }));
            return new Planted(Violation.Kind.PRESERVED_PART, key(changed), changed);
        }
    },
    PRESERVED_REVISION_LOST {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<ChapterEnvelope> edit = history.connection().topics().stage(Stage.EDIT);
            TopicRecord changed = change(
                    history,
                    records,
                    edit,
                    envelope -> !envelope.work().revisions().isEmpty(),
                    envelope -> withWork(envelope, work -> {
                        SortedMap<Integer, String> revisions = new TreeMap<>(work.revisions());
                        revisions.remove(revisions.firstKey());
                        return new ChapterWork(work.sceneList(), work.drafts(), revisions, null);
                    }));
            return new Planted(Violation.Kind.PRESERVED_PART, key(changed), changed);
        }
    },
    ERASED_REVISION_COME_BACK {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<ChapterEnvelope> edit = history.connection().topics().stage(Stage.EDIT);
            TopicRecord changed = change(
                    history,
                    records,
                    edit,
                    envelope -> envelope.attempt() > 0
                            && envelope.work().missingRevisions().size() > 1,
                    envelope -> withWork(envelope, work -> {
                        SortedMap<Integer, String> revisions = new TreeMap<>(work.revisions());
                        revisions.put(work.missingRevisions().first(), "what was erased");
                        return new ChapterWork(work.sceneList(), work.drafts(), revisions, null);
                    }));
            return new Planted(Violation.Kind.SKIPPED_STAGE, key(changed), changed);
        }
    },
    CHANGED_LEVEL_OF_A_DECISION {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            return decision(history, records, true, decision -> decided(decision, "FULL_RETRY", decision.issues()));
        }
    },
    CHANGED_ISSUE_OF_A_DECISION {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            return decision(history, records, false, decision -> {
                List<Issue> issues = new ArrayList<>(decision.issues());
                Issue first = issues.get(0);
                issues.set(0, new Issue(first.type(), first.severity(), first.note() + "!", first.location()));
                return decided(decision, decision.level(), issues);
            });
        }
    },
    DECISION_BY_A_POLICY_THAT_NOBODY_PUBLISHED {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            return decision(
                    history,
                    records,
                    false,
                    decision -> decided(decision, decision.level(), decision.issues(), "private@9"));
        }
    },
    LOST_DECISION {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<RetryDecision> topic = history.connection().topics().retryDecisions();
            int index =
                    index(history, records, topic, decision -> decision.level().equals("WRITE_ONLY"));
            RetryDecision lost = decode(history, topic, records.get(index));
            records.remove(index);
            TopicRecord needing = records.get(index(
                    history,
                    records,
                    history.connection().topics().stage(Stage.WRITE),
                    envelope -> envelope.id().equals(lost.chapter()) && envelope.attempt() == lost.attempt() + 1));
            return new Planted(Violation.Kind.MISSING_RECORD, key(needing), needing);
        }
    },
    DOUBLED_OUTCOME {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<ChapterOutcome> topic = history.connection().topics().chapters();
            int index =
                    index(history, records, topic, outcome -> outcome.chapter().number() == 3);
            TopicRecord first = records.get(index);
            TopicRecord second = new TopicRecord(
                    first.topic(),
                    first.partition(),
                    first.offset() + 1,
                    first.timestamp() + 40,
                    first.key(),
                    first.value());
            records.add(second);
            return new Planted(Violation.Kind.OUTCOME_COUNT, key(second), second);
        }
    },
    SECOND_OUTCOME_BY_A_COMMAND_THAT_NOBODY_GAVE {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<ChapterOutcome> topic = history.connection().topics().chapters();
            int index =
                    index(history, records, topic, outcome -> outcome.chapter().number() == 10);
            TopicRecord first = records.get(index);
            TopicRecord second = encoded(history, topic, first, outcome(decode(history, topic, first), "nobody-1"));
            records.add(second);
            return new Planted(Violation.Kind.OUTCOME_COUNT, key(second), second);
        }
    },
    MISSING_RUN {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<StageRun> topic = history.connection().topics().stageRuns();
            int index = index(
                    history,
                    records,
                    topic,
                    run -> run.stage() == Stage.EDIT
                            && run.phase() == StageRun.Phase.FINISHED
                            && run.chapter().number() == 5);
            StageRun lost = decode(history, topic, records.get(index));
            records.remove(index);
            TopicRecord needing = records.get(index(
                    history,
                    records,
                    history.connection().topics().stage(Stage.JUDGE),
                    envelope -> envelope.id().equals(lost.chapter()) && envelope.attempt() == lost.attempt()));
            return new Planted(Violation.Kind.MISSING_RUN, key(needing), needing);
        }
    },
    COST_OF_A_RUN_OFF_BY_ONE {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<StageRun> topic = history.connection().topics().stageRuns();
            TopicRecord changed = change(
                    history,
                    records,
                    topic,
                    run -> run.phase() == StageRun.Phase.FINISHED && run.stage() == Stage.WRITE,
                    run -> new StageRun(
                            run.chapter(),
                            run.requestId(),
                            run.run(),
                            run.attempt(),
                            run.stage(),
                            run.phase(),
                            run.scenes(),
                            run.provider(),
                            run.model(),
                            run.promptVersion(),
                            run.promptDigest(),
                            run.responseDigest(),
                            run.usage().plus(new Usage(0, 0, 0, 0, 0, 0, 0, 1, true)),
                            run.notionalPrice(),
                            run.durationMillis(),
                            run.instance(),
                            run.detail(),
                            run.at()));
            return new Planted(Violation.Kind.COST, key(changed), changed);
        }
    },
    TOKENS_OF_AN_OUTCOME_OFF_BY_ONE {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<ChapterOutcome> topic = history.connection().topics().chapters();
            TopicRecord changed = change(history, records, topic, outcome -> true, outcome -> {
                List<StageCost> costs = new ArrayList<>(outcome.costs());
                StageCost last = costs.get(costs.size() - 1);
                costs.set(
                        costs.size() - 1,
                        new StageCost(
                                last.attempt(),
                                last.stage(),
                                last.usage().plus(new Usage(0, 0, 1, 0, 0, 0, 0, 0, true))));
                return outcome(outcome, outcome.bible(), costs, outcome.commandId());
            });
            return new Planted(Violation.Kind.COST, key(changed), changed);
        }
    },
    BIBLE_OF_AN_OLDER_CHAPTER {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<ChapterEnvelope> plan = history.connection().topics().stage(Stage.PLAN);
            StoryBible older = decode(
                            history,
                            plan,
                            records.get(index(
                                    history,
                                    records,
                                    plan,
                                    envelope -> envelope.id().toString().equals("bench-1/1"))))
                    .bible();
            // The whole chapter is made with the bible of the first one.
            @Nullable TopicRecord start = null;
            for (int index = 0; index < records.size(); index++) {
                TopicRecord each = records.get(index);
                if ("bench-1/6".equals(each.key())
                        && each.topic().codec().schema().equals(plan.codec().schema())) {
                    ChapterEnvelope envelope = decode(history, plan, each);
                    records.set(index, encoded(history, plan, each, withBible(envelope, older)));
                    boolean first = each.topic().name().equals(plan.name()) && envelope.attempt() == 0;
                    start = first ? records.get(index) : start;
                }
            }
            return new Planted(Violation.Kind.BIBLE, "bench-1/6", Objects.requireNonNull(start));
        }
    },
    BIBLE_OF_AN_OUTCOME_CHANGED {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<ChapterOutcome> topic = history.connection().topics().chapters();
            TopicRecord changed = change(
                    history,
                    records,
                    topic,
                    outcome -> outcome.kind() == ChapterOutcome.Kind.ACCEPTED
                            && outcome.chapter().number() == 4,
                    outcome -> outcome(
                            outcome, withFact(outcome.bible(), "Ida did it."), outcome.costs(), outcome.commandId()));
            return new Planted(Violation.Kind.BIBLE, key(changed), changed);
        }
    },
    WRITTEN_BIBLE_CHANGED {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<BibleLeft> topic = history.connection().topics().storyBibles();
            int index = index(history, records, topic, left -> left.leftBy().number() == 10);
            BibleLeft left = decode(history, topic, records.get(index));
            TopicRecord changed = encoded(
                    history,
                    topic,
                    records.get(index),
                    new BibleLeft(left.leftBy(), left.run(), withFact(left.bible(), "Ole did it.")));
            records.set(index, changed);
            return new Planted(Violation.Kind.BIBLE, left.leftBy().toString(), changed);
        }
    },
    UNDECODABLE_RECORD {
        @Override
        Planted plant(History history, List<TopicRecord> records) {
            Topic<ChapterEnvelope> topic = history.connection().topics().judgeResults();
            int index = index(history, records, topic, envelope -> envelope.attempt() == 0);
            TopicRecord original = records.get(index);
            TopicRecord poison = new TopicRecord(
                    original.topic(), original.partition(), 0, original.timestamp(), "poison", new byte[] {1, 2, 3});
            records.add(poison);
            return new Planted(Violation.Kind.UNDECODABLE, "poison", poison);
        }
    };

    /**
     * What must be found.
     *
     * @param named the record that the finding must name
     */
    record Planted(Violation.Kind kind, String chapter, TopicRecord named) {}

    private static String key(TopicRecord of) {
        return Objects.requireNonNull(of.key());
    }

    abstract Planted plant(History history, List<TopicRecord> records);

    private static Planted decision(
            History history, List<TopicRecord> records, boolean notFull, UnaryOperator<RetryDecision> how) {
        Topic<RetryDecision> topic = history.connection().topics().retryDecisions();
        TopicRecord changed = change(
                history,
                records,
                topic,
                decision -> !notFull || !decision.level().equals("FULL_RETRY"),
                how);
        return new Planted(Violation.Kind.DECISION, key(changed), changed);
    }

    private static RetryDecision decided(RetryDecision from, String level, List<Issue> issues) {
        return decided(from, level, issues, from.policy());
    }

    private static RetryDecision decided(RetryDecision from, String level, List<Issue> issues, String policy) {
        return new RetryDecision(
                from.chapter(),
                from.requestId(),
                from.run(),
                from.attempt(),
                from.reportDigest(),
                level,
                from.scope(),
                new TreeSet<>(from.scenes()),
                issues,
                from.failedGates(),
                from.escalated(),
                from.explanation(),
                policy,
                from.arm(),
                from.leftNanoUsd(),
                from.decidedAt());
    }

    private static ChapterOutcome outcome(ChapterOutcome from, String commandId) {
        return outcome(from, from.bible(), from.costs(), commandId);
    }

    private static ChapterOutcome outcome(
            ChapterOutcome from, StoryBible bible, List<StageCost> costs, @Nullable String commandId) {
        return new ChapterOutcome(
                from.requestId(),
                from.brief(),
                from.run(),
                from.kind(),
                from.best(),
                from.bibleChanges(),
                bible,
                from.history(),
                costs,
                from.arm(),
                from.policy(),
                from.explanation(),
                commandId,
                from.requestedAt(),
                from.endedAt());
    }

    private static StoryBible withFact(StoryBible bible, String fact) {
        List<String> facts = new ArrayList<>(bible.facts());
        facts.add(fact);
        return new StoryBible(
                bible.characters(),
                facts,
                bible.truthCard(),
                bible.summaries(),
                bible.timeline(),
                bible.cluesPlanted(),
                bible.cluesResolved(),
                bible.imagery());
    }

    private static ChapterEnvelope withWork(ChapterEnvelope from, UnaryOperator<ChapterWork> how) {
        return envelope(from, from.bible(), how.apply(from.work()));
    }

    private static ChapterEnvelope withBible(ChapterEnvelope from, StoryBible bible) {
        return envelope(from, bible, from.work());
    }

    private static ChapterEnvelope envelope(ChapterEnvelope from, StoryBible bible, ChapterWork work) {
        return new ChapterEnvelope(
                from.requestId(),
                from.requestedAt(),
                from.brief(),
                bible,
                from.run(),
                from.attempt(),
                work,
                from.order(),
                from.history(),
                from.best(),
                from.arm(),
                from.policy(),
                from.costs(),
                from.bibleChanges(),
                from.stopReason(),
                from.bookSpentNanoUsd(),
                from.command(),
                from.byHand());
    }

    private static <T> TopicRecord change(
            History history, List<TopicRecord> records, Topic<T> topic, Predicate<T> which, UnaryOperator<T> how) {
        int index = index(history, records, topic, which);
        T value = decode(history, topic, records.get(index));
        TopicRecord changed = encoded(history, topic, records.get(index), how.apply(value));
        records.set(index, changed);
        return changed;
    }

    /** The middle one of those that match, so that there is history before and after it. */
    private static <T> int index(History history, List<TopicRecord> records, Topic<T> topic, Predicate<T> which) {
        List<Integer> matching = new ArrayList<>();
        for (int index = 0; index < records.size(); index++) {
            TopicRecord each = records.get(index);
            if (each.topic().name().equals(topic.name()) && which.test(decode(history, topic, each))) {
                matching.add(index);
            }
        }
        if (matching.isEmpty()) {
            throw new AssertionError("the history holds nothing in " + topic.name() + " to plant this in");
        }
        return matching.get(matching.size() / 2);
    }

    private static <T> T decode(History history, Topic<T> topic, TopicRecord from) {
        return history.connection().wire().decode(topic, Objects.requireNonNull(from.value()));
    }

    private static <T> TopicRecord encoded(History history, Topic<T> topic, TopicRecord from, T value) {
        return new TopicRecord(
                from.topic(),
                from.partition(),
                from.offset(),
                from.timestamp(),
                from.key(),
                history.connection().wire().encode(topic, value));
    }
}
