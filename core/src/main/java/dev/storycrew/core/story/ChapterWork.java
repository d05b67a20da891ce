package dev.storycrew.core.story;

import dev.storycrew.core.judge.JudgeReport;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The work on a chapter so far, which retries erase. A stage fills in what is missing, a retry erases what was
 * bad, and the next stage is the first one with something missing.
 *
 * @param sceneList null if not planned yet
 * @param texts for each part that {@linkplain Part#isText() is a text}, its texts by scene number. The first exists
 *     only for scenes in the scene list, the others only for scenes that have the first
 * @param report null if the text is not judged yet
 */
public record ChapterWork(
        @Nullable SceneList sceneList,
        Map<Part, SortedMap<Integer, String>> texts,
        @Nullable JudgeReport report) {

    private static final ChapterWork NOTHING = of(null, part -> new TreeMap<>(), null);

    public ChapterWork {
        Map<Part, SortedMap<Integer, String>> copy = new EnumMap<>(Part.class);
        for (Part part : Part.texts()) {
            copy.put(part, Collections.unmodifiableSortedMap(new TreeMap<>(texts.getOrDefault(part, new TreeMap<>()))));
        }
        texts = Collections.unmodifiableMap(copy);
        Set<Integer> planned = sceneList == null ? Set.of() : sceneList.numbers();
        Part first = Part.texts().get(0);
        for (Map.Entry<Part, SortedMap<Integer, String>> each : texts.entrySet()) {
            boolean isFirst = each.getKey() == first;
            requireWithin(
                    each.getKey(),
                    each.getValue().keySet(),
                    isFirst ? "is not in the scene list" : "has no " + first.label(),
                    isFirst ? planned : of(texts, first).keySet());
        }
    }

    /**
     * A work of given parts.
     *
     * @param texts by part, for parts that are texts
     * @throws IllegalArgumentException if there is a text for a scene that is not planned, or that lacks its first text
     */
    public static ChapterWork of(
            @Nullable SceneList sceneList,
            Function<Part, SortedMap<Integer, String>> texts,
            @Nullable JudgeReport report) {
        Map<Part, SortedMap<Integer, String>> byPart = new EnumMap<>(Part.class);
        Part.texts().forEach(part -> byPart.put(part, texts.apply(part)));
        return new ChapterWork(sceneList, byPart, report);
    }

    /** A chapter with nothing done. */
    public static ChapterWork nothing() {
        return NOTHING;
    }

    /** The texts of a part, by scene number. */
    public SortedMap<Integer, String> texts(Part part) {
        return of(texts, part);
    }

    /**
     * The scenes that lack a text of a part, whether or not they have the part it is made from; empty without a scene
     * list.
     */
    public SortedSet<Integer> missing(Part part) {
        SortedSet<Integer> missing = sceneList == null ? new TreeSet<>() : new TreeSet<>(sceneList.numbers());
        missing.removeAll(texts(part).keySet());
        return missing;
    }

    /** The chapter's text by scene: the last text made of each. */
    public SortedMap<Integer, String> text() {
        return latestOf(Part.texts());
    }

    /** What a part is made from, by scene: the last text before it, skipping parts whose stage was skipped. */
    public SortedMap<Integer, String> textBefore(Part part) {
        return latestOf(part.before());
    }

    /**
     * The first stage with something missing; {@link Stage#BIBLE} when nothing is. With a report, nothing is missing: a
     * judged chapter lacks only what its attempt skipped, and any change to a work removes its report.
     *
     * @param skipped stages that this attempt skips; only those that {@linkplain Stage#canBeSkipped() can be}
     */
    public Stage nextStage(Set<Stage> skipped) {
        if (report != null) {
            return Stage.BIBLE;
        }
        for (Part part : Part.values()) {
            Stage stage = part.stage();
            boolean doneWithout = stage.canBeSkipped() && skipped.contains(stage);
            if (lacks(part) && !doneWithout) {
                return stage;
            }
        }
        return Stage.JUDGE;
    }

    /** What is left without the given parts, everything made from them, and the report. */
    public ChapterWork erase(Collection<Erasure> erasures) {
        SceneList keptList =
                erasures.stream().allMatch(erasure -> erasure.from().isText()) ? sceneList : null;
        return of(
                keptList,
                part -> {
                    SortedMap<Integer, String> kept = new TreeMap<>(texts(part));
                    erasures.stream()
                            .filter(erasure -> erasure.from().compareTo(part) <= 0)
                            .forEach(erasure -> kept.keySet().removeIf(erasure::touches));
                    return kept;
                },
                null);
    }

    /**
     * What offered erasures take and no other does, which the planner or writer may {@linkplain #takeBack take back};
     * {@link #nothing()} when nothing is offered.
     */
    public ChapterWork offered(Collection<Erasure> erasures) {
        List<Erasure> offers = erasures.stream().filter(Erasure::offered).toList();
        ChapterWork besides =
                erase(erasures.stream().filter(erasure -> !erasure.offered()).toList());
        if (offers.isEmpty() || besides.sceneList == null) {
            return NOTHING;
        }
        return of(
                besides.sceneList,
                part -> {
                    SortedMap<Integer, String> touched = new TreeMap<>(besides.texts(part));
                    touched.keySet().removeIf(scene -> offers.stream().noneMatch(offer -> offer.touches(scene)));
                    return touched;
                },
                null);
    }

    /**
     * The judged texts whose last part alone is erased, by scene: whoever makes that part anew mends them. A scene
     * whose earlier texts are erased too has none: its former text goes with them.
     */
    public SortedMap<Integer, String> formerText(Collection<Erasure> erasures) {
        ChapterWork left = erase(erasures);
        ChapterWork offered = offered(erasures);
        Part first = Part.texts().get(0);
        SortedMap<Integer, String> former = new TreeMap<>(texts(Part.last()));
        former.keySet()
                .removeIf(scene -> left.texts(Part.last()).containsKey(scene)
                        || offered.texts(Part.last()).containsKey(scene)
                        || !(left.texts(first).containsKey(scene)
                                || offered.texts(first).containsKey(scene)));
        return former;
    }

    /** The same with all texts that another work has of some scenes, where this one has none. */
    public ChapterWork takeBack(Collection<Integer> scenes, ChapterWork from) {
        return of(
                sceneList,
                part -> {
                    SortedMap<Integer, String> both = new TreeMap<>(from.texts(part));
                    both.keySet().retainAll(scenes);
                    both.putAll(texts(part));
                    return both;
                },
                null);
    }

    /**
     * Fills in the plan.
     *
     * @throws IllegalStateException if there is one: only an erasure makes room for another
     */
    public ChapterWork withSceneList(SceneList planned) {
        if (sceneList != null) {
            throw new IllegalStateException("the chapter is already planned");
        }
        return new ChapterWork(planned, texts, null);
    }

    /**
     * Fills in a plan made again, and takes the texts of its {@linkplain SceneList#unchangedFrom unchanged} scenes back.
     *
     * @param unchanged by their number in the plan, the one they had
     * @param offered the work that texts are taken back from
     */
    public ChapterWork withSceneList(SceneList planned, SortedMap<Integer, Integer> unchanged, ChapterWork offered) {
        withSceneList(planned);
        return of(
                planned,
                part -> {
                    SortedMap<Integer, String> back = new TreeMap<>();
                    unchanged.forEach((now, was) -> {
                        String text = offered.texts(part).get(was);
                        if (text != null) {
                            back.put(now, text);
                        }
                    });
                    return back;
                },
                null);
    }

    /**
     * Fills in the texts of a part. Later texts of these scenes, made while the part's stage was skipped, are removed:
     * they would hide the new ones.
     *
     * @throws IllegalStateException when one of the scenes has such a text
     */
    public ChapterWork with(Part part, Map<Integer, String> made) {
        return of(
                sceneList,
                each -> {
                    SortedMap<Integer, String> result = new TreeMap<>(texts(each));
                    if (each == part) {
                        made.forEach((scene, text) -> fillIn(part, result, scene, text));
                    } else if (each.compareTo(part) > 0) {
                        result.keySet().removeAll(made.keySet());
                    }
                    return result;
                },
                null);
    }

    /**
     * The same plan with a text that no stage made, as if it had been through all stages before the judge.
     *
     * @param text for every scene in the scene list
     */
    public ChapterWork withTextHandedIn(SortedMap<Integer, String> text) {
        return of(
                sceneList,
                part -> {
                    SortedMap<Integer, String> result = new TreeMap<>(text);
                    if (!part.stage().canBeSkipped()) {
                        result.putAll(texts(part));
                    }
                    return result;
                },
                null);
    }

    /** @param judged null for none */
    public ChapterWork withReport(@Nullable JudgeReport judged) {
        return new ChapterWork(sceneList, texts, judged);
    }

    private boolean lacks(Part part) {
        return part.isText() ? !missing(part).isEmpty() : sceneList == null;
    }

    private SortedMap<Integer, String> latestOf(Collection<Part> parts) {
        SortedMap<Integer, String> latest = new TreeMap<>();
        parts.stream().filter(Part::isText).forEach(part -> latest.putAll(texts(part)));
        return Collections.unmodifiableSortedMap(latest);
    }

    private static SortedMap<Integer, String> of(Map<Part, SortedMap<Integer, String>> texts, Part part) {
        SortedMap<Integer, String> found = texts.get(part);
        if (found == null) {
            throw new IllegalArgumentException(part.phrase() + " is not a text");
        }
        return found;
    }

    private static void fillIn(Part part, SortedMap<Integer, String> texts, Integer scene, String text) {
        if (texts.putIfAbsent(scene, text) != null) {
            throw new IllegalStateException("scene " + scene + " already has a " + part.label());
        }
    }

    private static void requireWithin(Part part, Set<Integer> scenes, String complaint, Set<Integer> allowed) {
        for (Integer scene : scenes) {
            if (!allowed.contains(scene)) {
                throw new IllegalArgumentException(
                        "the " + part.label() + " of scene " + scene + " cannot be kept: the scene " + complaint);
            }
        }
    }
}
