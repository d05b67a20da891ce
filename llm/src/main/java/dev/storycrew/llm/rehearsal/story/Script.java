package dev.storycrew.llm.rehearsal.story;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.llm.rehearsal.story.Stock.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is settled about a scene before a word of it is written.
 *
 * @param people who is there: the one whose scene it is, the other, and further ones
 * @param setting as planned
 * @param place the stock's entry of the setting, or the entry that fits any place
 * @param dispute what the first wants of the second and does not get
 * @param told the planned events, as the story tells them; a goal of the chapter is no event, and is not told
 * @param fact a fact of the bible that the scene lets be found; empty for none
 * @param chapter the chapter's number; in the first one nobody is known yet
 * @param link the section of the phrases that leads over from the scene before; empty where nothing does
 * @param hook its last line
 * @param targetWords its target length
 * @param slots what fills the stock's lines
 */
public record Script(
        int number,
        int scenes,
        List<Person> people,
        String setting,
        Entry place,
        Entry time,
        Entry weather,
        Entry dispute,
        List<String> told,
        String fact,
        boolean factNamesSomebodyHere,
        boolean firstMeeting,
        int chapter,
        String link,
        String hook,
        int targetWords,
        Map<String, String> slots) {
    private static final String ANYWHERE = "here";
    private static final Pattern LAST_SENTENCE = Pattern.compile("(?s)^(.*[.!?] |.*[。！？](?=.)|)[^.!?。！？]*[.!?。！？”]*$");

    /** The script of a planned scene. */
    public static Script of(Request request, JsonNode plan, Ensemble ensemble) {
        Stock stock = ensemble.stock();
        Outline outline = ensemble.outline();
        int number = plan.path("scene_number").asInt();
        JsonNode plans = request.sceneList();
        List<Person> people = ensemble.present(plan);
        String setting = plan.path("setting").asText().strip();
        Entry place = place(setting, stock);
        Entry time = entry(
                stock.entries("times"),
                setting.substring(Math.min(setting.length(), place.title().length())));
        List<String> goals = request.goals().stream().map(outline::stopped).toList();
        List<String> told = new ArrayList<>();
        for (String sentence : outline.sentences(plan.path("purpose").asText())) {
            if (!goals.contains(sentence)) {
                told.add(outline.told(sentence));
            }
        }
        Map<String, String> slots = new HashMap<>();
        List<String> keys = List.of("a", "b", "c");
        for (int index = 0; index < Math.min(people.size(), keys.size()); index++) {
            people.get(index).into(slots, keys.get(index), outline);
        }
        slots.put("place", place.title().equals(ANYWHERE) ? stock.say("the place", "这地方") : place.title());
        slots.put("at", at(place));
        slots.put("time", time.title());
        slots.put("hour", time.title().replaceFirst("^at ", ""));
        slots.put("topic", ensemble.topic(plan.path("purpose").asText(), place, number));
        slots.put("thing", ensemble.thing(plan.path("purpose").asText(), place, number));
        String link = link(plans, number, ensemble, people, slots);
        String fact = number == 1 ? ensemble.fact() : "";
        if (!fact.isEmpty()) {
            parts(outline.parts(fact), "fact", slots);
            parts(outline.parts(outline.told(fact)), "fact.told", slots);
        }
        Person other = people.get(1);
        return new Script(
                number,
                plans.size(),
                people,
                setting,
                place,
                time,
                ensemble.weather(),
                stock.disputeOf(plan.path("conflict").asText()).orElseGet(() -> ensemble.dispute(number)),
                told,
                fact,
                people.stream().anyMatch(person -> person.isNamedIn(fact)),
                ensemble.firstSceneOf(other, plans) == number,
                request.number(),
                link,
                outline.stopped(plan.path("exit_hook").asText()),
                plan.path("target_words").asInt(),
                slots);
    }

    /** Two pieces of a paragraph as one: who begins the second as the first's last sentence is a pronoun there. */
    public String joined(String before, String piece) {
        if (before.isEmpty() || piece.isEmpty()) {
            return before + piece;
        }
        String text = piece;
        String last = before.substring(
                LAST_SENTENCE.matcher(before).replaceFirst("$1").length());
        for (String key : List.of("a", "b")) {
            String name = slots.getOrDefault(key, "");
            String pronoun = slots.getOrDefault("he." + key, "they");
            boolean lastIsOfThem =
                    last.startsWith(name) || last.endsWith(" " + name + ".") && !pronoun.equals(otherPronoun(key));
            if (!pronoun.equals("they") && lastIsOfThem && text.startsWith(name)) {
                boolean chinese = Character.isIdeographic(name.codePointAt(0));
                String rest = text.substring(name.length());
                if (chinese || rest.startsWith(" ") && !rest.matches(" \\p{Lu}.*")) {
                    text = Character.toUpperCase(pronoun.charAt(0)) + pronoun.substring(1) + rest;
                }
            }
        }
        boolean spaced = Character.isIdeographic(piece.codePointAt(0))
                || before.matches("(?s).*[。！？”]$") && !before.matches("(?s).*[a-z].*");
        return before + (spaced ? "" : " ") + text;
    }

    private String otherPronoun(String key) {
        return slots.getOrDefault(key.equals("a") ? "he.b" : "he.a", "");
    }

    public boolean isLast() {
        return number == scenes;
    }

    /** True where the setting is one of the stock's, with its time of day. */
    public boolean knowsItsPlace() {
        return !place.title().equals(ANYWHERE) && !time.title().isEmpty();
    }

    /** A place that has nothing. */
    static Entry nowhere() {
        return new Entry("", Map.of());
    }

    public static String at(Entry place) {
        return place.all("at").isEmpty()
                ? "in " + place.title()
                : place.all("at").get(0);
    }

    /** True where the lamps are lit and there is no sun. */
    public boolean isDark() {
        return !time.all("dark").isEmpty();
    }

    /** What is to be noticed of the place, but for what the chapter's outline speaks of: it might say the contrary. */
    public List<String> sights(Ensemble ensemble) {
        Outline outline = ensemble.outline();
        List<Outline.Thing> spokenOf = outline.things(ensemble.matter());
        return place.all("see").stream()
                .filter(line -> outline.things(line).stream().noneMatch(spokenOf::contains))
                .toList();
    }

    /** True when the planned events have brought the other in already. */
    public boolean isOtherOnStage() {
        return told.stream().anyMatch(people.get(1)::isNamedIn);
    }

    /** The slot of whoever an event begins with: the one who acts is not surprised by it; empty for nobody. */
    public String actor(String event) {
        return Stream.of("a", "b")
                .filter(key ->
                        event.startsWith(people.get(key.equals("a") ? 0 : 1).called()))
                .findFirst()
                .orElse("");
    }

    /** True for a place below the sky. */
    public boolean isOutside() {
        return !place.all("outside").isEmpty();
    }

    static Entry place(String setting, Stock stock) {
        return stock.entries("places").stream()
                .filter(entry -> setting.startsWith(entry.title()))
                .max(java.util.Comparator.comparingInt(entry -> entry.title().length()))
                .orElseGet(() -> entry(stock.entries("places"), ANYWHERE));
    }

    private static Entry entry(List<Entry> entries, String ending) {
        return entries.stream()
                .filter(entry -> ending.endsWith(entry.title()))
                .max(java.util.Comparator.comparingInt(entry -> entry.title().length()))
                .orElse(new Entry("", Map.of()));
    }

    /** A short sentence fills the slot of its name; the parts of a long one fill two others. */
    private static void parts(List<String> parts, String name, Map<String, String> slots) {
        if (parts.size() == 1) {
            slots.put(name, parts.get(0));
        } else {
            slots.put(name + ".begun", parts.get(0));
            slots.put(name + ".ended", parts.get(1));
        }
    }

    /** What there is to say of the scene before: of somebody who is not here now, or of the same people. */
    private static String link(
            JsonNode plans, int number, Ensemble ensemble, List<Person> people, Map<String, String> slots) {
        String link = "";
        for (JsonNode plan : plans) {
            if (plan.path("scene_number").asInt() == number - 1) {
                Entry place = place(plan.path("setting").asText(), ensemble.stock());
                if (!place.title().equals(ANYWHERE)) {
                    slots.put("before.at", at(place));
                }
                Person before = ensemble.present(plan).get(1);
                slots.put("before.b", before.called());
                link = before.equals(people.get(1)) ? "link same" : people.contains(before) ? "" : "link other";
            }
        }
        return link;
    }
}
