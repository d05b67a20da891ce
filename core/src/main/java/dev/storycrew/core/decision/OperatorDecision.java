package dev.storycrew.core.decision;

import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.core.event.OperatorCommand;
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
        if (decided.accepted()) {
            return new Refused("chapter " + begun.id() + " was accepted, and its changes are in the story bible");
        }
        return switch (command.kind()) {
            case ACCEPT -> accept(command, latest, chapters);
            case RETRY -> retry(command, begun, latest, chapters, rules.policy());
            case REVISE -> revise(command, begun, latest, chapters);
            case CANCEL, HOLD, RELEASE, REDRIVE ->
                new Refused(command.kind() + " does not apply to a chapter that has ended");
        };
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
        return new Ends(latest, decided, outcome, "chapter " + latest.id() + " is cancelled, and its book is held");
    }

    private static OperatorDecision accept(OperatorCommand command, ChapterEnvelope latest, KnownChapters chapters) {
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
        ChapterEnvelope accepted = latest.accepted(attempt, work, command);
        return new GoesOn(
                accepted,
                new LastDecision(latest.run(), attempt, true, false),
                Attempts.named(attempt) + " of chapter " + latest.id()
                        + " is accepted; its bible changes are being written");
    }

    private static OperatorDecision retry(
            OperatorCommand command,
            ChapterEnvelope begun,
            ChapterEnvelope latest,
            KnownChapters chapters,
            RetryPolicy policy) {
        String name = String.valueOf(command.level());
        if (!policy.levels().containsKey(name)) {
            return new Refused("policy " + policy.reference() + " has no level " + name, name);
        }
        if (policy.disabledLevels().contains(name)) {
            return new Refused("policy " + policy.reference() + " has disabled " + name);
        }
        String note = command.note();
        if (note != null && new TruthGuard(latest.bible()).givesAway(note)) {
            return new Refused("the note gives away the truth card, which the planner, writer and editor must not see;"
                    + " reword it");
        }
        RetryLevel level = policy.level(name);
        BestAttempt best = latest.best();
        ChapterWork base = best == null ? null : chapters.workOf(latest.id(), best);
        SceneList plan = base == null ? null : base.sceneList();
        if (plan == null && level.erases().isText()) {
            return new Refused("no attempt at chapter " + latest.id() + " was judged, so " + name
                    + " has nothing to keep; use FULL_RETRY");
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
        ChapterWork judged = base == null ? ChapterWork.nothing() : base;
        ChapterWork preserved = judged.erase(erasures);
        RetryOrder order = new RetryOrder(
                        name,
                        whole ? Scope.CHAPTER : Scope.SCENES,
                        whole ? new TreeSet<>() : scenes,
                        level.skip(),
                        issues(base, policy, latest),
                        instructions(note, base))
                .keepingAside(judged, erasures)
                .praising(Erasure.loseThePlan(erasures) ? List.of() : strengths(base))
                .asLast(policy.maxRetries() == 0);
        ChapterEnvelope next = latest.nextRun(preserved, order, best, command, begun);
        String what = whole ? "the whole chapter" : Scenes.named(scenes);
        return new GoesOn(
                next,
                LastDecision.started(next.run()),
                "run " + next.run() + " of chapter " + next.id() + " begins with " + name + " of " + what);
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

    private static OperatorDecision revise(
            OperatorCommand command, ChapterEnvelope begun, ChapterEnvelope latest, KnownChapters chapters) {
        SortedMap<Integer, String> text = command.text();
        if (text.isEmpty() || text.values().stream().anyMatch(String::isBlank)) {
            return new Refused("the text handed in, or one of its scenes, is empty");
        }
        BestAttempt best = latest.best();
        ChapterWork base = best == null ? null : chapters.workOf(latest.id(), best);
        SceneList plan = base == null ? null : base.sceneList();
        ChapterWork revised;
        if (base == null || plan == null) {
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
            revised = base.withTextHandedIn(numbered);
        } else {
            return new Refused("the text handed in has " + Counted.of(text.size(), "scene") + ", but chapter "
                    + latest.id() + " has " + plan.numbers().size() + "; keep the * * * lines between scenes");
        }
        ChapterEnvelope next = latest.nextRun(revised, null, null, command, begun);
        return new GoesOn(
                next,
                LastDecision.started(next.run()),
                "run " + next.run() + " of chapter " + next.id() + " is the text handed in; it is being judged");
    }
}
