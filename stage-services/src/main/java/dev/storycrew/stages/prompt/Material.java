package dev.storycrew.stages.prompt;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.Redo;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Quotes;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.NextChapter;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.core.text.UsedPhrase;
import dev.storycrew.llm.answer.Fence;
import dev.storycrew.llm.answer.SceneTexts;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What requests and tasks are filled with: the chapter, what exists of it, and what is wanted. */
final class Material {
    /** What a template may name; a name without meaning for a stage is empty there. */
    static final Names NAMES = new Names(
            Set.of(
                    "id",
                    "number",
                    "attempt",
                    "title",
                    "summary",
                    "hook",
                    "nextTitle",
                    "nextSummary",
                    "lastWords",
                    "language",
                    "targetWords",
                    "exampleWords",
                    "tolerancePercent",
                    "sceneList",
                    "previousText",
                    "currentText",
                    "numbered",
                    "chapterText",
                    "partial",
                    "formerScores",
                    "changedScenes",
                    "scenes",
                    "firstText",
                    "secondText"),
            Set.of(
                    "goals",
                    "findings",
                    "formerReport",
                    "issues",
                    "instructions",
                    "strengths",
                    "usedPhrases",
                    "sinceAccepted",
                    "formerNotes"));

    private static final int PERCENT = 100;
    /** The most frequent ones; a longer list is not heeded. */
    private static final int MOST_PHRASES = 12;

    private static final String YES = "yes";

    private final Values values = new Values(NAMES);

    private Material() {}

    /**
     * What a request is filled with.
     *
     * @param numbered true to show an editor's texts with numbered paragraphs
     */
    static Map<String, Object> of(
            ChapterEnvelope envelope,
            Stage stage,
            List<Finding> findings,
            PreviousText previousText,
            boolean numbered) {
        Material material = new Material();
        material.chapter(envelope.brief());
        GivenParts given = GivenParts.of(envelope, stage, findings, previousText);
        material.neighbours(envelope, stage, given.theBeginning());
        material.values.text("attempt", Integer.toString(envelope.attempt()));
        material.values.text("numbered", numbered ? YES : "");
        material.work(envelope, stage, given, numbered);
        material.values.list("findings", findings.stream().map(Finding::note).toList());
        Redo redo = envelope.redo();
        if (redo != null && stage.followsAcceptance()) {
            material.values.list("formerNotes", FormerNotes.of(redo.former()));
        }
        RetryOrder order = envelope.order();
        if (order != null && order.level().equals(RetryLevel.RECHECK)) {
            if (stage.judges()) {
                material.values.list("sinceAccepted", order.instructions());
            }
        } else if (order != null) {
            if (stage.fills() == null) {
                material.formerReport(envelope, order, given.inPart());
            } else {
                material.values.list(
                        "issues",
                        order.issues().stream()
                                .map(issue -> issue(issue, issue.quote()))
                                .toList());
                material.values.list("instructions", order.instructions());
                material.values.list("strengths", strengths(order, given.wanted()));
            }
        }
        return material.values.all();
    }

    /**
     * What a judge who compares two texts is asked.
     *
     * @param first the text shown first, by scene
     * @param second the other one
     */
    static Map<String, Object> ofPair(
            ChapterEnvelope envelope,
            Stage stage,
            SortedMap<Integer, String> first,
            SortedMap<Integer, String> second) {
        Material material = new Material();
        material.chapter(envelope.brief());
        material.neighbours(envelope, stage, true);
        material.values.text("attempt", Integer.toString(envelope.attempt()));
        material.scenes("firstText", first, first.keySet(), false);
        material.scenes("secondText", second, second.keySet(), false);
        return material.values.all();
    }

    /** What was praised in the scenes that are wanted; what names no scene was praised in all. */
    private static List<String> strengths(RetryOrder order, SortedSet<Integer> wanted) {
        return order.strengths().stream()
                .filter(strength -> {
                    SortedSet<Integer> scenes = SceneReferences.in(strength);
                    return !wanted.isEmpty() && (scenes.isEmpty() || !Collections.disjoint(scenes, wanted));
                })
                .toList();
    }

    /**
     * A judge forms an opinion of his own; only one who is not shown everything is told the former scores. A quote that the
     * text no longer has helps nobody to find anything.
     */
    private void formerReport(ChapterEnvelope envelope, RetryOrder order, boolean inPart) {
        Quotes quotes = new Quotes(envelope.work().text());
        values.list(
                "formerReport",
                order.issues().stream()
                        .map(issue -> issue(issue, quotes.found(issue.quote())))
                        .toList());
        values.text("partial", inPart ? YES : "");
        boolean some = !order.changed().isEmpty()
                && !order.changed().containsAll(envelope.work().text().keySet());
        values.text("changedScenes", some ? Scenes.named(order.changed()) : "");
        if (inPart) {
            Scores scores =
                    envelope.history().get(envelope.history().size() - 1).scores();
            values.text("formerScores", scores(scores));
        }
    }

