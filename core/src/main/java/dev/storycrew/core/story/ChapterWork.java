package dev.storycrew.core.story;

import dev.storycrew.core.judge.JudgeReport;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The erasable thing: what has been made of a chapter so far. A stage fills in what is missing, a retry erases what was
 * bad, and the next stage is the first one with something missing.
 *
 * @param sceneList null when it is yet to be planned
 * @param drafts by scene number; only of scenes in the scene list
 * @param revisions by scene number; only of scenes that have a draft
 * @param report null when the text is yet to be judged
 */
public record ChapterWork(
        @Nullable SceneList sceneList,
        SortedMap<Integer, String> drafts,
        SortedMap<Integer, String> revisions,
        @Nullable JudgeReport report) {

    private static final ChapterWork NOTHING = new ChapterWork(null, new TreeMap<>(), new TreeMap<>(), null);

    public ChapterWork {
        drafts = Collections.unmodifiableSortedMap(new TreeMap<>(drafts));
        revisions = Collections.unmodifiableSortedMap(new TreeMap<>(revisions));
        Set<Integer> planned = sceneList == null ? Set.of() : sceneList.numbers();
        requireWithin("draft", drafts.keySet(), "is not in the scene list", planned);
        requireWithin("revision", revisions.keySet(), "has no draft", drafts.keySet());
    }

    /** A chapter of which nothing has been made. */
    public static ChapterWork nothing() {
        return NOTHING;
    }

    /** The scenes that are yet to be written; empty as long as there is no scene list. */
    public SortedSet<Integer> missingDrafts() {
        return scenesWithout(drafts.keySet());
    }

    /** The scenes that are yet to be edited, written or not; empty as long as there is no scene list. */
    public SortedSet<Integer> missingRevisions() {
        return scenesWithout(revisions.keySet());
    }

    /** The chapter's text by scene: the revision, or the draft where there is none. */
    public SortedMap<Integer, String> text() {
        SortedMap<Integer, String> text = new TreeMap<>(drafts);
        text.putAll(revisions);
        return Collections.unmodifiableSortedMap(text);
    }

    /**
     * The first stage with something missing; {@link Stage#BIBLE} when nothing is. Where there is a report nothing is: a
     * judged chapter lacks only what its attempt did without, and whatever changes a work takes its report away.
     *
     * @param skipped stages that this attempt does without; only {@link Stage#EDIT} can be done without
     */
    public Stage nextStage(Set<Stage> skipped) {
        if (report != null) {
            return Stage.BIBLE;
        }
        if (sceneList == null) {
            return Stage.PLAN;
        }
        if (!missingDrafts().isEmpty()) {
            return Stage.WRITE;
        }
        if (!missingRevisions().isEmpty() && !skipped.contains(Stage.EDIT)) {
            return Stage.EDIT;
        }
        return Stage.JUDGE;
    }

    /** What is left when the given parts, everything made from them, and the report are gone. */
    public ChapterWork erase(Collection<Erasure> erasures) {
        SceneList keptList = sceneList;
        SortedMap<Integer, String> keptDrafts = new TreeMap<>(drafts);
        SortedMap<Integer, String> keptRevisions = new TreeMap<>(revisions);
        for (Erasure erasure : erasures) {
            keptRevisions.keySet().removeIf(erasure::touches);
            if (erasure.from().compareTo(Part.DRAFT) <= 0) {
                keptDrafts.keySet().removeIf(erasure::touches);
            }
            if (erasure.from() == Part.PLAN) {
                keptList = null;
            }
        }
        return new ChapterWork(keptList, keptDrafts, keptRevisions, null);
    }

    /**
     * Fills in the plan.
     *
     * @throws IllegalStateException when there is one: only an erasure makes room for another
     */
    public ChapterWork withSceneList(SceneList planned) {
        if (sceneList != null) {
            throw new IllegalStateException("the chapter is planned already");
        }
        return new ChapterWork(planned, drafts, revisions, null);
    }

    /**
     * Fills in drafts.
     *
     * @throws IllegalStateException when one of the scenes has a draft
     */
    public ChapterWork withDrafts(Map<Integer, String> written) {
        return new ChapterWork(sceneList, filledIn("draft", drafts, written), revisions, null);
    }

    /**
     * Fills in revisions.
     *
     * @throws IllegalStateException when one of the scenes has a revision
     */
    public ChapterWork withRevisions(Map<Integer, String> edited) {
        return new ChapterWork(sceneList, drafts, filledIn("revision", revisions, edited), null);
    }

    public ChapterWork withReport(JudgeReport judged) {
        return new ChapterWork(sceneList, drafts, revisions, judged);
    }

    private SortedSet<Integer> scenesWithout(Set<Integer> made) {
        SortedSet<Integer> missing = sceneList == null ? new TreeSet<>() : new TreeSet<>(sceneList.numbers());
        missing.removeAll(made);
        return missing;
    }

    private static SortedMap<Integer, String> filledIn(
            String part, SortedMap<Integer, String> before, Map<Integer, String> added) {
        SortedMap<Integer, String> result = new TreeMap<>(before);
        added.forEach((scene, text) -> {
            if (result.putIfAbsent(scene, text) != null) {
                throw new IllegalStateException("scene " + scene + " has a " + part + " already");
            }
        });
        return result;
    }

    private static void requireWithin(String part, Set<Integer> scenes, String complaint, Set<Integer> allowed) {
        for (Integer scene : scenes) {
            if (!allowed.contains(scene)) {
                throw new IllegalArgumentException(
                        "the " + part + " of scene " + scene + " cannot be kept: the scene " + complaint);
            }
        }
    }
}
