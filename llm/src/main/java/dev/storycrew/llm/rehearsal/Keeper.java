package dev.storycrew.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Request;
import dev.storycrew.llm.rehearsal.story.Stock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Notes what a chapter changed, from its plan and its text. */
final class Keeper {
    private final Request request;
    private final Ensemble ensemble;
    private final Stock stock;

    Keeper(Request request, Ensemble ensemble) {
        this.request = request;
        this.ensemble = ensemble;
        this.stock = ensemble.stock();
    }

    String answer() {
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
        changes.put("summary", stock.join(List.copyOf(events)));
        if (!lastHook.isBlank()) {
            ArrayNode array = changes.putArray("character_changes");
            ObjectNode change = array.addObject();
            change.put("name", ensemble.people().get(0).name());
            change.put("change", stock.say("is left with this: ", "面对的是：") + lastHook);
            ensemble.people().stream()
                    .skip(1)
                    .filter(person -> request.characters().stream().noneMatch(line -> line.startsWith(person.name())))
                    .forEach(person -> array.addObject()
                            .put("name", person.name())
                            .put("change", stock.say("has come into the story", "进入了故事")));
        }
        if (request.genre().equalsIgnoreCase("mystery")) {
            request.facts().stream()
                    .filter(fact -> request.texts("Chapter text").values().stream()
                            .anyMatch(scene -> Critic.tells(scene, fact, ensemble.outline())))
                    .forEach(changes.putArray("clues_planted")::add);
        }
        return changes.toString();
    }
}
