package dev.storycrew.stages.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Notes what a chapter changed, from its plan and its text. */
final class Keeper {
    private final Voice voice;

    Keeper(Voice voice) {
        this.voice = voice;
    }

    String answer(Request request) {
        ObjectNode changes = new ObjectMapper().createObjectNode();
        Set<String> events = new LinkedHashSet<>();
        ArrayNode timeline = changes.putArray("timeline");
        String lastHook = "";
        for (JsonNode scene : request.sceneList()) {
            String purpose = scene.path("purpose").asText();
            lastHook = scene.path("exit_hook").asText();
            if (events.add(purpose)) {
                ObjectNode event = timeline.addObject();
                event.put("event", purpose);
                event.set("characters", scene.path("characters"));
            }
        }
        changes.put("summary", String.join(voice.chinese() ? "" : " ", events));
        List<String> people = request.characters();
        if (!people.isEmpty() && !lastHook.isBlank()) {
            ObjectNode change = changes.putArray("character_changes").addObject();
            change.put("name", people.get(0));
            change.put("change", (voice.chinese() ? "面对的是：" : "is left with this: ") + lastHook);
        }
        if (request.genre().equalsIgnoreCase("mystery")) {
            request.facts().stream()
                    .filter(fact ->
                            request.texts("Chapter text").values().stream().anyMatch(scene -> scene.contains(fact)))
                    .forEach(changes.putArray("clues_planted")::add);
        }
        return changes.toString();
    }
}
