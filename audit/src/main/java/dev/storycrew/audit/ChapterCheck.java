package dev.storycrew.audit;

import dev.storycrew.history.facts.Fact;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All rules about one chapter, in the order things happened: earlier violations cause later ones. */
final class ChapterCheck {
    private final TopicCatalogue topics;
    private final DecisionCheck decisions;
    private final OutcomeCount outcomes;
    private final Predicate<Topic<?>> whole;

    /** @param whole whether all of a topic's history is read */
    ChapterCheck(TopicCatalogue topics, DecisionCheck decisions, OutcomeCount outcomes, Predicate<Topic<?>> whole) {
        this.topics = topics;
        this.decisions = decisions;
        this.outcomes = outcomes;
        this.whole = whole;
    }

    /**
     * What was found.
     *
     * @param first the first violation; null if none
     * @param decisions how many were recomputed
     */
    record Found(@Nullable Violation first, int decisions) {}

    /** A run under way: what is not there yet is not missing. */
    Found underWay(ChapterTrail chapter, RunTrail run) {
        RunCheck check = new RunCheck(chapter, run, decisions, false);
        List<Violation> found = new ArrayList<>(request(chapter, run));
        found.addAll(check.check());
        return new Found(found.stream().findFirst().orElse(null), check.decisionsChecked());
    }

    /** An outcome and, with a run's first outcome, the run. */
    Found ended(ChapterTrail chapter, RunTrail run, Fact.OutcomeFact outcome) {
        List<Violation> found = new ArrayList<>();
        int decided = 0;
        if (run.outcomes().get(0) == outcome) {
            RunCheck check = new RunCheck(chapter, run, decisions, true);
            found.addAll(request(chapter, run));
            found.addAll(check.check());
            decided = check.decisionsChecked();
            if (run.start() == null) {
                found.add(new Violation(
                        Violation.Kind.MISSING_RECORD,
                        chapter.id().toString(),
                        outcome.position(),
                        "the envelope that began run " + run.number(),
                        "none"));
            }
        }
        Violation count = outcomes.check(chapter, run, outcome);
        if (count != null) {
            found.add(count);
        }
        found.addAll(new OutcomeCheck(chapter, run, outcome, decisions).check());
        return new Found(found.stream().findFirst().orElse(null), decided);
    }

    private List<Violation> request(ChapterTrail chapter, RunTrail run) {
        Fact.EnvelopeFact start = run.start();
        return start != null
                        && run.number() == 1
                        && chapter.request(start) == null
                        && whole.test(topics.chapterRequests())
                ? List.of(new Violation(
                        Violation.Kind.REQUEST,
                        chapter.id().toString(),
                        start.position(),
                        "the request " + start.requestId() + " in "
                                + topics.chapterRequests().name(),
                        "none"))
                : List.of();
    }
}
