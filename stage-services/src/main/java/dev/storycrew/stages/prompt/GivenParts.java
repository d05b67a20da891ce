package dev.storycrew.stages.prompt;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which parts of a chapter a stage is given, as numbers only. Requests are filled in from it.
 *
 * @param sceneList whether the scene list is among them
 * @param wanted the scenes that a writer or editor is asked for, ascending; empty for the others
 * @param previousText the preserved scenes shown beside them
 * @param drafts the scenes whose current text an editor works on
 * @param chapterText the scenes that judge and bible keeper read
 * @param findings how many findings of the deterministic checks
 * @param issues how many issues of the report before
 * @param instructions how many revision instructions
 */
public record GivenParts(
        boolean sceneList,
        SortedSet<Integer> wanted,
        SortedSet<Integer> previousText,
        SortedSet<Integer> drafts,
        SortedSet<Integer> chapterText,
        int findings,
        int issues,
        int instructions) {
    public GivenParts {
        wanted = copy(wanted);
        previousText = copy(previousText);
        drafts = copy(drafts);
        chapterText = copy(chapterText);
    }

    static GivenParts of(ChapterEnvelope envelope, Stage stage, List<Finding> found, PreviousText shows) {
        ChapterWork work = envelope.work();
        Part fills = stage.fills();
        SceneList list = Part.first() == fills ? null : work.sceneList();
        Part texts = fills != null && fills.isText() ? fills : null;
        SortedSet<Integer> wanted = texts == null ? new TreeSet<>() : work.missing(texts);
        Set<Integer> text = list == null ? Set.of() : work.text().keySet();
        RetryOrder order = envelope.order();
        return new GivenParts(
                list != null,
                wanted,
                copy(texts != null && list != null ? shows.shown(list.numbers(), text, wanted) : Set.of()),
                texts == null
                        ? new TreeSet<>()
                        : both(wanted, work.textBefore(texts).keySet()),
                copy(texts != null ? Set.of() : text),
                found.size(),
                order == null ? 0 : order.issues().size(),
                order == null ? 0 : order.instructions().size());
    }

    private static SortedSet<Integer> both(Set<Integer> some, Set<Integer> others) {
        SortedSet<Integer> both = new TreeSet<>(some);
        both.retainAll(others);
        return both;
    }

    private static SortedSet<Integer> copy(Collection<Integer> scenes) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
    }
}
