package dev.storycrew.stages.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlMap;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses a template that would fail, or be useless, in the middle of a book. */
final class TemplateCheck {
    private static final Pattern TAG = Pattern.compile("\\{\\{([#^/&>!={]?)[ \\t]*([^{}\\n]*?)[ \\t]*}}");
    private static final Pattern AT_LINE = Pattern.compile("line (\\d+)");
    private static final Pattern SPACES_IN_TAG = Pattern.compile("\\{\\{\\s*(\\S+?)\\s*}}");

    private final TemplateFile file;
    private final String where;
    private final String text;

    /** @param where names the file to its author */
    TemplateCheck(TemplateFile file, String where, String text) {
        this.file = file;
        this.where = where;
        this.text = text;
    }

    /**
     * Checks.
     *
     * @throws UsageException naming file, line and what is wrong
     */
    void run() {
        Set<String> used = names();
        filledIn(compiled());
        for (String needed : file.needed()) {
            if (!used.contains(needed)) {
                throw new UsageException(where + ": " + shown(needed) + " is missing; it must appear somewhere");
            }
        }
        List<String> lines = SPACES_IN_TAG
                .matcher(text)
                .replaceAll("{{$1}}")
                .strip()
                .lines()
                .map(String::strip)
                .toList();
        file.firstLine()
                .filter(line -> lines.isEmpty() || !lines.get(0).equals(line))
                .ifPresent(line -> {
                    throw new UsageException(where + ":1: the first line must be " + line);
                });
        file.lastLine()
                .filter(line -> lines.isEmpty() || !lines.get(lines.size() - 1).equals(line))
                .ifPresent(line -> {
                    throw new UsageException(where + ":" + lines.size() + ": the last line must be " + line);
                });
        for (String phrase : file.phrases()) {
            boolean heading = phrase.startsWith("#");
            if (heading ? !lines.contains(phrase) : !text.contains(phrase)) {
                throw new UsageException(where + ": " + phrase + " is missing; "
                        + (heading ? "the heading" : "the answer's form") + " is fixed, see docs/prompts.md");
            }
        }
    }

    private Template compiled() {
        try {
            return Mustache.compiler()
                    .emptyStringIsFalse(true)
                    .withLoader(name -> new StringReader(""))
                    .compile(text);
        } catch (MustacheException e) {
            throw unusable(e);
        }
    }

    /** With nothing and with everything, since a section may hide what cannot be rendered. */
    private void filledIn(Template template) {
        try {
            template.execute(new Values(file.names()).all());
            template.execute(Values.sample(file.names()).all());
        } catch (MustacheException e) {
            throw unusable(e);
        }
    }

    private UsageException unusable(MustacheException e) {
        Matcher line = AT_LINE.matcher(String.valueOf(e.getMessage()));
        String at = line.find() ? ":" + line.group(1) : "";
        return new UsageException(where + at + ": not a template: " + e.getMessage());
    }

    private Set<String> names() {
        Set<String> used = new TreeSet<>();
        int depth = 0;
        int end = 0;
        Matcher tag = TAG.matcher(text);
        while (tag.find()) {
            requireNoTag(end, tag.start());
            end = tag.end();
            String kind = String.valueOf(tag.group(1));
            String name = String.valueOf(tag.group(2));
            switch (kind) {
                case "#", "^" -> {
                    require(name, file.names().sections(), "section", tag.start());
                    depth++;
                }
                case "/" -> depth--;
                case ">" -> require(name, file.includes(), "include", tag.start());
                case "", "&", "{" -> {
                    require(name, file.names().variables(), "variable", tag.start());
                    if (depth <= 0 && Names.OF_AN_ITEM.contains(name)) {
                        throw new UsageException(
                                where + ":" + line(tag.start()) + ": {{" + name + "}} must be inside a section");
                    }
                }
                case "=" ->
                    throw new UsageException(where + ":" + line(tag.start()) + ": only {{ }} marks are supported");
                default -> {
                    // A comment.
                }
            }
            used.add(name);
        }
        requireNoTag(end, text.length());
        return used;
    }

    /** The library treats an unclosed tag as text. */
    private void requireNoTag(int from, int to) {
        int open = text.substring(from, to).indexOf("{{");
        if (open >= 0) {
            throw new UsageException(where + ":" + line(from + open) + ": {{ is not closed by }} on the same line");
        }
    }

    private void require(String name, Set<String> known, String what, int at) {
        if (!known.contains(name)) {
            throw new UsageException(where + ":" + line(at) + ": there is no " + what + " " + name
                    + YamlMap.nearest(name, new TreeSet<>(known)));
        }
    }

    private String shown(String name) {
        return (file.includes().contains(name) ? "{{> " : "{{") + name + "}}";
    }

    private long line(int at) {
        return 1 + text.substring(0, at).chars().filter(mark -> mark == '\n').count();
    }
}
