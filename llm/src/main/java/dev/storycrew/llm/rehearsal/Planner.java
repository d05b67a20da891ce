package dev.storycrew.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.llm.rehearsal.story.Dice;
import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Locations;
import dev.storycrew.llm.rehearsal.story.Person;
import dev.storycrew.llm.rehearsal.story.Purposes;
import dev.storycrew.llm.rehearsal.story.Request;
import dev.storycrew.llm.rehearsal.story.Script;
import dev.storycrew.llm.rehearsal.story.Stock;
import dev.storycrew.llm.rehearsal.story.Stock.Entry;
import dev.storycrew.llm.rehearsal.story.Wording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Plans a chapter from its summary, goals and hook: every sentence of the summary and every goal is the purpose of one
 * scene, in the summary's order. Its mistake: a scene in which nobody is in anybody's way.
 */
final class Planner {
    private final Request request;
    private final Ensemble ensemble;
    private final Stock stock;
    private final Dice dice;
    private final boolean slack;
    /** No two scenes of a chapter end alike. */
    private final Set<String> exits = new HashSet<>();

    Planner(Request request, Ensemble ensemble, Dice dice, RehearsalSettings settings) {
        this.request = request;
        this.ensemble = ensemble;
        this.stock = ensemble.stock();
        this.dice = dice;
        this.slack = dice.hits(settings.rate("structure"), request.chapter(), "structure")
                && request.ordered().stream().noneMatch(issue -> issue.type().equals("structure"));
    }

    String answer() {
        int count = ensemble.scenes();
        Purposes purposes = Purposes.of(request, ensemble, count);
        List<Entry> places = new Locations(request, ensemble).forScenes(purposes.all());
        List<Entry> times = times(count, purposes.all());
        ObjectNode plan = new ObjectMapper().createObjectNode();
        plan.put("chapter_number", request.number());
        plan.put("chapter_title", request.value("Chapter", "Title"));
        ArrayNode scenes = plan.putArray("scenes");
        for (int number = 1; number <= count; number++) {
            ObjectNode scene = scenes.addObject();
            List<Person> present = purposes.people(number);
            String purpose = purposes.all().get(number - 1);
            Entry place = places.get(number - 1);
            scene.put("scene_number", number);
            scene.put("purpose", purpose);
            scene.put(
                    "setting",
                    place.title() + stock.say(", ", "，") + times.get(number - 1).title());
            ArrayNode names = scene.putArray("characters");
            present.forEach(person -> names.add(person.name()));
            Map<String, String> slots = slots(present, purpose, place, number);
            Random random = dice.about(request.chapter(), number, "plan");
            if (!(slack && number == Math.max(1, count - 1))) {
                String conflict = ensemble.dispute(number).all("conflict").get(0);
                scene.put("conflict", Wording.of(conflict, slots, random).orElse(conflict));
            }
            String hook = request.value("Chapter", "Hook");
            scene.put("exit_hook", number == count && !hook.isEmpty() ? hook : exit(place, number, slots, random));
            scene.put("target_words", request.targetWords() / count);
            Person first = present.get(0);
            Person second = present.get(1);
            scene.put(
                    "knows",
                    stock.say(
                            first.name() + " knows where it stands with " + slots.get("topic") + "; " + second.name()
                                    + " does not say all",
                            first.name() + "知道" + slots.get("topic") + "的底细；" + second.name() + "没有全说"));
            scene.put(
                    "ending",
                    number == count || number % 2 == 0
                            ? stock.say("an image that stays", "停在一个画面上")
                            : stock.say("an act that changes something", "停在一个动作上"));
            keepTheFormer(scene, number, count);
        }
        List<String> goals = request.goals();
        plan.put(
                "chapter_goal",
                goals.isEmpty() ? request.value("Chapter", "Summary") : String.join(stock.say("; ", "；"), goals));
        return plan.toString();
    }

    /** Where a former list is shown, its entries stay word for word, but for those that an issue calls for. */
    private void keepTheFormer(ObjectNode scene, int number, int count) {
        JsonNode former = request.sceneList();
        JsonNode was = former.path(number - 1);
        boolean called = was.path("conflict").asText().isBlank()
                || request.ordered().stream().anyMatch(issue -> issue.scenes().contains(number));
        if (former.size() == count && was.path("scene_number").asInt() == number && !called) {
            scene.removeAll();
            scene.setAll((ObjectNode) was);
        }
    }

    private String exit(Entry place, int number, Map<String, String> slots, Random random) {
        for (String line : ensemble.exits(place, number)) {
            String worded = Wording.of(line, slots, random).orElse("");
            if (!worded.isEmpty() && exits.add(worded)) {
                return worded;
            }
        }
        return "";
    }

    private Map<String, String> slots(List<Person> present, String purpose, Entry place, int number) {
        Map<String, String> slots = new HashMap<>();
        present.get(0).into(slots, "a", ensemble.outline());
        present.get(1).into(slots, "b", ensemble.outline());
        slots.put("topic", ensemble.topic(purpose, place, number));
        slots.put("thing", ensemble.thing(purpose, place, number));
        slots.put("place", place.title());
        slots.put("at", Script.at(place));
        return slots;
    }

    /** Times of day that advance through the chapter; the outline's own where it names one. */
    private List<Entry> times(int count, List<String> purposes) {
        List<Entry> day = ensemble.entries("times");
        int start = dice.about(request.chapter(), "times")
                .nextInt(Math.max(1, day.size() - Math.min(count, day.size() - 1)));
        List<Entry> times = new ArrayList<>();
        int at = start;
        for (int index = 0; index < count; index++) {
            int latest = Math.max(at, Math.min(day.size() - 1, start + index * (day.size() - start) / count));
            Ensemble.Passage purpose = ensemble.passage(purposes.get(index));
            at = latest;
            for (int hour = latest; hour < day.size(); hour++) {
                if (day.get(hour).words("keys").stream().anyMatch(purpose::names)) {
                    at = hour;
                }
            }
            times.add(day.get(at));
        }
        return times;
    }
}
