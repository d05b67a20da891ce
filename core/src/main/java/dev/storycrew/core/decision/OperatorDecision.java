package dev.storycrew.core.decision;

import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.Redo;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything that follows from one operator's command about a chapter. */
public sealed interface OperatorDecision {
    /** One sentence for operators and auditors. */
    String explanation();

    /**
     * The command is not allowed in the chapter's present state.
     *
     * @param unknownLevel the level named that the policy does not have; null if that is not the reason
     */
    record Refused(String explanation, @Nullable String unknownLevel) implements OperatorDecision {
        Refused(String explanation) {
            this(explanation, null);
        }
    }

    /** The chapter is under way again. */
    record GoesOn(ChapterEnvelope envelope, LastDecision decided, String explanation) implements OperatorDecision {}

    /** The chapter has ended. */
    record Ends(ChapterEnvelope envelope, LastDecision decided, ChapterOutcome outcome, String explanation)
            implements OperatorDecision {}

    /**
     * Decides.
     *
     * @param begun the chapter as the sequencer starts a run of it
     * @param now milliseconds since the epoch
     */
    static OperatorDecision on(
            OperatorCommand command, ChapterEnvelope begun, KnownChapters chapters, DecisionRules rules, long now) {
        LastDecision decided = chapters.decided(begun.id());
        ChapterEnvelope known = chapters.latest(begun.id());
        ChapterEnvelope latest = known == null ? begun : known;
        boolean ended = decided != null && decided.ended();
        if (command.kind() == OperatorCommand.Kind.CANCEL) {
            return ended
                    ? new Refused("chapter " + begun.id() + " has already ended")
                    : cancel(command, latest, rules, now);
        }
        if (decided == null || !ended) {
            return new Refused("chapter " + begun.id() + " is under way; cancel it first, or wait for it to end");
        }
        if (decided.accepted() && (begun.redo() == null || command.kind() == OperatorCommand.Kind.ACCEPT)) {
            return new Refused("chapter " + begun.id() + " was accepted, and its changes are in the story bible");
        }
        ChapterEnvelope accepted = begun.redo() == null ? null : chapters.accepted(begun.id());
        if (begun.redo() != null && accepted == null) {
            return new Refused("what is needed to make chapter " + begun.id()
                    + " again was not kept: it was accepted under a version that did not");
        }
        Base base = accepted == null
                ? Base.notAccepted(latest, chapters)
                : Base.accepted(accepted.comingBackAfter(decided.run()));
        return switch (command.kind()) {
            case ACCEPT -> accept(command, begun, latest, chapters);
            case RETRY -> retry(command, begun, base, rules.policy());
            case REVISE -> revise(command, begun, base);
            case CANCEL, HOLD, RELEASE, REDRIVE, LOCK, UNLOCK, REFOLD ->
                new Refused(command.kind() + " does not apply to a chapter that has ended");
        };
    }

    /**
     * What a new run begins with.
     *
     * @param from the chapter as it was left
     * @param best the best attempt so far, which a retry must surpass; null if there is none, or if the text stands anyway
     * @param work that of the best attempt, or the accepted one; null if nothing was judged
     */
    record Base(
            ChapterEnvelope from,
            @Nullable BestAttempt best,
            @Nullable ChapterWork work) {
        static Base notAccepted(ChapterEnvelope latest, KnownChapters chapters) {
            BestAttempt best = latest.best();
            return new Base(latest, best, best == null ? null : chapters.workOf(latest.id(), best));
        }

        static Base accepted(ChapterEnvelope kept) {
            return new Base(kept, null, kept.work());
        }
    }

    private static OperatorDecision cancel(
            OperatorCommand command, ChapterEnvelope latest, DecisionRules rules, long now) {
        ChapterOutcome outcome = Outcomes.notAccepted(
                latest,
                ChapterOutcome.Kind.CANCELLED,
                EndReason.CANCELLED,
                latest.best(),
                Explanations.cancelled(command.signature()),
                command.id(),
                rules,
                now);
        LastDecision decided = new LastDecision(latest.run(), latest.attempt(), false, true);
        return new Ends(
                latest,
                decided,
                outcome,
                latest.redo() == null
                        ? "chapter " + latest.id() + " is cancelled, and its book is held"
                        : "run " + latest.run() + " of chapter " + latest.id()
                                + " is cancelled; its accepted text stands");
    }

