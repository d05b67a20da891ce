package dev.storycrew.bench.audit;

import dev.storycrew.audit.Violation;
import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.PairChoice;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One thing that somebody might change in a history. */
enum Corruption {
    FLIPPED_BYTE_IN_A_PRESERVED_DRAFT {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterEnvelope> edit = forger.topics().stage(Stage.EDIT);
            TopicRecord changed = forger.change(
                    edit,
                    envelope -> envelope.attempt() == 1
                            && envelope.order() != null
                            && envelope.order().level().equals("EDIT_ONLY"),
                    envelope -> Copies.withWork(envelope, work -> {
                        SortedMap<Integer, String> drafts = new TreeMap<>(work.texts(Part.DRAFT));
                        drafts.computeIfPresent(
                                drafts.lastKey(), (scene, text) -> (char) (text.charAt(0) ^ 1) + text.substring(1));
                        return Copies.withTexts(work, Part.DRAFT, drafts, work.report());
                    }));
            return new Planted(Violation.Kind.PRESERVED_PART, key(changed), changed);
        }
    },
    PRESERVED_REVISION_LOST {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterEnvelope> edit = forger.topics().stage(Stage.EDIT);
            TopicRecord changed = forger.change(
                    edit,
                    envelope -> !envelope.work().texts(Part.REVISION).isEmpty(),
                    envelope -> Copies.withWork(envelope, work -> {
                        SortedMap<Integer, String> revisions = new TreeMap<>(work.texts(Part.REVISION));
                        revisions.remove(revisions.firstKey());
                        return Copies.withTexts(work, Part.REVISION, revisions, null);
                    }));
            return new Planted(Violation.Kind.PRESERVED_PART, key(changed), changed);
        }
    },
    ERASED_REVISION_COME_BACK {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterEnvelope> edit = forger.topics().stage(Stage.EDIT);
            TopicRecord changed = forger.change(
                    edit,
                    envelope -> envelope.attempt() > 0
                            && envelope.work().missing(Part.REVISION).size() > 1,
                    envelope -> Copies.withWork(envelope, work -> {
                        SortedMap<Integer, String> revisions = new TreeMap<>(work.texts(Part.REVISION));
                        revisions.put(work.missing(Part.REVISION).first(), "what was erased");
                        return Copies.withTexts(work, Part.REVISION, revisions, null);
                    }));
            return new Planted(Violation.Kind.SKIPPED_STAGE, key(changed), changed);
        }
    },
    CHANGED_LEVEL_OF_A_DECISION {
        @Override
        Planted plant(Forger forger) {
            return decision(forger, true, decision -> Copies.decided(decision, "FULL_RETRY", decision.issues()));
        }
    },
    CHANGED_ISSUE_OF_A_DECISION {
        @Override
        Planted plant(Forger forger) {
            return decision(forger, false, decision -> {
                List<Issue> issues = new ArrayList<>(decision.issues());
                Issue first = issues.get(0);
                issues.set(0, new Issue(first.type(), first.severity(), first.note() + "!", first.location()));
                return Copies.decided(decision, decision.level(), issues);
            });
        }
    },
    DECISION_BY_A_POLICY_THAT_NOBODY_PUBLISHED {
        @Override
        Planted plant(Forger forger) {
            return decision(
                    forger,
                    false,
                    decision -> Copies.decided(decision, decision.level(), decision.issues(), "private@9"));
        }
    },
    LOST_DECISION {
        @Override
        Planted plant(Forger forger) {
            Topic<RetryDecision> topic = forger.topics().retryDecisions();
            int index = forger.index(topic, decision -> decision.level().equals("WRITE_ONLY"));
            RetryDecision lost = forger.decode(topic, forger.records().get(index));
            forger.records().remove(index);
            TopicRecord needing = forger.records()
                    .get(forger.index(
                            forger.topics().stage(Stage.WRITE),
                            envelope ->
                                    envelope.id().equals(lost.chapter()) && envelope.attempt() == lost.attempt() + 1));
            return new Planted(Violation.Kind.MISSING_RECORD, key(needing), needing);
        }
    },
    DOUBLED_OUTCOME {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterOutcome> topic = forger.topics().chapters();
            int index = forger.index(topic, outcome -> outcome.chapter().number() == 3);
            TopicRecord first = forger.records().get(index);
            TopicRecord second = new TopicRecord(
                    first.topic(),
                    first.partition(),
                    first.offset() + 1,
                    first.timestamp() + 40,
                    first.key(),
                    first.value());
            forger.records().add(second);
            return new Planted(Violation.Kind.OUTCOME_COUNT, key(second), second);
        }
    },
    SECOND_OUTCOME_BY_A_COMMAND_THAT_NOBODY_GAVE {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterOutcome> topic = forger.topics().chapters();
            int index = forger.index(topic, outcome -> outcome.chapter().number() == 10);
            TopicRecord first = forger.records().get(index);
            TopicRecord second = forger.encoded(topic, first, Copies.outcome(forger.decode(topic, first), "nobody-1"));
            forger.records().add(second);
            return new Planted(Violation.Kind.OUTCOME_COUNT, key(second), second);
        }
    },
    MISSING_RUN {
        @Override
        Planted plant(Forger forger) {
            Topic<StageRun> topic = forger.topics().stageRuns();
            int index = forger.index(
                    topic,
                    run -> run.stage() == Stage.EDIT
                            && run.phase() == StageRun.Phase.FINISHED
                            && run.chapter().number() == 5);
            StageRun lost = forger.decode(topic, forger.records().get(index));
            forger.records().remove(index);
            TopicRecord needing = forger.records()
                    .get(forger.index(
                            forger.topics()
                                    .stage(lost.stage()
                                            .mayBeFollowedBy(lost.run(), lost.attempt())
                                            .get(0)),
                            envelope -> envelope.id().equals(lost.chapter()) && envelope.attempt() == lost.attempt()));
            return new Planted(Violation.Kind.MISSING_RUN, key(needing), needing);
        }
    },
    COST_OF_A_RUN_OFF_BY_ONE {
        @Override
        Planted plant(Forger forger) {
            Topic<StageRun> topic = forger.topics().stageRuns();
            TopicRecord changed = forger.change(
                    topic,
                    run -> run.phase() == StageRun.Phase.FINISHED && run.stage() == Stage.WRITE,
                    run -> Copies.with(run, "usage", run.usage().plus(new Usage(0, 0, 0, 0, 0, 0, 0, 1, true))));
            return new Planted(Violation.Kind.COST, key(changed), changed);
        }
    },
    TOKENS_OF_AN_OUTCOME_OFF_BY_ONE {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterOutcome> topic = forger.topics().chapters();
            TopicRecord changed = forger.change(topic, outcome -> true, outcome -> {
                List<StageCost> costs = new ArrayList<>(outcome.costs());
                StageCost last = costs.get(costs.size() - 1);
                costs.set(
                        costs.size() - 1,
                        new StageCost(
                                last.attempt(),
                                last.stage(),
                                last.usage().plus(new Usage(0, 0, 1, 0, 0, 0, 0, 0, true))));
                return Copies.outcome(outcome, outcome.bible(), costs, outcome.commandId());
            });
            return new Planted(Violation.Kind.COST, key(changed), changed);
        }
    },
    BIBLE_OF_AN_OLDER_CHAPTER {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterEnvelope> plan = forger.topics().stage(Stage.PLAN);
            StoryBible older = forger.decode(
                            plan,
                            forger.records()
                                    .get(forger.index(
                                            plan,
                                            envelope -> envelope.id().toString().equals("bench-1/1"))))
                    .bible();
            return new Planted(Violation.Kind.BIBLE, "bench-1/6", withBible(forger, "bench-1/6", older));
        }
    },
    BIBLE_OF_AN_OUTCOME_CHANGED {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterOutcome> topic = forger.topics().chapters();
            TopicRecord changed = forger.change(
                    topic,
                    outcome -> outcome.kind() == ChapterOutcome.Kind.ACCEPTED
                            && outcome.chapter().number() == 4,
                    outcome -> Copies.outcome(
                            outcome,
                            Copies.withFact(outcome.bible(), "Ida did it."),
                            outcome.costs(),
                            outcome.commandId()));
            return new Planted(Violation.Kind.BIBLE, key(changed), changed);
        }
    },
    OUTCOME_THAT_WROTE_AN_ENTRY_THAT_IT_DID_NOT {
        @Override
        Planted plant(Forger forger) {
            return canon(forger, canon -> Copies.with(canon, "wrote", also(canon.wrote(), "f4999")));
        }
    },
    OUTCOME_THAT_HIDES_WHAT_IT_WITHDREW {
        @Override
        Planted plant(Forger forger) {
            TopicRecord changed = forger.change(
                    forger.topics().chapters(),
                    outcome -> outcome.canon() != null
                            && !outcome.canon().withdrew().isEmpty(),
                    outcome -> Copies.withCanon(outcome, canon -> Copies.with(canon, "withdrew", List.of())));
            return new Planted(Violation.Kind.ENTRIES, key(changed), changed);
        }
    },
    OUTCOME_THAT_RELIED_ON_AN_ENTRY_THAT_DID_NOT_EXIST {
        @Override
        Planted plant(Forger forger) {
            return canon(forger, canon -> Copies.with(canon, "read", also(canon.read(), "f888888")));
        }
    },
    ENTRY_WITHDRAWN_BY_A_CHAPTER_THAT_NEVER_ENDED {
        @Override
        Planted plant(Forger forger) {
            TopicRecord changed = forger.change(
                    forger.topics().chapters(),
                    outcome -> outcome.canon() != null && outcome.chapter().number() == 4,
                    outcome -> Copies.with(outcome, "bible", Copies.withEnd(outcome.bible(), "f1", 700)));
            return new Planted(Violation.Kind.ENTRIES, key(changed), changed);
        }
    },
    ANOTHER_ENDING_THAN_THE_CHAPTERS {
        @Override
        Planted plant(Forger forger) {
            return canon(forger, canon -> Copies.with(canon, "endingDigest", "0".repeat(64)));
        }
    },
    WRITTEN_BIBLE_CHANGED {
        @Override
        Planted plant(Forger forger) {
            Topic<BibleSnapshot> topic = forger.topics().storyBibles();
            int index = forger.index(topic, left -> left.leftBy().number() == 10);
            BibleSnapshot left = forger.decode(topic, forger.records().get(index));
            TopicRecord changed = forger.encoded(
                    topic,
                    forger.records().get(index),
                    new BibleSnapshot(left.leftBy(), left.run(), Copies.withFact(left.bible(), "Ole did it.")));
            forger.records().set(index, changed);
            return new Planted(Violation.Kind.BIBLE, left.leftBy().toString(), changed);
        }
    },
    PARTIAL_REVIEW_THAT_NOTHING_ALLOWED {
        @Override
        Planted plant(Forger forger) {
            TopicRecord changed = forger.change(
                    forger.topics().judgeResults(),
                    envelope -> envelope.attempt() == 0 && envelope.work().report() != null,
                    envelope -> Copies.with(envelope, "reviewedInPart", true));
            return new Planted(Violation.Kind.DECISION, key(changed), changed);
        }
    },
    COMPARISON_THAT_NOTHING_ALLOWED {
        @Override
        Planted plant(Forger forger) {
            TopicRecord changed = forger.change(
                    forger.topics().judgeResults(),
                    envelope -> envelope.attempt() == 0 && envelope.work().report() != null,
                    envelope -> envelope.compared(new PairVerdict(0, PairChoice.LATER, PairChoice.LATER)));
            return new Planted(Violation.Kind.DECISION, key(changed), changed);
        }
    },
    COMPARISON_THAT_NO_STAGE_RUN_MADE {
        @Override
        Planted plant(Forger forger) {
            TopicRecord run = forger.change(
                    forger.topics().stageRuns(),
                    ran -> ran.compared() != null && ran.compared().verdict() != null,
                    ran -> Copies.with(ran, "compared", null));
            StageRun ran = forger.decode(forger.topics().stageRuns(), run);
            TopicRecord judged = forger.records()
                    .get(forger.index(
                            forger.topics().judgeResults(),
                            envelope -> envelope.id().equals(ran.chapter()) && envelope.attempt() == ran.attempt()));
            return new Planted(Violation.Kind.MISSING_RUN, key(judged), judged);
        }
    },
    BEST_ATTEMPT_THAT_THE_COMPARISON_DID_NOT_CHOOSE {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterEnvelope> results = forger.topics().judgeResults();
            TopicRecord judged = forger.records()
                    .get(forger.index(
                            results,
                            envelope -> envelope.compared() != null
                                    && envelope.compared().preferred() != PairChoice.NEITHER));
            ChapterEnvelope compared = forger.decode(results, judged);
            PairVerdict verdict = Objects.requireNonNull(compared.compared());
            BestAttempt other = verdict.preferred() == PairChoice.EARLIER
                    ? new BestAttempt(
                            compared.attempt(), 9, true, null, compared.work().text())
                    : Objects.requireNonNull(compared.best());
            TopicRecord outcome = forger.change(
                    forger.topics().chapters(),
                    ended -> ended.chapter().equals(compared.id()),
                    ended -> Copies.with(ended, "best", other));
            return new Planted(Violation.Kind.OUTCOME, key(outcome), outcome);
        }
    },
    PRAISE_THAT_THE_JUDGE_DID_NOT_GIVE {
        @Override
        Planted plant(Forger forger) {
            TopicRecord changed = forger.change(
                    forger.topics().stage(Stage.EDIT),
                    envelope ->
                            envelope.order() != null && envelope.order().level().equals("EDIT_ONLY"),
                    envelope -> Copies.with(
                            envelope,
                            "order",
                            Objects.requireNonNull(envelope.order()).praising(List.of("all of it"))));
            return new Planted(Violation.Kind.DECISION, key(changed), changed);
        }
    },
    FORMER_TEXT_THAT_WAS_NOT_JUDGED {
        @Override
        Planted plant(Forger forger) {
            TopicRecord changed = forger.change(
                    forger.topics().stage(Stage.EDIT),
                    envelope -> envelope.order() != null
                            && !envelope.order().formerText().isEmpty(),
                    envelope -> {
                        RetryOrder order = Objects.requireNonNull(envelope.order());
                        SortedMap<Integer, String> former = new TreeMap<>(order.formerText());
                        former.replaceAll((scene, text) -> text + " Somebody added this.");
                        return Copies.with(envelope, "order", order.keepingAside(former, order.offered()));
                    });
            return new Planted(Violation.Kind.DECISION, key(changed), changed);
        }
    },
    UNDECODABLE_RECORD {
        @Override
        Planted plant(Forger forger) {
            Topic<ChapterEnvelope> topic = forger.topics().judgeResults();
            int index = forger.index(topic, envelope -> envelope.attempt() == 0);
            TopicRecord original = forger.records().get(index);
            TopicRecord poison = new TopicRecord(
                    original.topic(), original.partition(), 0, original.timestamp(), "poison", new byte[] {1, 2, 3});
            forger.records().add(poison);
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

    abstract Planted plant(Forger forger);

    /** Has a whole chapter made with another bible, and returns the envelope that it begins with. */
    static TopicRecord withBible(Forger forger, String chapter, StoryBible bible) {
        Topic<ChapterEnvelope> plan = forger.topics().stage(Stage.PLAN);
        @Nullable TopicRecord start = null;
        for (int index = 0; index < forger.records().size(); index++) {
            TopicRecord each = forger.records().get(index);
            if (chapter.equals(each.key())
                    && each.topic().codec().schema().equals(plan.codec().schema())) {
                ChapterEnvelope envelope = forger.decode(plan, each);
                TopicRecord changed = forger.encoded(plan, each, Copies.withBible(envelope, bible));
                forger.records().set(index, changed);
                boolean first = each.topic().name().equals(plan.name()) && envelope.attempt() == 0;
                start = first && start == null ? changed : start;
            }
        }
        return Objects.requireNonNull(start);
    }

    private static Planted canon(Forger forger, UnaryOperator<ChapterCanon> how) {
        TopicRecord changed = forger.change(
                forger.topics().chapters(),
                outcome -> outcome.canon() != null && outcome.chapter().number() == 4,
                outcome -> Copies.withCanon(outcome, how));
        return new Planted(Violation.Kind.ENTRIES, key(changed), changed);
    }

    private static List<String> also(List<String> ids, String more) {
        List<String> all = new ArrayList<>(ids);
        all.add(more);
        return all;
    }

    private static Planted decision(Forger forger, boolean notFull, UnaryOperator<RetryDecision> how) {
        Topic<RetryDecision> topic = forger.topics().retryDecisions();
        TopicRecord changed =
                forger.change(topic, decision -> !notFull || !decision.level().equals("FULL_RETRY"), how);
        return new Planted(Violation.Kind.DECISION, key(changed), changed);
    }
}
