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
import java.util.Optional;
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
        Set<String> relied = new LinkedHashSet<>();
        if (!lastHook.isBlank()) {
            changed(changes, lastHook, relied);
        }
        List<Request.Noted> told = request.notedFacts().stream()
                .filter(fact -> isTold(fact.text()))
                .toList();
        told.forEach(fact -> relied.add(fact.id()));
        if (request.genre().equalsIgnoreCase("mystery")) {
            clues(changes, told, relied);
        }
        relied.remove("");
        relied.forEach(changes.putArray("relied_on")::add);
        return changes.toString();
    }

    /** The first person is left with this chapter's question, and no longer with the one before. */
    private void changed(ObjectNode changes, String lastHook, Set<String> relied) {
        String left = stock.say("is left with this: ", "面对的是：");
        String first = ensemble.people().get(0).name();
        ArrayNode array = changes.putArray("character_changes");
        array.addObject().put("name", first).put("change", left + lastHook);
        ensemble.people().stream()
                .skip(1)
                .filter(person -> request.characters().stream().noneMatch(line -> line.startsWith(person.name())))
                .forEach(person -> array.addObject()
                        .put("name", person.name())
                        .put("change", stock.say("has come into the story", "进入了故事")));
        ArrayNode withdrawn = changes.putArray("withdrawn");
        request.changesOf(first).stream()
                .filter(change -> change.text().startsWith(left))
                .forEach(change -> {
                    withdrawn
                            .addObject()
                            .put("id", change.id())
                            .put("because", stock.say("the story has gone on from there", "故事已经从这里继续"));
                    relied.add(change.id());
                });
    }

    /** A fact that is told is a clue. One that is open is resolved when it is told again, or has waited longest of several. */
    private void clues(ObjectNode changes, List<Request.Noted> told, Set<String> relied) {
        ArrayNode planted = changes.putArray("clues_planted");
        List<Request.Noted> open = request.openClues();
        Set<Request.Noted> answered = new LinkedHashSet<>(open.subList(0, open.size() > 1 ? 1 : 0));
        for (Request.Noted fact : told) {
            Optional<Request.Noted> clue = open.stream()
                    .filter(each -> each.text().equals(fact.text()))
                    .findFirst();
            clue.ifPresentOrElse(answered::add, () -> planted.add(fact.text()));
        }
        ArrayNode resolved = changes.putArray("clues_resolved");
        answered.forEach(clue -> {
            resolved.add(clue.id().isEmpty() ? clue.text() : clue.id());
            relied.add(clue.id());
        });
    }

    private boolean isTold(String fact) {
        return request.texts("Chapter text").values().stream()
                .anyMatch(scene -> ensemble.outline().isTold(fact, scene));
    }
}
