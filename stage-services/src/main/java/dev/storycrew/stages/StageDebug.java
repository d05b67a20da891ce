package dev.storycrew.stages;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.WorkChange;
import dev.storycrew.core.text.Counted;
import dev.storycrew.llm.Question;
import dev.storycrew.llm.Tokens;
import dev.storycrew.schemas.DebugLog;
import dev.storycrew.stages.prompt.GivenParts;
import dev.storycrew.stages.task.StageTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;

/** What debug mode says about a stage: which parts it was given, and which it made. */
final class StageDebug {
    private StageDebug() {}

    static void given(ChapterEnvelope envelope, Stage stage, GivenParts given, Question question) {
        if (!DebugLog.isOn()) {
            return;
        }
        int characters =
                question.prompt().system().length() + question.prompt().user().length();
        long tokens = Tokens.estimate(
                question.prompt().system() + "\n" + question.prompt().user());
        String asked = given.wanted().isEmpty() ? "the whole chapter" : Scenes.named(given.wanted());
        String message = String.format(
                Locale.ROOT,
                "%s is asked for %s; given: %s; %s, about %s in and %,d out",
                stage.label(),
                asked,
                parts(given, question.prompt().bibleLeftOut()),
                Counted.of(characters, "character"),
                Counted.of(tokens, "token"),
                question.expectedOutputTokens());
        DebugLog.line("debug_stage_given", envelope, message, fields -> {
            RetryOrder order = envelope.order();
            fields.put("stage", stage.label());
            fields.put("retry_level", order == null ? "" : order.level());
            fields.put("asked_scenes", DebugLog.numbers(given.wanted()));
            fields.put("given_scene_list", given.sceneList());
            fields.put("given_previous_text", DebugLog.numbers(given.previousText()));
            fields.put("given_current_text", DebugLog.numbers(given.currentText()));
            fields.put("given_chapter_text", DebugLog.numbers(given.chapterText()));
            fields.put("given_findings", given.findings());
            fields.put("given_issues", given.issues());
            fields.put("given_instructions", given.instructions());
            fields.put("bible_left_out", question.prompt().bibleLeftOut());
            fields.put("prompt_characters", characters);
            fields.put("estimated_input_tokens", tokens);
            fields.put("estimated_output_tokens", question.expectedOutputTokens());
            fields.put("prompt_version", question.prompt().version());
        });
    }

    static void made(ChapterEnvelope before, StageTask<?> task, ChapterEnvelope after, Usage usage) {
        if (!DebugLog.isOn()) {
            return;
        }
        WorkChange change = WorkChange.between(before.work(), after.work());
        List<String> made = new ArrayList<>();
        for (Part part : Part.values()) {
            SortedSet<Integer> scenes = WorkChange.scenes(change.made(), part);
            if (!scenes.isEmpty()) {
                made.add((scenes.size() == 1 ? part.label() : part.plural()) + " of " + Scenes.named(scenes));
            }
        }
        String also = task.alsoMade(after);
        if (!also.isEmpty()) {
            made.add(also);
        }
        String message = String.format(
                Locale.ROOT,
                "%s made %s; %s in, %,d out",
                task.stage().label(),
                made.isEmpty() ? "nothing" : String.join(", ", made),
                Counted.of(usage.inputTokens(), "token"),
                usage.outputTokens());
        DebugLog.line("debug_stage_made", before, message, fields -> {
            fields.put("stage", task.stage().label());
            for (Part part : Part.values()) {
                fields.put("made_" + part.label(), DebugLog.numbers(WorkChange.scenes(change.made(), part)));
            }
            fields.put("input_tokens", usage.inputTokens());
            fields.put("output_tokens", usage.outputTokens());
        });
    }

    private static String parts(GivenParts given, int bibleLeftOut) {
        List<String> parts = new ArrayList<>();
        if (given.sceneList()) {
            parts.add("the scene list");
        }
        add(parts, "previous text of ", given.previousText());
        add(parts, "current text of ", given.currentText());
        add(parts, given.inPart() ? "changed text of " : "text of ", given.chapterText());
        add(parts, given.findings(), "fact");
        add(parts, given.issues(), "issue");
        add(parts, given.instructions(), "revision instruction");
        String all = parts.isEmpty() ? "nothing of the chapter yet" : String.join(", ", parts);
        return bibleLeftOut == 0
                ? all
                : all + "; of the bible not in full: " + Counted.of(bibleLeftOut, "entry", "entries");
    }

    private static void add(List<String> parts, String what, SortedSet<Integer> scenes) {
        if (!scenes.isEmpty()) {
            parts.add(what + Scenes.named(scenes));
        }
    }

    private static void add(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(Counted.of(count, what));
        }
    }
}
