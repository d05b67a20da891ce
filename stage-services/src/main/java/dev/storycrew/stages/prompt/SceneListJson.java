package dev.storycrew.stages.prompt;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.answer.Fence;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A scene list in the form of the planner's answer, without what the request says anyway: the chapter's number, and its title
 * unless the planner has given it another one.
 */
final class SceneListJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SceneListJson() {}

    /**
     * Writes.
     *
     * @param title the chapter's, as the request says it
     * @param inDetail the scenes written whole; of the others only the purpose is
     * @param byNumber the scenes of which only the number is written, since their text says the rest
     * @param reader who is shown it
     */
    static String write(String title, SceneList sceneList, Set<Integer> inDetail, Set<Integer> byNumber, Stage reader) {
        ObjectNode object = JSON.createObjectNode();
        if (!title.equals(sceneList.chapterTitle())) {
            put(object, "chapter_title", sceneList.chapterTitle());
        }
        ArrayNode scenes = object.putArray("scenes");
        for (ScenePlan plan : sceneList.scenes()) {
            ObjectNode scene = scenes.addObject();
            scene.put("scene_number", plan.number());
            if (byNumber.contains(plan.number())) {
                continue;
            }
            put(scene, "purpose", plan.purpose());
            if (!inDetail.contains(plan.number())) {
                continue;
            }
            // A judge scores what is on the page: where it was to be, and with whom, is no measure of it.
            if (!reader.judges()) {
                put(scene, "setting", plan.setting());
                ArrayNode characters = scene.putArray("characters");
                plan.characters().stream().map(Fence::oneLine).forEach(characters::add);
            }
            put(scene, "conflict", plan.conflict());
            put(scene, "exit_hook", plan.exitHook());
            scene.put("target_words", plan.targetWords());
            // The bible keeper notes what the text says, not what was planned.
            if (!reader.followsAcceptance()) {
                put(scene, "knows", plan.knows());
                put(scene, "ending", plan.ending());
            }
        }
        put(object, "chapter_goal", sceneList.chapterGoal());
        return object.toString();
    }

    private static void put(ObjectNode object, String field, @Nullable String value) {
        if (value != null) {
            object.put(field, Fence.oneLine(value));
        }
    }
}
