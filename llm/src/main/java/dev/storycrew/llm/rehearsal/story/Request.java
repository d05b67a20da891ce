package dev.storycrew.llm.rehearsal.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A request as {@code docs/prompts.md} lays it out, read from its text alone, as a language model would have to. */
public final class Request {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CHAPTER = Pattern.compile("^CHAPTER (\\S+) ATTEMPT (\\d{1,9})");
    private static final Pattern SCENES = Pattern.compile("\\nSCENES: ([0-9,]+)\\s*$");
    private static final Pattern SCENE = Pattern.compile("(?m)^=== SCENE (\\d+) ===$");
    private static final Pattern NUMBER = Pattern.compile("(^|\\n\\n)\\[\\d+\\] ");
    private static final Pattern ISSUE = Pattern.compile("^([a-z_]+) \\(([a-z]+)(?:, scene ([0-9, ]+))?\\): ?(.*)$");

    private static final Pattern TOLERANCE = Pattern.compile("within (\\d{1,3}(?:\\.\\d{1,9})?) per cent");

    /** Of a book that does not say. */
    private static final double USUAL_TOLERANCE = 0.1;

    private static final Pattern ENTRY = Pattern.compile("\\[([ftcpi]\\d+)] (.*)");
    private static final Pattern CHANGES = Pattern.compile("; (?=\\[p\\d+] )");

    private final String system;
    private final String user;
    private final Map<String, String> sections = new HashMap<>();
    private final JsonNode sceneList;

    public Request(String system, String user) {
        this.system = system;
        this.user = user;
        sections.putAll(sections(system));
        sections.putAll(sections(user));
        sceneList = scenes(sections.getOrDefault("Scene list", ""));
    }

    /** An issue that a retry must fix; no scenes means the whole chapter. */
    public record Ordered(String type, SortedSet<Integer> scenes, String note) {
        boolean concerns(int scene) {
            return scenes.isEmpty() || scenes.contains(scene);
        }
    }