    private static String scores(Scores scores) {
        return String.format(
                Locale.ROOT,
                "continuity %.1f, pacing %.1f, character_motivation %.1f, genre_fulfillment %.1f, prose %.1f, hook %.1f,"
                        + " clue_fairness %.1f",
                scores.continuity(),
                scores.pacing(),
                scores.characterMotivation(),
                scores.genreFulfillment(),
                scores.prose(),
                scores.hook(),
                scores.clueFairness());
    }

    private void chapter(ChapterBrief brief) {
        values.text("id", brief.id().toString());
        values.text("number", Integer.toString(brief.id().number()));
        values.text("title", brief.title());
        values.text("summary", brief.summary());
        values.list("goals", brief.goals());
        values.text("hook", brief.hook());
        values.text("language", brief.book().language());
        int words = brief.book().wordsPerChapter();
        values.text("targetWords", Integer.toString(words));
        values.text("exampleWords", Integer.toString(Math.max(1, words / 4)));
        values.text("tolerancePercent", Long.toString(Math.round(brief.book().wordTolerance() * PERCENT)));
    }

    /**
     * How the last chapter stopped, for all who make and judge how this one begins; what the next one is about, for the planner
     * alone.
     */
    private void neighbours(ChapterEnvelope envelope, Stage stage, boolean theBeginning) {
        String ending = envelope.bible().endingBefore(envelope.id().number());
        if (ending != null && theBeginning && !stage.followsAcceptance()) {
            values.lines("lastWords", Fence.fenced(ending));
        }
        Part fills = stage.fills();
        if (fills != null && fills.isText()) {
            values.list(
                    "usedPhrases",
                    envelope.bible().phrases().often().stream()
                            .limit(MOST_PHRASES)
                            .map(UsedPhrase::said)
                            .toList());
        }
        NextChapter next = envelope.brief().next();
        if (next != null && stage.fills() == Part.first()) {
            TruthGuard guard = new TruthGuard(envelope.bible(), envelope.brief(), envelope.work());
            values.text("nextTitle", guard.clean(next.title()));
            values.text("nextSummary", guard.clean(next.summary()));
        }
    }

    private void work(ChapterEnvelope envelope, Stage stage, GivenParts given, boolean numbered) {
        RetryOrder order = envelope.order();
        SceneList sceneList = GivenParts.sceneList(envelope, stage);
        if (sceneList == null || !given.sceneList()) {
            return;
        }
        SortedSet<Integer> inDetail =
                given.inDetail(sceneList.numbers(), order == null ? new TreeSet<>() : order.changed());
        values.lines(
                "sceneList",
                SceneListJson.write(
                        envelope.brief().title(), sceneList, inDetail, given.byNumber(inDetail, stage), stage));
        SortedMap<Integer, String> text = envelope.work().text();
        Part fills = stage.fills();
        if (fills != null && fills.isText()) {
            scenes("currentText", envelope.currentText(fills), given.currentText(), numbered);
        }
        scenes("chapterText", text, given.chapterText(), false);
        if (given.inPart()) {
            values.lines("previousText", Joins.around(given.chapterText(), text));
        } else {
            scenes("previousText", text, given.previousText(), false);
        }
        values.text("scenes", given.wanted().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private void scenes(String name, SortedMap<Integer, String> texts, Collection<Integer> numbers, boolean numbered) {
        SortedMap<Integer, String> shown = new TreeMap<>(texts);
        shown.keySet().retainAll(numbers);
        values.lines(
                name,
                shown.entrySet().stream()
                        .map(scene -> SceneTexts.marker(scene.getKey()) + "\n"
                                + (numbered ? SceneTexts.numbered(scene.getValue()) : Fence.fenced(scene.getValue())))
                        .collect(Collectors.joining("\n\n")));
    }

    private static String issue(Issue issue, @Nullable String quote) {
        String severity = issue.severity().name().toLowerCase(Locale.ROOT);
        String scenes = SceneReferences.in(issue.location()).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        String where = scenes.isEmpty() ? "" : ", scene " + scenes;
        return issue.type() + " (" + severity + where + "): " + issue.note()
                + (quote == null ? "" : " (“" + quote + "”)");
    }
}
