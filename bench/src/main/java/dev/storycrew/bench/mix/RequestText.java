package dev.storycrew.bench.mix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request's user message, read as DESIGN fixes it: its first line, its {@code ##} headings and its last line. */
final class RequestText {
    private static final Pattern FIRST = Pattern.compile("^CHAPTER \\S+ ATTEMPT (\\d+)");
    private static final Pattern LAST = Pattern.compile("\\nSCENES: ([0-9,]+)\\s*$");
    private static final Pattern SCENE = Pattern.compile("^=== SCENE (\\d+) ===$");
    private static final Pattern NUMBERED = Pattern.compile("^\\[(\\d+)] (?s)(.*)$");
    private static final Pattern LOCATED = Pattern.compile("\\([a-z]+, scenes? ([0-9, ]+)\\)");

    private final String user;
    private final Map<String, String> sections = new LinkedHashMap<>();

    RequestText(String user) {
        this.user = user;
        String heading = "";
        StringBuilder body = new StringBuilder();
        for (String line : user.lines().toList()) {
            if (line.startsWith("## ")) {
                sections.put(heading, body.toString());
                heading = line.substring(3).strip();
                body = new StringBuilder();
            } else {
                body.append(line).append('\n');
            }
        }
        sections.put(heading, body.toString());
    }

    /**
     * A paragraph of a scene.
     *
     * @param number as the request shows it; 0 if it numbers none
     */
    record Paragraph(int number, String text) {}

    /** Retries so far. */
    int attempt() {
        Matcher first = FIRST.matcher(user);
        return first.find() ? Integer.parseInt(first.group(1)) : 0;
    }

    SortedSet<Integer> wanted() {
        SortedSet<Integer> wanted = new TreeSet<>();
        Matcher last = LAST.matcher(user);
        if (last.find()) {
            for (String number : last.group(1).split(",")) {
                wanted.add(Integer.parseInt(number));
            }
        }
        return wanted;
    }

    /** True if the task speaks of a word, such as a mark that an answer may hold. */
    boolean taskSays(String word) {
        return section("Task").contains(word);
    }

    boolean has(String heading) {
        return sections.containsKey(heading);
    }

    /** The lines of a section that begin with {@code - }, without it. */
    List<String> items(String heading) {
        return section(heading)
                .lines()
                .filter(line -> line.startsWith("- "))
                .map(line -> line.substring(2))
                .toList();
    }

    /** The scenes that some issue names. */
    SortedSet<Integer> locatedScenes() {
        SortedSet<Integer> located = new TreeSet<>();
        for (String issue : items("Issues")) {
            Matcher scenes = LOCATED.matcher(issue);
            if (scenes.find()) {
                for (String number : scenes.group(1).split("[, ]+")) {
                    located.add(Integer.parseInt(number));
                }
            }
        }
        return located;
    }

    /** The texts to work on, by scene: the text that failed where it is shown, otherwise the draft. */
    SortedMap<Integer, List<Paragraph>> texts() {
        SortedMap<Integer, List<Paragraph>> texts = scenes("Drafts");
        texts.putAll(scenes("Current text"));
        return texts;
    }

    /** The whole chapter, as judge and bible keeper get it, without its marks. */
    String chapterText() {
        StringBuilder text = new StringBuilder();
        scenes("Chapter text")
                .values()
                .forEach(scene ->
                        scene.forEach(paragraph -> text.append(paragraph.text()).append('\n')));
        return text.toString();
    }

    private SortedMap<Integer, List<Paragraph>> scenes(String heading) {
        SortedMap<Integer, List<Paragraph>> texts = new TreeMap<>();
        List<Paragraph> current = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : (section(heading) + "\n").lines().toList()) {
            Matcher scene = SCENE.matcher(line);
            boolean marks = scene.matches();
            if (marks || line.isBlank()) {
                close(open, current);
                if (marks) {
                    current = texts.computeIfAbsent(Integer.parseInt(scene.group(1)), number -> new ArrayList<>());
                }
            } else {
                open.append(open.isEmpty() ? "" : "\n").append(line);
            }
        }
        close(open, current);
        return texts;
    }

    private static void close(StringBuilder open, List<Paragraph> current) {
        if (!open.isEmpty()) {
            Matcher numbered = NUMBERED.matcher(open);
            current.add(
                    numbered.matches()
                            ? new Paragraph(Integer.parseInt(numbered.group(1)), numbered.group(2))
                            : new Paragraph(0, open.toString()));
            open.setLength(0);
        }
    }

    private String section(String heading) {
        return sections.getOrDefault(heading, "");
    }
}
