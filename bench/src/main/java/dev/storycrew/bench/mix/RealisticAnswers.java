package dev.storycrew.bench.mix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.answer.SceneTexts;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import dev.storycrew.llm.rehearsal.story.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers as long as a real model's: a plan of 100 to 150 tokens a scene, a report with three to five issues,
 * instructions and strengths, notes for the bible of 250 to 400 tokens. The prose is the rehearsal model's, without
 * mistakes, in {@link OtherWords} in each chapter and attempt.
 */
final class RealisticAnswers {
    /** About as many characters has a judge's quote; in scripts without blanks an eighth. */
    private static final int QUOTED = 40;

    /** Words of a planned scene. */
    private static final int WORDS_A_SCENE = 500;

    private static final int MOST_SCENES = 8;
    /** More than a chapter has. */
    private static final int ATTEMPTS = 100;

    /** The share of scenes that change where a model may keep those that need nothing. */
    static final double CHANGED_SCENES = 1.0 / 3;

    /** How a judge's role says that a report which passes the chapter needs no strengths. */
    private static final String PRAISE_WHERE_IT_FAILED = "strengths (only where passed is false";

    private static final int GOOD = 8;
    private static final int WEAK = 6;
    private static final int FACTS = 6;
    private static final int EVENTS = 3;
    private static final int LONGEST_NOTE = 140;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> SCORES = Map.of(
            "continuity", "continuity",
            "pacing", "pacing",
            "character_motivation", "motivation",
            "genre_fulfillment", "structure",
            "prose", "prose",
            "hook", "hook",
            "clue_fairness", "clue_fairness");

    private final Request request;
    private final RequestText text;
    private final String system;
    private final String user;
    private final Phrases phrases;
    private final Set<Integer> justWritten;

    /** @param justWritten the scenes that the writer has written in this attempt */
    RealisticAnswers(String system, String user, Set<Integer> justWritten) {
        this.justWritten = Set.copyOf(justWritten);
        this.system = system;
        this.user = user;
        this.request = new Request(system, user);
        this.text = new RequestText(user);
        List<String> people = request.lines("Characters").stream()
                .map(line -> line.replaceFirst("^\\[\\w+] ", "").replaceFirst(" ?\\|.*", ""))
                .toList();
        this.phrases = Phrases.of(
                request.language(),
                people.isEmpty() ? "Anna" : people.get(0),
                people.size() < 2 ? "Ben" : people.get(1));
    }

    /**
     * What a failed chapter's judge is to find.
     *
     * @param scene where; null if no issue names one
     */
    record Trouble(MixCase kind, @Nullable Integer scene) {}

    /** @param trouble what the judge finds at its first look; null for nothing that matters */
    String answer(Stage stage, @Nullable Trouble trouble) {
        return switch (stage) {
            case PLAN -> plan();
            case WRITE -> write();
            case EDIT -> new PassageEdits(text, phrases.texts("softly"), justWritten).answer();
            case JUDGE -> report(text.attempt() == 0 ? trouble : null);
            case BIBLE -> notes();
        };
    }

    private String plan() {
        JsonNode former = request.sceneList();
        ObjectNode plan = JSON.createObjectNode();
        plan.put("chapter_number", request.number());
        plan.put("chapter_title", request.value("Chapter", "Title"));
        ArrayNode scenes = plan.putArray("scenes");
        int count = Math.max(2, Math.min(MOST_SCENES, Math.round((float) request.targetWords() / WORDS_A_SCENE)));
        // A planner who is shown the former list, and may keep entries, changes a third of them.
        int changed = former.isEmpty() ? count : (int) Math.ceil(count * CHANGED_SCENES);
        String hook = request.value("Chapter", "Hook");
        for (int index = 0; index < count; index++) {
            if (index >= changed && former.has(index)) {
                kept(scenes.addObject(), former.get(index));
                continue;
            }
            int from = former.isEmpty() ? index : index + count;
            ObjectNode scene = scenes.addObject().put("scene_number", index + 1);
            scene.put("purpose", phrases.scene(from, "purpose"));
            scene.put("setting", phrases.scene(from, "setting"));
            phrases.people().forEach(scene.putArray("characters")::add);
            scene.put("conflict", phrases.scene(from, "conflict"));
            scene.put("exit_hook", index + 1 == count && !hook.isEmpty() ? hook : phrases.scene(from, "exit_hook"));
            scene.put("target_words", request.targetWords() / count);
            scene.put("knows", phrases.scene(from, "knows"));
            scene.put("ending", phrases.scene(from, "ending"));
        }
        plan.put("chapter_goal", phrases.text("goal"));
        return plan.toString();
    }

    /** An entry that does not change: its purpose alone. The schema asks for all fields. */
    private static void kept(ObjectNode scene, JsonNode former) {
        scene.set("scene_number", former.path("scene_number"));
        scene.set("purpose", former.path("purpose"));
        scene.put("setting", "").putArray("characters");
        scene.put("conflict", "").put("exit_hook", "").put("target_words", 0);
        scene.put("knows", "").put("ending", "");
    }

