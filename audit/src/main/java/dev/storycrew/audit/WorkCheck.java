package dev.storycrew.audit;

import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.facts.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Compares the parts of a chapter from one envelope to the next. Works hold digests in place of texts. */
final class WorkCheck {
    private WorkCheck() {}

    /**
     * What is wrong with the parts of an envelope.
     *
     * @param before the parts that the envelope must still have
     * @param source where they were, for people
     * @param by the stage that may have added parts; null if none may
     */
    static List<Violation> added(ChapterWork before, String source, Fact.EnvelopeFact after, @Nullable Stage by) {
        return added(before, ChapterWork.nothing(), source, after, by);
    }

    /**
     * What is wrong with the parts of an envelope.
     *
     * @param before the parts that the envelope must still have
     * @param offered what the stage may have taken back unchanged
     * @param source where they were, for people
     * @param by the stage that may have added parts; null if none may
     */
    static List<Violation> added(
            ChapterWork before, ChapterWork offered, String source, Fact.EnvelopeFact after, @Nullable Stage by) {
        List<Violation> found = new ArrayList<>();
        plan(before.sceneList(), source, after, by, found);
        SortedSet<Integer> madeAnew = new TreeSet<>();
        for (Part part : Part.texts()) {
            SortedMap<Integer, String> expected = new TreeMap<>(before.texts(part));
            // Texts made of a scene while this one was skipped are removed when this one is made after all.
            expected.keySet().removeAll(madeAnew);
            SortedMap<Integer, String> now = after.work().texts(part);
            Predicate<Integer> takenBack = scene -> by != null && isTakenBack(scene, part, offered, after.work(), by);
            parts(part.label(), expected, now, source, after, by == part.stage(), takenBack, found);
            if (by == part.stage()) {
                madeAnew.addAll(now.keySet());
                madeAnew.removeAll(expected.keySet());
            }
        }
        return found;
    }

    /** What is wrong with the stage that an envelope was sent to. */
    static @Nullable Violation stage(Fact.EnvelopeFact envelope, Set<Stage> skipped) {
        Stage due = envelope.work().nextStage(skipped);
        Stage sentTo = envelope.place().stage();
        return due == sentTo
                ? null
                : skipped(
                        envelope,
                        "an envelope due at " + due.label(),
                        "one at " + (sentTo == null ? "the router" : sentTo.label()));
    }

    private static void plan(
            @Nullable SceneList before,
            String source,
            Fact.EnvelopeFact after,
            @Nullable Stage by,
            List<Violation> found) {
        SceneList now = after.work().sceneList();
        if (before != null && !before.equals(now)) {
            found.add(preserved(after, "the scene list of " + source + " (" + before.chapterTitle() + ")", name(now)));
        } else if (before == null && now != null && by != Part.first().stage()) {
            found.add(skipped(after, "no scene list, as in " + source, name(now)));
        }
    }

    private static void parts(
            String part,
            SortedMap<Integer, String> before,
            SortedMap<Integer, String> now,
            String source,
            Fact.EnvelopeFact after,
            boolean mayBeAdded,
            Predicate<Integer> takenBack,
            List<Violation> found) {
        before.forEach((scene, digest) -> {
            String kept = now.get(scene);
            if (!digest.equals(kept)) {
                found.add(preserved(
                        after,
                        "the " + part + " of scene " + scene + " as in " + source + " (" + digest + ")",
                        kept == null ? "no such " + part : kept));
            }
        });
        now.forEach((scene, digest) -> {
            if (!mayBeAdded && !before.containsKey(scene) && !takenBack.test(scene)) {
                found.add(skipped(after, "no " + part + " of scene " + scene + ", as in " + source, digest));
            }
        });
    }

    /**
     * True if a text came back from what was offered, with everything that it was made from: no old revision beside a new
     * draft. A planner may have given the scene another number.
     */
    private static boolean isTakenBack(int scene, Part part, ChapterWork offered, ChapterWork now, Stage by) {
        Set<Integer> sources = by == Part.first().stage() ? offered.text().keySet() : Set.of(scene);
        return sources.stream()
                .anyMatch(source -> Part.texts().stream()
                        .filter(each -> each.compareTo(part) <= 0)
                        .allMatch(each -> Objects.equals(
                                now.texts(each).get(scene), offered.texts(each).get(source))));
    }

    private static String name(@Nullable SceneList list) {
        return list == null ? "no scene list" : "the scene list " + list.chapterTitle();
    }

    private static Violation preserved(Fact.EnvelopeFact at, String expected, String found) {
        return new Violation(Violation.Kind.PRESERVED_PART, at.chapter().toString(), at.position(), expected, found);
    }

    private static Violation skipped(Fact.EnvelopeFact at, String expected, String found) {
        return new Violation(Violation.Kind.SKIPPED_STAGE, at.chapter().toString(), at.position(), expected, found);
    }
}
