package dev.storycrew.console.api;

import dev.storycrew.core.card.CardStep;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.cards.ShownChapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A chapter in a list, as its card tells it. */
record ChapterRow(
        int number,
        String title,
        String state,
        @Nullable String stage,
        int run,
        int attempt,
        List<Step> path,
        @Nullable Double score,
        double costUsd,
        boolean priced,
        @Nullable Double saved,
        @Nullable Long requestedAt,
        @Nullable Long startedAt,
        @Nullable Long endedAt,
        long changedAt,
        @Nullable Need needs) {
    private static final double HUNDRED = 100;

    /** The retry that followed an attempt. */
    record Retry(String level, boolean escalated) {}

    /** An attempt. */
    record Step(
            List<String> stages,
            @Nullable Boolean passed,
            @Nullable Double score,
            @Nullable Retry retry) {}

    static ChapterRow of(ShownChapter shown, RetryPolicy policy, @Nullable Need need) {
        ChapterCard card = shown.card();
        ChapterProgress progress = card.progress();
        List<CardStep> steps = steps(card);
        ChapterState state = shown.state();
        boolean begun = card.last() != null;
        return new ChapterRow(
                card.id().number(),
                card.title(),
                state.name(),
                stage(shown),
                begun && progress != null ? progress.run() : 0,
                steps.isEmpty() ? 0 : steps.get(steps.size() - 1).attempt(),
                path(shown, steps, policy),
                hundredths(card.path().lastHundredths()),
                card.spent().cost().usd(),
                card.spent().priced(),
                saved(card),
                card.firstAt() == 0 ? null : card.firstAt(),
                null,
                progress == null || progress.ended() == null ? null : progress.endedAt(),
                card.changedAt(),
                need);
    }

    ChapterRow startedAt(@Nullable Long time) {
        return new ChapterRow(
                number,
                title,
                state,
                stage,
                run,
                attempt,
                path,
                score,
                costUsd,
                priced,
                saved,
                requestedAt,
                time,
                endedAt,
                changedAt,
                needs);
    }

    /** As a run left it that was not the last. */
    ChapterRow asLeft(
            String ended, int ofRun, int afterAttempt, Usage usage, @Nullable Long began, @Nullable Long endedThen) {
        return new ChapterRow(
                number,
                title,
                ended,
                null,
                ofRun,
                afterAttempt,
                List.of(),
                null,
                usage.cost().usd(),
                usage.priced(),
                null,
                requestedAt,
                began,
                endedThen,
                endedThen == null ? changedAt : endedThen,
                null);
    }

    /** Of its last run. */
    static List<CardStep> steps(ChapterCard card) {
        List<CardStep> all = card.path().steps();
        int run = all.stream().mapToInt(CardStep::run).max().orElse(0);
        return all.stream().filter(step -> step.run() == run).toList();
    }

    /** What works on it, or has given it up; null if it waits or has ended. */
    static @Nullable String stage(ShownChapter shown) {
        ChapterProgress progress = shown.card().progress();
        boolean open = shown.state() == ChapterState.UNDER_WAY || shown.state() == ChapterState.DEAD_LETTERED;
        return open && progress != null && progress.stage() != null
                ? progress.stage().label()
                : null;
    }

    static @Nullable Double hundredths(@Nullable Integer score) {
        return score == null ? null : score / HUNDRED;
    }

    /** What its retries saved; null until one was judged, and while another is not. */
    static @Nullable Double saved(ChapterCard card) {
        Savings saved = judgedSavings(card);
        return saved.comparable() ? saved.savedPercent(!card.spent().priced()) / HUNDRED : null;
    }

    /** None while a retry is not judged: it has cost something, and has nothing to be compared with yet. */
    static Savings judgedSavings(ChapterCard card) {
        return isInRetry(card) ? Savings.none() : card.saved();
    }

    /** True while a retry is under way. */
    static boolean isInRetry(ChapterCard card) {
        List<CardStep> steps = steps(card);
        CardStep last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        boolean ended = card.progress() != null && card.progress().ended() != null;
        return !ended && last != null && last.attempt() > 0 && last.passed() == null;
    }

    private static List<Step> path(ShownChapter shown, List<CardStep> steps, RetryPolicy policy) {
        List<Step> path = new ArrayList<>();
        if (shown.state() == ChapterState.WAITING || shown.state() == ChapterState.HELD) {
            return path;
        }
        for (int index = 0; index < steps.size(); index++) {
            CardStep step = steps.get(index);
            boolean last = index == steps.size() - 1;
            CardStep next = last ? null : steps.get(index + 1);
            path.add(new Step(
                    stages(step, shown, last, policy).stream().map(Stage::label).toList(),
                    step.passed(),
                    hundredths(step.scoreHundredths()),
                    next == null || next.level() == null ? null : new Retry(next.level(), next.escalated())));
        }
        return path;
    }

    /** The stages of an attempt; of one that is under way, up to where it is. */
    private static List<Stage> stages(CardStep step, ShownChapter shown, boolean last, RetryPolicy policy) {
        String name = step.level();
        RetryLevel level = name == null ? null : policy.levels().get(name);
        Part from = level == null ? Part.first() : level.erases();
        Set<Stage> skipped = level == null ? Set.of() : level.skip();
        boolean byHand = name != null && level == null && !name.equals(RetryLevel.FULL_RETRY);
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            Part fills = stage.fills();
            boolean needed = fills == null
                    ? !stage.followsAcceptance() || (last && shown.state() == ChapterState.ACCEPTED)
                    : !byHand && fills.compareTo(from) >= 0;
            if (needed && !skipped.contains(stage)) {
                stages.add(stage);
            }
        }
        ChapterProgress progress = shown.card().progress();
        Stage at = progress == null ? null : progress.stage();
        boolean open = last && (shown.state() == ChapterState.UNDER_WAY || shown.state() == ChapterState.DEAD_LETTERED);
        return open && at != null
                ? stages.stream().filter(stage -> stage.compareTo(at) <= 0).toList()
                : stages;
    }
}