    /**
     * The stage that asks, by the role that its system prompt gives at the beginning of a line. All text of the book has
     * something before it on its line.
     *
     * @throws IllegalArgumentException when the prompt gives none
     */
    public Stage stage() {
        return Arrays.stream(Stage.values())
                .filter(stage -> ("\n" + system).contains("\nYou are the " + stage.role() + " "))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("the rehearsal model knows whom it plays by a line of the system"
                                + " prompt that begins, for example, 'You are the "
                                + Stage.first().role() + " of'"));
    }

    public String chapter() {
        Matcher matcher = CHAPTER.matcher(user);
        return matcher.find() ? matcher.group(1) : "unknown/1";
    }

    /** By what part of its length a chapter may miss its target. */
    double tolerance() {
        Matcher matcher = TOLERANCE.matcher(user);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) / 100 : USUAL_TOLERANCE;
    }

    String book() {
        String id = chapter();
        return id.substring(0, id.lastIndexOf('/'));
    }

    public int number() {
        String id = chapter();
        return Integer.parseInt(id.substring(id.lastIndexOf('/') + 1));
    }

    /** The lines of a section without their list marks. */
    public List<String> lines(String heading) {
        return sections.getOrDefault(heading, "")
                .lines()
                .map(line -> line.startsWith("- ") ? line.substring(2) : line)
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** A line of the form {@code Name: value}. */
    public String value(String heading, String name) {
        return lines(heading).stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    public String language() {
        String language = value("Book", "Language");
        return language.isEmpty() ? "en" : language;
    }

    public String genre() {
        return value("Book", "Genre");
    }

    public List<String> goals() {
        List<String> goals = new ArrayList<>();
        boolean inGoals = false;
        for (String line : sections.getOrDefault("Chapter", "").lines().toList()) {
            if (line.startsWith("Goals:")) {
                inGoals = true;
            } else if (inGoals && line.startsWith("- ")) {
                goals.add(line.substring(2));
            } else {
                inGoals = false;
            }
        }
        return goals;
    }

    public int targetWords() {
        String target = value("Chapter", "Target words");
        return target.isEmpty() ? 1000 : Integer.parseInt(target);
    }

    public List<String> forbiddenWords() {
        String words = value("Style", "Forbidden words");
        return words.isEmpty() ? List.of() : List.of(words.split(", "));
    }

    /**
     * An entry of the bible.
     *
     * @param id empty where an edited prompt shows none
     */
    public record Noted(String id, String text) {
        private static Noted of(String line) {
            Matcher matcher = ENTRY.matcher(line);
            return matcher.matches() ? new Noted(matcher.group(1), matcher.group(2)) : new Noted("", line);
        }
    }

    /** The bible's facts, in the order in which they became true. */
    public List<String> facts() {
        return notedFacts().stream().map(Noted::text).toList();
    }

    /** The same with their ids. */
    public List<Noted> notedFacts() {
        Map<String, String> book = sections(system);
        return Stream.of("Facts", "More facts")
                .flatMap(heading -> items(book, heading).stream())
                .map(Noted::of)
                .toList();
    }

    /** The clues that are open. */
    public List<Noted> openClues() {
        return items(sections(system), "Open clues").stream().map(Noted::of).toList();
    }

    /** What has become of a person so far, as far as it is shown whole. */
    public List<Noted> changesOf(String person) {
        return items(sections(system), "How they have changed").stream()
                .filter(line -> line.startsWith(person + ": "))
                .flatMap(line -> CHANGES.splitAsStream(line.substring(person.length() + 2)))
                .map(Noted::of)
                .filter(change -> !change.id().isEmpty())
                .toList();
    }

    /** The bible's lines about people. */
    public List<String> characters() {
        return Stream.of("Characters", "More characters")
                .flatMap(heading -> items(sections, heading).stream())
                .toList();
    }

    /** What was counted, in a judge's request. */
    public List<String> findings() {
        return items(sections(user), "Facts");
    }

    private static List<String> items(Map<String, String> sections, String heading) {
        return sections.getOrDefault(heading, "")
                .lines()
                .filter(line -> line.startsWith("- "))
                .map(line -> line.substring(2))
                .toList();
    }

    public JsonNode sceneList() {
        return sceneList;
    }

    private static JsonNode scenes(String json) {
        try {
            return json.isBlank()
                    ? MissingNode.getInstance()
                    : JSON.readTree(json).path("scenes");
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    public SortedSet<Integer> wantedScenes() {
        SortedSet<Integer> wanted = new TreeSet<>();
        Matcher matcher = SCENES.matcher(user);
        if (matcher.find()) {
            for (String number : matcher.group(1).split(",")) {
                wanted.add(Integer.parseInt(number));
            }
        }
        return wanted;
    }

    /** The scenes' texts below a heading. */
    public SortedMap<Integer, String> texts(String heading) {
        SortedMap<Integer, String> texts = new TreeMap<>();
        String section = sections.getOrDefault(heading, "");
        Matcher markers = SCENE.matcher(section);
        int number = 0;
        int from = 0;
        while (markers.find()) {
            if (number > 0) {
                texts.put(number, section.substring(from, markers.start()).strip());
            }
            number = Integer.parseInt(markers.group(1));
            from = markers.end();
        }
        if (number > 0) {
            texts.put(number, section.substring(from).strip());
        }
        return texts;
    }

    /** The scenes' texts that a writer or editor may change, without the numbers of their paragraphs. */
    public SortedMap<Integer, String> currentTexts() {
        SortedMap<Integer, String> texts = texts("Current text");
        if (isNumbered()) {
            texts.replaceAll((scene, text) -> NUMBER.matcher(text).replaceAll("$1"));
        }
        return texts;
    }

    /** True if paragraphs bear numbers, so that an editor may answer in passages. */
    public boolean isNumbered() {
        return texts("Current text").values().stream().allMatch(text -> text.startsWith("[1] "))
                && sections.containsKey("Current text");
    }

    /** True for a judge who is asked which of two texts is better. */
    public boolean comparesPairs() {
        return sections.containsKey("First text") && sections.containsKey("Second text");
    }

    /** True for a judge who is shown only what changed: he alone is told the former scores. */
    public boolean isPartialReview() {
        return !value("Former report", "Scores").isEmpty();
    }

    /** The issues of the report before, for a judge. */
    public List<Ordered> formerIssues() {
        return issues("Former report");
    }

    /** The issues the request asks to fix. Without revision instructions there are none. */
    public List<Ordered> ordered() {
        if (!sections.containsKey("Revision instructions")) {
            return List.of();
        }
        return issues("Issues");
    }

    private List<Ordered> issues(String heading) {
        List<Ordered> ordered = new ArrayList<>();
        for (String line : lines(heading)) {
            Matcher matcher = ISSUE.matcher(line);
            if (matcher.matches()) {
                String scenes = matcher.group(3);
                ordered.add(new Ordered(
                        matcher.group(1),
                        scenes == null ? new TreeSet<>() : SceneReferences.in("scene " + scenes),
                        matcher.group(4)));
            }
        }
        return ordered;
    }

    /** True if the request asks to fix issues of a type in a scene. */
    public boolean orders(String type, int scene) {
        return ordered().stream().anyMatch(issue -> issue.type().equals(type) && issue.concerns(scene));
    }

    private static Map<String, String> sections(String text) {
        Map<String, String> found = new HashMap<>();
        String heading = "";
        StringBuilder body = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith("## ") || line.startsWith("### ")) {
                found.put(heading, body.toString());
                heading = line.replaceFirst("^#+ ", "").strip();
                body = new StringBuilder();
            } else {
                body.append(line).append('\n');
            }
        }
        found.put(heading, body.toString());
        return found;
    }
}
