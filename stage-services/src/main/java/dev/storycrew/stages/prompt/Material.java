package dev.storycrew.stages.prompt;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.answer.Fence;
import dev.storycrew.llm.answer.SceneTexts;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
                    "language",
                    "targetWords",
                    "exampleWords",
                    "tolerancePercent",
                    "sceneList",
                    "previousText",
                    "drafts",
                    "chapterText",
                    "scenes"),
            Set.of("goals", "findings", "issues", "instructions"));

    private static final int PERCENT = 100;

    private final Values values = new Values(NAMES);

    private Material() {}

    static Map<String, Object> of(
            ChapterEnvelope envelope, Stage stage, List<Finding> findings, PreviousText previousText) {
        Material material = new Material();
        material.chapter(envelope.brief());
        material.values.text("attempt", Integer.toString(envelope.attempt()));
        material.work(envelope, stage, GivenParts.of(envelope, stage, findings, previousText));
        material.values.list("findings", findings.stream().map(Finding::note).toList());
        RetryOrder order = envelope.order();
        if (order != null) {
            material.values.list(
                    "issues", order.issues().stream().map(Material::issue).toList());
            material.values.list("instructions", order.instructions());
        }
        return material.values.all();
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

    private void work(ChapterEnvelope envelope, Stage stage, GivenParts given) {
        SceneList sceneList = envelope.work().sceneList();
        if (sceneList == null || !given.sceneList()) {
            return;
        }
        values.lines("sceneList", SceneListJson.write(envelope.id().number(), sceneList));
        SortedMap<Integer, String> text = envelope.work().text();
        scenes("previousText", text, given.previousText());
        Part fills = stage.fills();
        if (fills != null) {
            scenes("drafts", envelope.work().textBefore(fills), given.drafts());
        }
        scenes("chapterText", text, given.chapterText());
        values.text("scenes", given.wanted().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private void scenes(String name, SortedMap<Integer, String> texts, Collection<Integer> numbers) {
        SortedMap<Integer, String> shown = new TreeMap<>(texts);
        shown.keySet().retainAll(numbers);
        values.lines(
                name,
                shown.entrySet().stream()
                        .map(scene -> SceneTexts.marker(scene.getKey()) + "\n" + Fence.fenced(scene.getValue()))
                        .collect(Collectors.joining("\n\n")));
    }

    private static String issue(Issue issue) {
        String severity = issue.severity().name().toLowerCase(Locale.ROOT);
        String scenes = SceneReferences.in(issue.location()).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        String where = scenes.isEmpty() ? "" : ", scene " + scenes;
        return issue.type() + " (" + severity + where + "): " + issue.note();
    }
}
