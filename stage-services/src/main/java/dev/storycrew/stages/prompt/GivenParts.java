package dev.storycrew.stages.prompt;

import dev.storycrew.core.decision.PartialReviews;
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
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a chapter a stage is given, as numbers only. Requests are filled in from it.
 *
 * @param theBeginning false where others than the chapter's first scene are worked on or read
 * @param sceneList whether the scene list is among them
 * @param wanted the scenes that a writer or editor is asked for, ascending; empty for the others
 * @param previousText the preserved scenes shown beside them
 * @param currentText the scenes whose present text a writer or editor is shown
 * @param chapterText the scenes that judge and bible keeper read
 * @param findings how many findings of the deterministic checks
 * @param inPart true for a judge who is shown only what changed
 * @param issues how many issues of the report before
 * @param instructions how many revision instructions
 */
public record GivenParts(
        boolean theBeginning,
        boolean sceneList,
        SortedSet<Integer> wanted,
        SortedSet<Integer> previousText,
        SortedSet<Integer> currentText,
        SortedSet<Integer> chapterText,
        int findings,
        boolean inPart,
        int issues,
        int instructions) {
    public GivenParts {
        wanted = copy(wanted);
        previousText = copy(previousText);
        currentText = copy(currentText);
        chapterText = copy(chapterText);
    }

    static GivenParts of(ChapterEnvelope envelope, Stage stage, List<Finding> found, PreviousText shows) {
        ChapterWork work = envelope.work();
        RetryOrder order = envelope.order();
        Part fills = stage.fills();
        SceneList list = sceneList(envelope, stage);
        Part texts = fills != null && fills.isText() ? fills : null;
        SortedSet<Integer> wanted = texts == null ? new TreeSet<>() : work.missing(texts);
        Set<Integer> text = list == null ? Set.of() : work.text().keySet();
        boolean inPart = stage.judges() && PartialReviews.isDue(envelope);
        Set<Integer> changed = inPart && order != null ? order.changed() : text;
        SortedSet<Integer> touched = inPart ? new TreeSet<>(changed) : wanted;
        return new GivenParts(
                list == null
                        || touched.isEmpty()
                        || touched.first().equals(list.numbers().first()),
                list != null,
                wanted,
                copy(texts != null && list != null ? shows.shown(list.numbers(), text, wanted) : Set.of()),
                texts == null
                        ? new TreeSet<>()
                        : copy(envelope.currentText(texts).keySet()),
                copy(fills == null ? changed : Set.of()),
                found.size(),
                inPart,
                order == null ? 0 : order.issues().size(),
                order == null || fills == null ? 0 : order.instructions().size());
    }

    /**
     * The scenes whose entry in the scene list is shown whole: the wanted ones and neighbours without a text; for a judge
     * of a revised chapter those that have changed; else all.
     *
     * @param changed the scenes that the attempt has changed so far
     */
    SortedSet<Integer> inDetail(SortedSet<Integer> planned, SortedSet<Integer> changed) {
        SortedSet<Integer> middle = new TreeSet<>(wanted.isEmpty() ? changed : wanted);
        middle.retainAll(planned);
        if (middle.isEmpty()) {
            return planned;
        }
        SortedSet<Integer> detailed = new TreeSet<>(PreviousText.NEIGHBOURS.shown(planned, planned, middle));
        detailed.removeAll(wanted.isEmpty() ? planned : previousText);
        detailed.addAll(middle);
        return detailed;
    }

    /**
     * The scenes of which the scene list has only the number: those that a judge of a revised chapter reads as they were
     * judged before. Their text is there, and its plan has been held against it already.
     */
    SortedSet<Integer> byNumber(SortedSet<Integer> inDetail, Stage stage) {
        SortedSet<Integer> read = new TreeSet<>(stage.judges() ? chapterText : Set.of());
        read.removeAll(inDetail);
        return read;
    }

    /** The scene list that a stage is shown; a planner is shown the former one if scenes of it can be taken back. */
    static @Nullable SceneList sceneList(ChapterEnvelope envelope, Stage stage) {
        if (stage.fills() != Part.first()) {
            return envelope.work().sceneList();
        }
        RetryOrder order = envelope.order();
        return order == null ? null : order.offered().sceneList();
    }

    private static SortedSet<Integer> copy(Collection<Integer> scenes) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
    }
}
