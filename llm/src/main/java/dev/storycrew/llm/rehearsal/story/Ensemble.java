package dev.storycrew.llm.rehearsal.story;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.llm.rehearsal.story.Outline.Thing;
import dev.storycrew.llm.rehearsal.story.Stock.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What planner and writer share about a chapter: its people, the things it is about, its weather, and which part of the
 * stock it uses, so that a book uses all of it before anything repeats.
 */
public final class Ensemble {
    /** How many scenes a chapter is assumed to have when the stock is dealt. */
    public static final int SCENES = 8;

    private final Request request;
    private final Stock stock;
    private final Outline outline;
    private final Dice dice;
    private final Genre genre;
    private final List<Person> people;
    private final List<Thing> things;
    private final String matter;

    public Ensemble(Request request, Stock stock, Outline outline, Dice dice) {
        this.request = request;
        this.stock = stock;
        this.outline = outline;
        this.dice = dice;
        this.genre = Genre.of(request.genre());
        this.people = Company.of(request, stock, dice, outline);
        this.matter = String.join(
                " ",
                request.value("Chapter", "Summary"),
                String.join(" ", request.goals()),
                request.value("Chapter", "Hook"));
        List<Thing> named = new ArrayList<>(outline.things(matter));
        outline.things(String.join(" ", request.facts())).stream()
                .filter(thing -> !named.contains(thing))
                .forEach(named::add);
        this.things = named;
    }

    public Stock stock() {
        return stock;
    }

    public Outline outline() {
        return outline;
    }

    public List<Person> people() {
        return people;
    }

    /** The chapter's outline in one piece. */
    String matter() {
        return matter;
    }

    /** A list as this book deals it to a scene, each of which uses so many of it. */
    public <T> List<T> dealt(String name, List<T> all, int scene, int each) {
        return dice.dealt(all, (request.number() - 1) * SCENES + scene - 1, each, request.book(), name);
    }

    /** The stock's entries for the book's genre. */
    public List<Entry> entries(String file) {
        return stock.entries(file).stream().filter(entry -> entry.suits(genre)).toList();
    }

    /** The dispute that is a scene's own. */
    public Entry dispute(int scene) {
        return dealt("disputes", entries("disputes"), scene, 1).get(0);
    }

    /** The planned people, filled up to two; the plan's unknown names are people too. */
    List<Person> present(JsonNode plan) {
        List<Person> present = new ArrayList<>();
        for (JsonNode name : plan.path("characters")) {
            String planned = name.asText().strip();
            if (planned.isEmpty() || present.stream().anyMatch(person -> person.isCalled(planned))) {
                continue;
            }
            present.add(people.stream()
                    .filter(person -> person.isCalled(planned))
                    .findFirst()
                    .orElseGet(() -> Person.of(planned, "", "", "", stock)));
        }
        people.stream()
                .filter(person -> !present.contains(person))
                .limit(Math.max(0, 2 - present.size()))
                .forEach(present::add);
        return present;
    }

    int firstSceneOf(Person person, JsonNode plans) {
        for (JsonNode plan : plans) {
            if (present(plan).contains(person)) {
                return plan.path("scene_number").asInt();
            }
        }
        return 0;
    }

    /** What a scene's talk turns on: a thing that its purpose names, or the chapter; never the place itself. */
    public String topic(String purpose, Entry place, int scene) {
        List<String> own = phrases(outline.things(purpose), place);
        if (!own.isEmpty()) {
            return own.get(0);
        }
        List<String> all = phrases(things, place);
        return all.isEmpty()
                ? dealt("topics", stock.phrases("topics"), 1, 1).get(0)
                : all.get((scene - 1) % all.size());
    }

    private static List<String> phrases(List<Thing> things, Entry place) {
        return things.stream()
                .map(Thing::phrase)
                .filter(phrase -> !phrase.equals(place.title()))
                .toList();
    }

    /** Something that a hand can hold. */
    public String thing(String purpose, Entry place, int scene) {
        List<Thing> own = new ArrayList<>(outline.things(purpose));
        own.addAll(things);
        List<String> held =
                own.stream().filter(Thing::portable).map(Thing::phrase).toList();
        List<String> there = place.all("thing").isEmpty() ? stock.phrases("topics") : place.all("thing");
        boolean ofOutline =
                !held.isEmpty() && (outline.things(purpose).stream().anyMatch(Thing::portable) || scene % 2 == 1);
        return ofOutline ? held.get(0) : dealt("things", there, scene, 1).get(0);
    }

    /** A fact of the bible for the chapter; empty when there are none. */
    String fact() {
        List<String> facts = request.facts();
        return facts.isEmpty()
                ? ""
                : outline.stopped(dice.dealt(facts, request.number() - 1, 1, request.book(), "facts")
                        .get(0));
    }

    /** The chapter's weather: the outline's, or chance. */
    Entry weather() {
        List<Entry> all = entries("weather");
        Passage text = passage(matter + " " + request.value("Book", "Title"));
        return all.stream()
                .filter(weather -> weather.words("keys").stream().anyMatch(key -> text.names(key)))
                .findFirst()
                .orElseGet(() -> dice.dealt(all, request.number() - 1, 1, request.book(), "weather")
                        .get(0));
    }

    public Passage passage(String text) {
        return new Passage(text.toLowerCase(Locale.ROOT), stock.chinese());
    }

    /** A text that is asked for words. */
    public static final class Passage {
        private final String text;
        private final boolean chinese;
        private final Set<String> words;

        private Passage(String text, boolean chinese) {
            this.text = text;
            this.chinese = chinese;
            this.words = Set.copyOf(
                    List.of(text.split("[^\\p{L}']+")).stream().distinct().toList());
        }

        /** True when the text holds a word, or of Chinese the characters. */
        public boolean names(String word) {
            return chinese || word.contains(" ") ? text.contains(word) : words.contains(word);
        }
    }
}