    private static OperatorDecision accept(
            OperatorCommand command, ChapterEnvelope begun, ChapterEnvelope latest, KnownChapters chapters) {
        BestAttempt best = latest.best();
        if (best == null) {
            return new Refused("chapter " + latest.id() + " was never judged, so there is no attempt to accept");
        }
        Integer wanted = command.attempt();
        int attempt = wanted == null ? best.attempt() : wanted;
        ChapterWork work = wanted == null
                ? chapters.workOf(latest.id(), best)
                : chapters.attempt(latest.id(), latest.run(), attempt);
        if (work == null) {
            String had = latest.history().isEmpty()
                    ? ""
                    : ", which had " + Attempts.retries(latest.history().size() - 1);
            return new Refused(Attempts.named(attempt) + " of chapter " + latest.id() + " was not judged in run "
                    + latest.run() + had);
        }
        ChapterEnvelope accepted = latest.accepted(attempt, work, command, begun);
        return new GoesOn(
                accepted,
                new LastDecision(latest.run(), attempt, true, false),
                Attempts.named(attempt) + " of chapter " + latest.id()
                        + " is accepted; its bible changes are being written");
    }

    private static OperatorDecision retry(
            OperatorCommand command, ChapterEnvelope begun, Base base, RetryPolicy policy) {
        String name = String.valueOf(command.level());
        if (name.equals(RetryLevel.RECHECK)) {
            return recheck(command, begun, base);
        }
        if (!policy.levels().containsKey(name)) {
            return new Refused("policy " + policy.reference() + " has no level " + name, name);
        }
        if (policy.disabledLevels().contains(name)) {
            return new Refused("policy " + policy.reference() + " has disabled " + name);
        }
        ChapterEnvelope latest = base.from();
        String note = command.note();
        if (note != null && new TruthGuard(begun.bible()).givesAway(note)) {
            return new Refused("the note gives away the truth card, which the planner, writer and editor must not see;"
                    + " reword it");
        }
        RetryLevel level = policy.level(name);
        SceneList plan = base.work() == null ? null : base.work().sceneList();
        if (plan == null && level.erases().isText()) {
            return new Refused(nothingToKeep(latest, name));
        }
        SortedSet<Integer> scenes = command.scenes();
        if (!scenes.isEmpty() && !level.erases().isText()) {
            return new Refused(name + " erases the scene list, and every scene with it; do not name scenes");
        }
        if (plan != null && !plan.numbers().containsAll(scenes)) {
            SortedSet<Integer> unknown = new TreeSet<>(scenes);
            unknown.removeAll(plan.numbers());
            return new Refused("chapter " + latest.id() + " has " + Scenes.named(plan.numbers()) + ", but not "
                    + Scenes.named(unknown));
        }
        boolean whole = scenes.isEmpty() || (plan != null && plan.numbers().equals(scenes));
        List<Erasure> erasures = List.of(level.erasure(scenes));
        ChapterWork judged = base.work() == null ? ChapterWork.nothing() : base.work();
        ChapterWork preserved = judged.erase(erasures);
        RetryOrder order = new RetryOrder(
                        name,
                        whole ? Scope.CHAPTER : Scope.SCENES,
                        whole ? new TreeSet<>() : scenes,
                        level.skip(),
                        issues(base.work(), policy, latest),
                        instructions(note, base.work()))
                .keepingAside(judged, erasures)
                .praising(Erasure.loseThePlan(erasures) ? List.of() : strengths(base.work()))
                .asLast(policy.maxRetries() == 0);
        ChapterEnvelope next = latest.nextRun(preserved, order, base.best(), command, begun);
        String what = whole ? "the whole chapter" : Scenes.named(scenes);
        return begins(next, "run " + next.run() + " of chapter " + next.id() + " begins with " + name + " of " + what);
    }

