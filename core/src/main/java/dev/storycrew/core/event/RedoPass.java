package dev.storycrew.core.event;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A book in which an accepted chapter is made again, and then whatever rests on what that changes is looked at again, in
 * ascending order.
 *
 * @param cause the id of the operator's command that began it
 * @param recheck true if the chapter under way is looked at again; false if it is the one that the operator named
 * @param pending the chapters still to be looked at again, each with what changed that it rests on
 * @param refold the id of the command by which the router writes the bible that was folded anew; nothing goes on before it has,
 *     so that no older bible can follow a newer one. Null if there is nothing to wait for
 */
public record RedoPass(
        String cause,
        boolean recheck,
        SortedMap<Integer, List<String>> pending,
        @Nullable String refold) {
    public RedoPass {
        pending = Collections.unmodifiableSortedMap(new TreeMap<>(pending));
    }

    /** A pass that begins with the chapter that an operator named. */
    static RedoPass begun(String cause) {
        return new RedoPass(cause, false, new TreeMap<>(), null);
    }
}
