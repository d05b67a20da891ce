package dev.storycrew.llm.rehearsal.story;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.llm.rehearsal.story.Outline.Thing;
import dev.storycrew.llm.rehearsal.story.Stock.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What planner and writer share about a chapter: its people, the things it is about, its weather, and which part of the
 * stock it uses, so that a book uses all of it before anything repeats.
 */
public final class Ensemble {
    /** For so many chapters the stock is dealt without giving anything twice. */
    private static final int CHAPTERS = 12;

    /** Of words and of Chinese characters: a line as short as that may come again in a book. */
    private static final int SHORT = 11;

    private static final int SHORT_OF_CHARACTERS = 19;

    /** As the check says that a scene looks like an earlier one. */
    private static final Pattern ALIKE = Pattern.compile("scene \\d+ is (?:nearly )?chapter \\d+'s scene");

    private static final int WORDS_PER_SCENE = 360;
    private static final int MIN_WORDS_PER_SCENE = 90;
    private static final int MIN_CHARACTERS_PER_SCENE = 150;
    private static final int USUAL_LEAST_SCENES = 3;
    private static final int MOST_SCENES = 8;

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

    /** How many scenes the chapter has: those of its plan or, before there is one, as many as its length calls for. */
    public int scenes() {
        int planned = request.sceneList().size();
        if (planned > 0) {
            return planned;
        }
        int target = request.targetWords();
        int usual = Math.max(USUAL_LEAST_SCENES, Math.min(MOST_SCENES, Math.round((float) target / WORDS_PER_SCENE)));
        return Math.max(
                1, Math.min(usual, target / (stock.chinese() ? MIN_CHARACTERS_PER_SCENE : MIN_WORDS_PER_SCENE)));
    }

    /** True for a chapter of a book that has been through the stock before. */
    public boolean isLate() {
        return request.number() > CHAPTERS;
    }

    /** True for a line so short that the check between chapters takes no notice of it. */
    private boolean mayComeAgain(String line) {
        String told = line.replaceAll("\\{[^}]*}", stock.say("it", "它"));
        return TextMetrics.words(told) <= (stock.chinese() ? SHORT_OF_CHARACTERS : SHORT);
    }

    /** True if a request says of a scene that it looks like an earlier one. */
    public boolean looksAlike(int scene) {
        return request.ordered().stream()
                .anyMatch(issue -> issue.scenes().contains(scene)
                        && ALIKE.matcher(issue.note()).find());
    }

    /** The text of a scene that looks like an earlier one, from which another one must differ; else empty. */
    public String unlike(int scene) {
        return looksAlike(scene) ? request.currentTexts().getOrDefault(scene, "") : "";
    }

    /** How many words a scene may be short of its target: half of what the chapter may be. */
    public int slack(int targetWords) {
        return (int) (targetWords * request.tolerance() / 2);
    }

    /** Chance of the chapter's own. */
    public Random about(Object... subject) {
        return dice.about(request.chapter(), Arrays.asList(subject));
    }

    /** How many of a list so long are a scene's own when it is {@linkplain #dealt dealt}. */
    public int share(int size) {
        return Math.max(1, size / (CHAPTERS * scenes()));
    }

