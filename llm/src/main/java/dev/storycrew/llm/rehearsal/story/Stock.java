package dev.storycrew.llm.rehearsal.story;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a language's prose is made of: entries from the resource files of {@code rehearsal/en} or {@code rehearsal/zh}.
 * Safe for use by many lanes.
 *
 * <p>A file holds entries that begin with {@code = title}; a line {@code field: value} belongs to a field of the entry, any
 * other line to its field {@code line}; {@code #} begins a comment. {@link Wording} says what the lines may hold.
 */
public final class Stock {
    private static final List<String> FILES =
            List.of("places", "times", "weather", "disputes", "exchanges", "phrases", "voices", "words", "later");
    private static final Pattern FIELD = Pattern.compile("([a-z]+): (.*)");

    private final boolean chinese;
    private final Map<String, List<Entry>> files = new HashMap<>();
    private final Map<String, List<String>> phrases = new HashMap<>();
    private final Map<String, Set<String>> words = new HashMap<>();
    private final Map<Entry, List<Pattern>> conflicts = new LinkedHashMap<>();

    private Stock(boolean chinese) {
        this.chinese = chinese;
    }

    /** An entry of a file; a field that it does not have is empty. */
    public record Entry(String title, Map<String, List<String>> fields) {
        public List<String> all(String field) {
            return fields.getOrDefault(field, List.of());
        }

        public List<String> lines() {
            return all("line");
        }

        /** The words of a field that is a list with commas. */
        public List<String> words(String field) {
            return all(field).isEmpty() ? List.of() : List.of(all(field).get(0).split(", *"));
        }

        /** True for an entry of a genre, and for one of none. */
        boolean suits(Genre genre) {
            return all("genre").isEmpty() || words("genre").contains(genre.label());
        }
    }

    public static Stock of(boolean chinese) {
        Stock stock = new Stock(chinese);
        for (String file : FILES) {
            stock.files.put(file, read("/rehearsal/" + (chinese ? "zh/" : "en/") + file + ".txt"));
        }
        for (String file : List.of("phrases", "words")) {
            stock.entries(file).forEach(entry -> stock.phrases.put(entry.title(), entry.lines()));
        }
        stock.entries("words")
                .forEach(entry -> stock.words.put(
                        entry.title(),
                        Stream.of(String.join(" ", entry.lines()).split("[ ,]+"))
                                .collect(Collectors.toSet())));
        stock.entries("disputes")
                .forEach(entry -> stock.conflicts.put(
                        entry,
                        entry.all("conflict").stream().map(Wording::pattern).toList()));
        return stock;
    }

    public boolean chinese() {
        return chinese;
    }

    public List<Entry> entries(String file) {
        return files.getOrDefault(file, List.of());
    }

    /** The lines of a section of the phrases or words. */
    public List<String> phrases(String section) {
        List<String> found = phrases.get(section);
        if (found == null) {
            throw new IllegalArgumentException("the rehearsal stock has no section '" + section + "'");
        }
        return found;
    }

    /** The single words of a section of the words. */
    Set<String> words(String section) {
        return words.getOrDefault(section, Set.of());
    }

    /** The dispute that a planned conflict comes from, whatever names and things fill it. */
    Optional<Entry> disputeOf(String conflict) {
        return conflicts.entrySet().stream()
                .filter(dispute -> dispute.getValue().stream()
                        .anyMatch(pattern -> pattern.matcher(conflict).matches()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Joins sentences as the language does. */
    public String join(List<String> sentences) {
        return String.join(
                chinese ? "" : " ",
                sentences.stream().filter(sentence -> !sentence.isEmpty()).toList());
    }

    public String say(String english, String inChinese) {
        return chinese ? inChinese : english;
    }

    private static List<Entry> read(String path) {
        try (InputStream resource = Stock.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new IllegalStateException(path + " is not in this build");
            }
            List<Entry> entries = new ArrayList<>();
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().map(String::strip).toList()) {
                Matcher field = FIELD.matcher(line);
                if (line.startsWith("= ")) {
                    entries.add(new Entry(line.substring(2), new HashMap<>()));
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    boolean named = field.matches();
                    entries.get(entries.size() - 1)
                            .fields()
                            .computeIfAbsent(named ? field.group(1) : "line", key -> new ArrayList<>())
                            .add(named ? field.group(2) : line);
                }
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
