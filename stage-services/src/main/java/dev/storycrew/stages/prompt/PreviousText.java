package dev.storycrew.stages.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which of the preserved scenes a writer or editor is shown when only some scenes are wanted. */
public enum PreviousText {
    /** All of them, so that nothing in the chapter is repeated or contradicted. */
    ALL,
    /** The ones right before and after each wanted scene: cheaper, but blind to the rest of the chapter. */
    NEIGHBOURS;

    /**
     * The scenes to show.
     *
     * @param planned all of the chapter's scenes, ascending
     * @param there the scenes that have a text
     * @param wanted the scenes that are asked for, never shown
     */
    Set<Integer> shown(SortedSet<Integer> planned, Set<Integer> there, Set<Integer> wanted) {
        Set<Integer> shown = new TreeSet<>(there);
        shown.removeAll(wanted);
        if (this == NEIGHBOURS) {
            List<Integer> order = new ArrayList<>(planned);
            shown.removeIf(scene -> {
                int index = order.indexOf(scene);
                boolean follows = index > 0 && wanted.contains(order.get(index - 1));
                boolean precedes = index + 1 < order.size() && wanted.contains(order.get(index + 1));
                return !follows && !precedes;
            });
        }
        return shown;
    }
}
