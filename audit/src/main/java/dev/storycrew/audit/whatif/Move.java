package dev.storycrew.audit.whatif;

import dev.storycrew.core.retry.Route;
import dev.storycrew.core.retry.Scope;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a judged chapter went, or would have gone.
 *
 * @param kind what costs and differences are counted by
 * @param scenes the scenes that lost something; empty for the whole chapter, or if nothing was redone
 * @param explanation the sentence that explains it
 */
record Move(Kind kind, SortedSet<Integer> scenes, String explanation) {
    Move {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
    }

    /**
     * A kind of retry, or an end.
     *
     * @param level a level's name, or ACCEPTED, or EXHAUSTED
     * @param scope {@code scenes}, {@code chapter}, or empty for an end
     */
    record Kind(String level, String scope) implements Comparable<Kind> {
        static final Kind ACCEPTED = new Kind("ACCEPTED", "");
        static final Kind EXHAUSTED = new Kind("EXHAUSTED", "");

        static Kind retry(String level, Scope scope) {
            return new Kind(level, scope.label());
        }

        boolean isEnd() {
            return scope.isEmpty();
        }

        @Override
        public int compareTo(Kind other) {
            int byLevel = level.compareTo(other.level);
            return byLevel != 0 ? byLevel : scope.compareTo(other.scope);
        }

        /** For people: {@code EDIT_ONLY of scenes}. */
        @Override
        public String toString() {
            return isEnd() ? level : level + (scope.equals(Scope.CHAPTER.label()) ? " of the chapter" : " of scenes");
        }
    }

    static Move of(Route route) {
        if (route instanceof Route.Retry retry) {
            return new Move(Kind.retry(retry.level().name(), retry.scope()), retry.scenes(), retry.explanation());
        }
        Kind kind = route instanceof Route.Accept ? Kind.ACCEPTED : Kind.EXHAUSTED;
        return new Move(kind, Collections.emptySortedSet(), route.explanation());
    }

    boolean differsFrom(Move other) {
        return !kind.equals(other.kind) || !scenes.equals(other.scenes);
    }
}
