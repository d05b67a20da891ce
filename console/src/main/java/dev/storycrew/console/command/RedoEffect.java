package dev.storycrew.console.command;

import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.decision.RedoPlan;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.cards.ShownChapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What making an accepted chapter again may mean for later ones.
 *
 * @param usd what looking at them costs; 0 if none would be looked at
 * @param redoes a sentence for each
 */
public record RedoEffect(double usd, List<String> redoes) {
    /** Nothing of other chapters. */
    public static final RedoEffect NONE = new RedoEffect(0, List.of());

    /** Each chapter is a record to be read, and an effect is shown while somebody types. */
    private static final int MOST_READ = 100;

    /**
     * Reads what stands of the chapter and those after it.
     *
     * @param book its chapters, in order
     * @param outcomes reads a chapter's last outcome
     */
    public static RedoEffect of(
            ChapterId id, List<ShownChapter> book, Function<ShownChapter, Optional<ChapterOutcome>> outcomes) {
        SortedMap<Integer, ChapterOutcome> standing = new TreeMap<>();
        List<ShownChapter> from = book.stream()
                .filter(chapter -> chapter.card().id().number() >= id.number())
                .filter(chapter -> chapter.state() == ChapterState.ACCEPTED)
                .toList();
        from.stream()
                .limit(MOST_READ)
                .forEach(chapter -> outcomes.apply(chapter)
                        .filter(outcome -> outcome.kind() == ChapterOutcome.Kind.ACCEPTED)
                        .ifPresent(outcome -> standing.put(outcome.chapter().number(), outcome)));
        if (!standing.containsKey(id.number())) {
            return NONE;
        }
        RedoPlan plan = RedoPlan.of(id, standing, Stage.ofTheJudge(), false, new TreeSet<>());
        List<String> redoes = new ArrayList<>();
        plan.rechecks()
                .forEach(recheck -> redoes.add("if that changes, a look at chapter " + recheck.chapter() + ": "
                        + String.join("; ", recheck.because())));
        if (from.size() > MOST_READ) {
            redoes.add("perhaps more: " + Counted.of(from.size() - MOST_READ, "later chapter") + " not looked at here");
        }
        return new RedoEffect(plan.recheck().cost().usd() * plan.rechecks().size(), redoes);
    }
}
