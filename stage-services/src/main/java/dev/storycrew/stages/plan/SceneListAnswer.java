package dev.storycrew.stages.plan;

import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.llm.answer.JsonAnswer;
import java.util.List;
import java.util.Set;

/** Reads the planner's answer. */
final class SceneListAnswer {
    static final AnswerFormat FORMAT = new AnswerFormat("scene_list", """
            {"type":"object","additionalProperties":false,
             "required":["chapter_number","chapter_title","scenes","chapter_goal"],
             "properties":{
              "chapter_number":{"type":"integer"},
              "chapter_title":{"type":"string"},
              "scenes":{"type":"array","items":{
               "type":"object","additionalProperties":false,
               "required":["scene_number","purpose","setting","characters","conflict","exit_hook","target_words",
                "knows","ending"],
               "properties":{
                "scene_number":{"type":"integer"},
                "purpose":{"type":"string"},
                "setting":{"type":"string"},
                "characters":{"type":"array","items":{"type":"string"}},
                "conflict":{"type":"string"},
                "exit_hook":{"type":"string"},
                "target_words":{"type":"integer"},
                "knows":{"type":"string"},
                "ending":{"type":"string"}}}},
              "chapter_goal":{"type":"string"}}}
            """);

    /** More scenes than any chapter has; a higher number cannot be a scene. */
    private static final int MAX_SCENES = 999;

    private SceneListAnswer() {}

    static SceneList read(String answer) {
        JsonAnswer json = JsonAnswer.find(answer, Set.of("scenes"), Set.of("scenes"));
        try {
            List<ScenePlan> scenes =
                    json.objects("scenes").stream().map(SceneListAnswer::scene).toList();
            return new SceneList(json.optionalText("chapter_title"), json.optionalText("chapter_goal"), scenes);
        } catch (IllegalArgumentException e) {
            throw new BrokenAnswerException(String.valueOf(e.getMessage()));
        }
    }

    private static ScenePlan scene(JsonAnswer scene) {
        int number = scene.integer("scene_number");
        if (number > MAX_SCENES) {
            throw new BrokenAnswerException(
                    scene.at("scene_number") + " is " + number + "; scenes are numbered from 1");
        }
        return new ScenePlan(
                number,
                scene.text("purpose"),
                scene.optionalText("setting"),
                scene.texts("characters"),
                scene.optionalText("conflict"),
                scene.optionalText("exit_hook"),
                Math.max(0, scene.integer("target_words", 0)),
                scene.optionalText("knows"),
                scene.optionalText("ending"));
    }
}
