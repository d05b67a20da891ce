package dev.storycrew.stages.plan;

import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.stages.answer.BrokenAnswerException;
import dev.storycrew.stages.answer.JsonAnswer;
import java.util.List;
import java.util.Set;

/** Reads the planner's answer. */
final class SceneListAnswer {
    private SceneListAnswer() {}

    static SceneList read(String answer) {
        JsonAnswer json = JsonAnswer.find(answer, Set.of("scenes"));
        try {
            List<ScenePlan> scenes =
                    json.objects("scenes").stream().map(SceneListAnswer::scene).toList();
            return new SceneList(json.optionalText("chapter_title"), json.optionalText("chapter_goal"), scenes);
        } catch (IllegalArgumentException e) {
            throw new BrokenAnswerException(String.valueOf(e.getMessage()));
        }
    }

    private static ScenePlan scene(JsonAnswer scene) {
        return new ScenePlan(
                scene.integer("scene_number"),
                scene.text("purpose"),
                scene.optionalText("setting"),
                scene.texts("characters"),
                scene.optionalText("conflict"),
                scene.optionalText("exit_hook"),
                Math.max(0, scene.integer("target_words", 0)));
    }
}