    /** Erases nothing but the report: the same text is judged again, against the bible that the chapter has now. */
    private static OperatorDecision recheck(OperatorCommand command, ChapterEnvelope begun, Base base) {
        ChapterWork judged = base.work();
        if (judged == null) {
            return new Refused(nothingToKeep(base.from(), RetryLevel.RECHECK));
        }
        if (!command.scenes().isEmpty()) {
            return new Refused(RetryLevel.RECHECK + " judges the whole chapter; do not name scenes");
        }
        Redo redo = begun.redo();
        List<String> reasons = new ArrayList<>();
        if (command.note() != null && (redo == null || redo.because().isEmpty())) {
            reasons.add(command.note());
        }
        if (redo != null) {
            reasons.addAll(redo.because());
        }
        RetryOrder order =
                new RetryOrder(RetryLevel.RECHECK, Scope.CHAPTER, new TreeSet<>(), Set.of(), List.of(), reasons);
        ChapterEnvelope next = base.from().nextRun(judged.withReport(null), order, base.best(), command, begun);
        return begins(next, "run " + next.run() + " of chapter " + next.id() + " judges its text again, as it stands");
    }

    private static GoesOn begins(ChapterEnvelope next, String explanation) {
        String stands = next.redo() == null ? "" : "; until it is accepted, the former outcome stands";
        return new GoesOn(next, LastDecision.started(next.run()), explanation + stands);
    }

    private static String nothingToKeep(ChapterEnvelope chapter, String level) {
        return "no attempt at chapter " + chapter.id() + " was judged, so " + level
                + " has nothing to keep; use FULL_RETRY";
    }

    private static List<Issue> issues(@Nullable ChapterWork base, RetryPolicy policy, ChapterEnvelope latest) {
        JudgeReport report = base == null ? null : base.report();
        return report == null
                ? List.of()
                : policy.gates().verdict(report, latest.brief().book().genre()).issues();
    }

    /** The operator's words come first. */
    private static List<String> instructions(@Nullable String note, @Nullable ChapterWork base) {
        List<String> instructions = new ArrayList<>();
        if (note != null) {
            instructions.add(note);
        }
        JudgeReport report = base == null ? null : base.report();
        if (report != null) {
            instructions.addAll(report.revisionInstructions());
        }
        return instructions;
    }

    private static List<String> strengths(@Nullable ChapterWork base) {
        JudgeReport report = base == null ? null : base.report();
        return report == null ? List.of() : report.strengths();
    }

    private static OperatorDecision revise(OperatorCommand command, ChapterEnvelope begun, Base base) {
        ChapterEnvelope latest = base.from();
        SortedMap<Integer, String> text = command.text();
        if (text.isEmpty() || text.values().stream().anyMatch(String::isBlank)) {
            return new Refused("the text handed in, or one of its scenes, is empty");
        }
        SceneList plan = base.work() == null ? null : base.work().sceneList();
        ChapterWork revised;
        if (base.work() == null || plan == null) {
            List<ScenePlan> scenes = text.keySet().stream()
                    .map(scene -> new ScenePlan(scene, "as handed in", null, List.of(), null, null, 0))
                    .toList();
            revised = ChapterWork.nothing()
                    .withSceneList(new SceneList(null, null, scenes))
                    .withTextHandedIn(text);
        } else if (plan.numbers().size() == text.size()) {
            // Matched by order: whoever edits a text does not know how the planner numbered its scenes.
            SortedMap<Integer, String> numbered = new TreeMap<>();
            List<String> texts = List.copyOf(text.values());
            for (int scene : plan.numbers()) {
                numbered.put(scene, texts.get(numbered.size()));
            }
            revised = base.work().withTextHandedIn(numbered);
        } else {
            return new Refused("the text handed in has " + Counted.of(text.size(), "scene") + ", but chapter "
                    + latest.id() + " has " + plan.numbers().size() + "; keep the * * * lines between scenes");
        }
        ChapterEnvelope next = latest.nextRun(revised, null, null, command, begun);
        return begins(
                next, "run " + next.run() + " of chapter " + next.id() + " is the text handed in; it is being judged");
    }
}
