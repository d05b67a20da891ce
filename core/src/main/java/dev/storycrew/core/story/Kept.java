package dev.storycrew.core.story;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an erased work still has. Each scene of the plan is in exactly one of the three sets; all are empty where there is no
 * plan.
 *
 * @param plan true when the scene list is there
 * @param planned scenes that have nothing but their entry in the scene list, ascending
 * @param drafted scenes that have their draft and no revision, ascending
 * @param whole scenes that have draft and revision, ascending
 */
public record Kept(boolean plan, SortedSet<Integer> planned, SortedSet<Integer> drafted, SortedSet<Integer> whole) {
    public Kept {
        planned = Collections.unmodifiableSortedSet(new TreeSet<>(planned));
        drafted = Collections.unmodifiableSortedSet(new TreeSet<>(drafted));
        whole = Collections.unmodifiableSortedSet(new TreeSet<>(whole));
    }

    /** What there is of a work. */
    public static Kept of(ChapterWork work) {
        SortedSet<Integer> whole = new TreeSet<>(work.revisions().keySet());
        SortedSet<Integer> drafted = new TreeSet<>(work.drafts().keySet());
        drafted.removeAll(whole);
        return new Kept(work.sceneList() != null, work.missingDrafts(), drafted, whole);
    }

    /** For people: {@code the scene list, the draft of scene 1, and everything of scene 2}; {@code nothing}. */
    public String describe() {
        if (!plan) {
            return "nothing";
        }
        if (drafted.isEmpty() && whole.isEmpty()) {
            return "the scene list";
        }
        if (planned.isEmpty() && whole.isEmpty()) {
            return "the scene list and the " + (drafted.size() == 1 ? "draft" : "drafts");
        }
        if (planned.isEmpty() && drafted.isEmpty()) {
            return "everything";
        }
        String drafts = (drafted.size() == 1 ? "the draft of " : "the drafts of ") + Scenes.named(drafted);
        String everything = "everything of " + Scenes.named(whole);
        if (drafted.isEmpty()) {
            return "the scene list and " + everything;
        }
        return whole.isEmpty() ? "the scene list and " + drafts : "the scene list, " + drafts + ", and " + everything;
    }
}
