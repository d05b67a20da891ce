package dev.storycrew.stages.prompt;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.stages.answer.SceneTexts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the templates are filled with: an envelope's content by the templates' names, and only what a stage may know. */
final class Material {
    private static final Set<Stage> KNOW_THE_TRUTH = Set.of(Stage.JUDGE, Stage.BIBLE);
    private static final int PERCENT = 100;

    private final Map<String, Object> values = new HashMap<>();

    private Material() {}

    /** The book and its bible. */
    static Map<String, Object> ofBook(ChapterEnvelope envelope, Stage stage) {
        Material material = new Material();
        BookFrame book = envelope.brief().book();
        material.text("title", book.title());
        material.text("genre", book.genre());
        material.text("language", book.language());
        material.text("theme", book.theme());
        material.style(book.style());
        material.bible(envelope.bible());
        boolean told = KNOW_THE_TRUTH.contains(stage) && envelope.bible().truthCard() != null;
        material.list("truth", "hasTruth", told ? truth(envelope.bible()) : List.of());
        return material.values;
    }

    /** The chapter, what there is of it, and what is wanted. */
    static Map<String, Object> ofChapter(ChapterEnvelope envelope, Stage stage, List<Finding> findings) {
        Material material = new Material();
        ChapterBrief brief = envelope.brief();
        material.text("id", brief.id().toString());
        material.text("number", Integer.toString(brief.id().number()));
        material.text("attempt", Integer.toString(envelope.attempt()));
        material.text("title", brief.title());
        material.text("summary", brief.summary());
        material.list("goals", "hasGoals", brief.goals());
        material.text("hook", brief.hook());
        material.text("language", brief.book().language());
        material.text("targetWords", Integer.toString(brief.book().wordsPerChapter()));
        material.text("exampleWords", Integer.toString(Math.max(1, brief.book().wordsPerChapter() / 4)));
        material.text("tolerancePercent", Long.toString(Math.round(brief.book().wordTolerance() * PERCENT)));
        material.work(envelope, stage);
        material.list(
                "findings", "hasFindings", findings.stream().map(Finding::note).toList());
        RetryOrder order = envelope.order();
        material.list(
                "issues",
                "hasIssues",
                order == null
                        ? List.of()
                        : order.issues().stream().map(Material::issue).toList());
        material.list("instructions", "hasInstructions", order == null ? List.of() : order.instructions());
        return material.values;
    }

    private void work(ChapterEnvelope envelope, Stage stage) {
        SceneList sceneList = envelope.work().sceneList();
        if (sceneList == null || stage == Stage.PLAN) {
            return;
        }
        values.put("sceneList", SceneListJson.write(envelope.id().number(), sceneList));
        Set<Integer> wanted = wanted(envelope, stage);
        SortedMap<Integer, String> text = envelope.work().text();
        switch (stage) {
            case WRITE -> scenes("previousText", text, remaining(text.keySet(), wanted));
            case EDIT -> {
                scenes("previousText", text, remaining(text.keySet(), wanted));
                scenes("drafts", envelope.work().drafts(), wanted);
            }
            default -> scenes("chapterText", text, text.keySet());
        }
        values.put("scenes", wanted.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private static Set<Integer> wanted(ChapterEnvelope envelope, Stage stage) {
        return switch (stage) {
            case WRITE -> envelope.work().missingDrafts();
            case EDIT -> envelope.work().missingRevisions();
            default -> Set.of();
        };
    }

    private static Set<Integer> remaining(Set<Integer> all, Set<Integer> without) {
        Set<Integer> remaining = new TreeSet<>(all);
        remaining.removeAll(without);
        return remaining;
    }

    private void scenes(String name, SortedMap<Integer, String> texts, Collection<Integer> numbers) {
        SortedMap<Integer, String> shown = new TreeMap<>(texts);
        shown.keySet().retainAll(numbers);
        if (!shown.isEmpty()) {
            values.put(
                    name,
                    shown.entrySet().stream()
                            .map(scene -> SceneTexts.marker(scene.getKey()) + "\n" + quoted(scene.getValue()))
                            .collect(Collectors.joining("\n\n")));
        }
    }

    /** A story's lines that look like the request's own headings and markers are indented, so that they are none. */
    private static String quoted(String text) {
        return text.lines()
                .map(line -> line.startsWith("#") || SceneTexts.isMarker(line) || line.startsWith("SCENES:")
                        ? "    | " + line
                        : line)
                .collect(Collectors.joining("\n"));
    }

    private void style(Style style) {
        text("tone", String.join(", ", style.tone()));
        text("pov", style.pov());
        text("forbiddenWords", String.join(", ", style.forbiddenWords()));
        values.put(
                "style",
                !style.tone().isEmpty()
                        || style.pov() != null
                        || !style.forbiddenWords().isEmpty());
    }

    private void bible(StoryBible bible) {
        values.put("bible", !bible.equals(StoryBible.initial(List.of(), List.of(), bible.truthCard())));
        list(
                "characters",
                "hasCharacters",
                bible.characters().stream().map(Material::character).toList());
        list("facts", "hasFacts", bible.facts());
        list(
                "summaries",
                "hasSummaries",
                bible.summaries().entrySet().stream()
                        .map(summary -> "Chapter " + summary.getKey() + ": " + summary.getValue())
                        .toList());
        list(
                "timeline",
                "hasTimeline",
                bible.timeline().stream()
                        .map(event -> "Chapter " + event.chapter() + ": " + event.event()
                                + (event.characters().isEmpty()
                                        ? ""
                                        : " (" + String.join(", ", event.characters()) + ")"))
                        .toList());
        list("openClues", "hasOpenClues", bible.cluesPlanted());
        list("resolvedClues", "hasResolvedClues", bible.cluesResolved());
        list("imagery", "hasImagery", bible.imagery());
    }

    private static List<String> truth(StoryBible bible) {
        List<String> truth = new ArrayList<>();
        if (bible.truthCard() != null) {
            bible.truthCard().entries().forEach((name, value) -> truth.add(name + ": " + value));
        }
        return truth;
    }

    private static String character(StoryCharacter character) {
        StringBuilder line = new StringBuilder(character.name());
        append(line, "role", character.role());
        append(line, "motivation", character.motivation());
        append(line, "voice", character.voice());
        append(line, "changed", character.changes().isEmpty() ? null : String.join("; ", character.changes()));
        return line.toString();
    }

    private static void append(StringBuilder line, String name, @Nullable String value) {
        if (value != null) {
            line.append(" | ").append(name).append(": ").append(value);
        }
    }

    private static String issue(Issue issue) {
        String severity = issue.severity().name().toLowerCase(Locale.ROOT);
        String scenes = SceneReferences.in(issue.location()).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        String where = scenes.isEmpty() ? "" : ", scene " + scenes;
        return issue.type() + " (" + severity + where + "): " + oneLine(issue.note());
    }

    private void text(String name, @Nullable String value) {
        values.put(name, value == null ? "" : oneLine(value));
    }

    private void list(String name, String presence, List<String> lines) {
        values.put(name, lines.stream().map(Material::oneLine).toList());
        values.put(presence, !lines.isEmpty());
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