    private String write() {
        RehearsalModel prose = new RehearsalModel(
                RehearsalSettings.of(1L + text.attempt(), RehearsalSettings.noMistakes(), Duration.ZERO));
        String answer = prose.answer(system, user);
        SortedSet<Integer> wanted = text.wanted();
        boolean mayKeep = text.attempt() > 0
                && text.taskSays("KEEP")
                && text.locatedScenes().isEmpty()
                && !text.items("Issues").isEmpty();
        long rewritten = mayKeep ? (long) Math.ceil(wanted.size() * CHANGED_SCENES) : wanted.size();
        long turn = (long) request.number() * ATTEMPTS + text.attempt();
        StringBuilder scenes = new StringBuilder();
        SceneTexts.read(answer, wanted).forEach((scene, written) -> {
            if (wanted.headSet(scene).size() < rewritten) {
                scenes.append(SceneTexts.marker(scene))
                        .append('\n')
                        .append(OtherWords.of(written, phrases.people(), turn))
                        .append("\n\n");
            } else {
                scenes.append("=== SCENE ").append(scene).append(" KEEP ===\n");
            }
        });
        return scenes.toString().strip();
    }

    private String report(@Nullable Trouble trouble) {
        ObjectNode report = JSON.createObjectNode();
        List<String> types = trouble == null ? List.of() : trouble.kind().issueTypes();
        ObjectNode scores = report.putObject("scores");
        SCORES.forEach((score, type) -> scores.put(score, types.contains(type) ? WEAK : GOOD));
        report.putObject("hard_fail").put("safety_pass", true).putArray("continuity_conflicts");
        report.put("passed", trouble == null);
        ArrayNode issues = report.putArray("issues");
        ArrayNode instructions = report.putArray("revision_instructions");
        boolean partial = text.taskSays("\"mended\":[B]");
        if (trouble == null) {
            // Of a part of a chapter there is less to say.
            phrases.texts("small").stream()
                    .limit(partial ? 1 : Long.MAX_VALUE)
                    .forEach(note -> issue(issues, "prose", "low", note, null).put("quote", quote(null)));
        } else {
            for (int index = 0; index < types.size(); index++) {
                String type = types.get(index);
                issue(issues, type, index == 0 ? "high" : "medium", phrases.issue(type, index / 2), trouble.scene())
                        .put("quote", quote(trouble.scene()));
            }
            phrases.texts("instructions").forEach(instructions::add);
        }
        ArrayNode strengths = report.putArray("strengths");
        if (trouble != null || !system.contains(PRAISE_WHERE_IT_FAILED)) {
            phrases.texts("strengths").stream()
                    .limit(partial ? 1 : Long.MAX_VALUE)
                    .forEach(strengths::add);
        }
        // The schema is the same for all, so that a full report says this too.
        ArrayNode mended = report.putArray("mended");
        if (partial) {
            text.items("Former report").stream()
                    .filter(line -> line.matches("[a-z_]+ \\(.*"))
                    .forEach(issue -> mended.add(true));
        }
        report.put("unsure", false);
        return report.toString();
    }

    /** Some words of the text, as long as a judge's quotes are. */
    private String quote(@Nullable Integer scene) {
        SortedMap<Integer, String> shown = request.texts("Chapter text");
        String there = scene == null || !shown.containsKey(scene)
                ? shown.values().stream().findFirst().orElse("")
                : String.valueOf(shown.get(scene));
        int end = there.indexOf(' ', Math.min(there.length(), QUOTED));
        return there.substring(0, end > 0 && end < 2 * QUOTED ? end : Math.min(there.length(), QUOTED / 8));
    }

    private static ObjectNode issue(
            ArrayNode issues, String type, String severity, String note, @Nullable Integer scene) {
        return issues.addObject()
                .put("type", type)
                .put("severity", severity)
                .put("note", note)
                .put("location", scene == null ? "" : "scene " + scene);
    }

    /** Sentences of the chapter itself, so that no two chapters leave the same. */
    private String notes() {
        List<String> sentences = new ArrayList<>();
        for (String sentence : text.chapterText().split("(?<=[.!?。！？])\\s*")) {
            if (sentence.length() > 1 && !sentence.contains("“") && !sentence.contains("”")) {
                sentences.add(sentence.strip());
            }
        }
        ObjectNode notes = JSON.createObjectNode();
        notes.put("summary", note(sentences, 0) + " " + note(sentences, 1) + " " + note(sentences, 2));
        ArrayNode facts = notes.putArray("new_facts");
        for (int index = 0; index < FACTS; index++) {
            facts.add(note(sentences, 3 + index));
        }
        ArrayNode timeline = notes.putArray("timeline");
        for (int index = 0; index < EVENTS; index++) {
            ObjectNode event = timeline.addObject().put("event", note(sentences, 3 + FACTS + index));
            phrases.people().forEach(event.putArray("characters")::add);
        }
        ArrayNode changes = notes.putArray("character_changes");
        for (int index = 0; index < phrases.people().size(); index++) {
            changes.addObject()
                    .put("name", phrases.people().get(index))
                    .put("change", phrases.texts("changes").get(index) + " (" + request.number() + ")");
        }
        notes.putArray("clues_planted").add(phrases.text("clue") + " (" + request.number() + ")");
        notes.putArray("imagery").add(note(sentences, 3 + FACTS + EVENTS));
        return notes.toString();
    }

    private static String note(List<String> sentences, int index) {
        int places = 4 + FACTS + EVENTS;
        String sentence = sentences.get(Math.min(sentences.size() - 1, index * sentences.size() / places));
        return sentence.length() <= LONGEST_NOTE ? sentence : sentence.substring(0, LONGEST_NOTE);
    }
}