    /**
     * A list as this book deals it to a scene: first the scene's share, which no other scene of the book has, so that a
     * scene can be written again without seeing the others; then the rest, for a scene that needs more. A list that is too
     * short for all scenes comes round again, as late as it can.
     */
    public <T> List<T> dealt(String name, List<T> all, int scene) {
        // What a late chapter takes may come again, but not in the same order.
        List<T> order = dice.shuffled(all, request.book(), isLate() ? name + request.number() : name);
        int size = order.size();
        int scenes = Math.max(scenes(), scene);
        int chapter = (request.number() - 1) % CHAPTERS;
        int shares = CHAPTERS * scenes;
        int share =
                size < shares ? (chapter + (scene - 1) * CHAPTERS) % Math.max(1, size) : chapter * scenes + scene - 1;
        List<T> dealt = new ArrayList<>();
        for (int index = share; index < size && dealt.size() < share(size); index += shares) {
            dealt.add(order.get(index));
        }
        // The rest is parted among the chapter's scenes, since one that is written again may not see the others.
        List<T> mine = new ArrayList<>();
        List<T> others = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            (index % scenes == scene - 1 ? mine : others).add(order.get(index));
        }
        Collections.shuffle(mine, about(scene, name));
        Collections.shuffle(others, about(scene, name));
        Set<T> taken = new HashSet<>(dealt);
        Stream.of(mine, others).flatMap(List::stream).filter(taken::add).forEach(dealt::add);
        return dealt;
    }

    /** The stock's entries for the book's genre. */
    public List<Entry> entries(String file) {
        return stock.entries(file).stream().filter(entry -> entry.suits(genre)).toList();
    }

    /** How the prose shows a manner of speaking, if the stock knows it by one of its words. */
    public Optional<Entry> voice(String voice) {
        Passage words = passage(voice);
        return stock.entries("voices").stream()
                .filter(entry -> entry.words("keys").stream().anyMatch(words::names))
                .findFirst();
    }

    /** The stock's talk besides the disputes: the short pieces, or the others. */
    public List<Entry> exchanges(boolean isShort) {
        return entries("exchanges").stream()
                .filter(entry -> entry.title().equals("short") == isShort)
                .toList();
    }

    /** The dispute that is a scene's own. */
    public Entry dispute(int scene) {
        return dealt("disputes", entries("disputes"), scene).get(0);
    }

    /** The lines with which a scene may end at a place, its own first. */
    public List<String> exits(Entry place, int scene) {
        String section = (genre == Genre.ROMANCE ? "exit romance" : "exit")
                + (place.all("outside").isEmpty() ? " inside" : " outside");
        List<String> lines = stock.phrases(section);
        return dealt(
                section, isLate() ? lines.stream().filter(this::mayComeAgain).toList() : lines, scene);
    }

    /** The lead, whoever else a purpose names, and one of the others where it names nobody. */
    List<Person> present(String purpose, int scene) {
        Set<Person> present = new LinkedHashSet<>(List.of(people.get(0)));
        people.stream()
                .skip(1)
                .filter(person -> person.isNamedIn(purpose))
                .limit(2)
                .forEach(present::add);
        if (present.size() == 1) {
            List<Person> others = new ArrayList<>(people.subList(1, people.size()));
            Collections.rotate(others, -(request.number() + scene));
            present.add(others.get(0));
        }
        return List.copyOf(present);
    }

    /**
     * The planned people, filled up to two; the plan's unknown names are people too. A scene that is shown by its purpose
     * alone has those whom its planner gave it.
     */
    List<Person> present(JsonNode plan) {
        if (plan.path("characters").isMissingNode()) {
            return present(
                    plan.path("purpose").asText(), plan.path("scene_number").asInt());
        }
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
        return all.isEmpty() ? dealt("topics", stock.phrases("topics"), 1).get(0) : all.get((scene - 1) % all.size());
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
        return ofOutline ? held.get(0) : dealt("things", there, scene).get(0);
    }

    /** A fact of the bible for the chapter; empty when there are none. */
    String fact() {
        List<String> facts = request.facts();
        return facts.isEmpty() ? "" : outline.stopped(dealt("facts", facts, 1).get(0));
    }

    /** The chapter's weather: the outline's, or chance. */
    Entry weather() {
        List<Entry> all = entries("weather");
        Passage text = passage(matter + " " + request.value("Book", "Title"));
        return all.stream()
                .filter(weather -> weather.words("keys").stream().anyMatch(key -> text.names(key)))
                .findFirst()
                .orElseGet(() -> dealt("weather", all, 1).get(0));
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
