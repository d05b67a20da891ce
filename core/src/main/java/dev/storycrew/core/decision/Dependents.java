package dev.storycrew.core.decision;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.story.StoryBible;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What rests on what: which accepted chapters must be looked at again when the bible that they started with is another one. Pure. */
public final class Dependents {
    private Dependents() {}

    /**
     * The later chapters that read an entry which is not what it was, and the next one if the ending before it is another;
     * each with the reasons, for its judge and for people.
     *
     * @param redone the chapter that was made again
     * @param last the last chapter that has ended
     */
    public static SortedMap<Integer, List<String>> of(
            BookCanon was, BookCanon is, int redone, int last, IntFunction<@Nullable ChapterStanding> standing) {
        SortedMap<Integer, List<String>> found = new TreeMap<>();
        for (int chapter = redone + 1; chapter <= last; chapter++) {
            ChapterStanding stands = standing.apply(chapter);
            if (stands == null || !stands.isAccepted()) {
                continue;
            }
            List<String> reasons = reasons(chapter, stands.canon(), was.before(chapter), is.before(chapter));
            if (!reasons.isEmpty()) {
                found.put(chapter, reasons);
            }
        }
        return found;
    }

    private static List<String> reasons(int chapter, @Nullable ChapterCanon canon, StoryBible was, StoryBible is) {
        List<String> reasons = new ArrayList<>();
        for (String id : canon == null ? allEntries(was, is) : canon.read()) {
            BibleEntry before = was.entry(id);
            BibleEntry now = is.entry(id);
            if (!Objects.equals(before, now)) {
                reasons.add(difference(id, before, now));
            }
        }
        if (!Objects.equals(was.endingBefore(chapter), is.endingBefore(chapter))) {
            reasons.add("chapter " + (chapter - 1) + " ends otherwise now");
        }
        return reasons;
    }

    /** A chapter that does not say what it read is taken to have read everything. */
    private static Set<String> allEntries(StoryBible was, StoryBible is) {
        Set<String> ids = new LinkedHashSet<>();
        was.entries().forEach(entry -> ids.add(entry.id().toString()));
        is.entries().forEach(entry -> ids.add(entry.id().toString()));
        return ids;
    }

    private static String difference(String id, @Nullable BibleEntry before, @Nullable BibleEntry now) {
        if (now == null) {
            return "[" + id + "] is no longer so: " + (before == null ? "" : before.text());
        }
        if (before == null) {
            return "[" + id + "] is new: " + now.text();
        }
        if (before.stands() && !now.stands()) {
            return "[" + id + "] has ended: " + now.text();
        }
        return "[" + id + "] " + (before.stands() == now.stands() ? "is about others now: " : "holds again: ")
                + now.text();
    }
}
