package dev.storycrew.console.export;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pages' modules as one script, for a file from which a browser may load nothing. Each module becomes a function that
 * returns what it exports. Only what the pages write is understood: imports of names, and exports of functions, classes and
 * constants where they are declared; anything else is refused.
 */
final class ScriptBundle {
    private static final Pattern IMPORT =
            Pattern.compile("^import \\{([^}]*)\\} from '(\\.{1,2}/[\\w./-]+\\.js)';$", Pattern.MULTILINE);
    private static final Pattern EXPORT =
            Pattern.compile("^export ((?:async )?(?:function|class|const) ([A-Za-z_$][\\w$]*))", Pattern.MULTILINE);

    /** What is left of an import or export, or would end the script's element. */
    private static final Pattern REFUSED = Pattern.compile(
            "^[ \\t]*(?:import|export)\\b.*|\\bimport\\s*[.(]|</script|<!--",
            Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    private final UnaryOperator<String> source;
    private final Map<String, String> done = new LinkedHashMap<>();
    private final Set<String> begun = new LinkedHashSet<>();

    /** @param source a module's text by its path, such as {@code views/chapter.js} */
    private ScriptBundle(UnaryOperator<String> source) {
        this.source = source;
    }

    /**
     * A script that calls a function without arguments.
     *
     * @param source a module's text by its path, such as {@code views/chapter.js}
     * @param entry the path of the module that exports the function
     * @throws IllegalStateException naming a module that cannot be bundled
     */
    static String of(UnaryOperator<String> source, String entry, String function) {
        ScriptBundle bundle = new ScriptBundle(source);
        bundle.add(entry);
        return "'use strict';\nconst modules = {};\n" + String.join("", bundle.done.values()) + "modules['" + entry
                + "']." + function + "();\n";
    }

    private void add(String path) {
        if (done.containsKey(path)) {
            return;
        }
        if (!begun.add(path)) {
            throw new IllegalStateException("modules import each other: " + String.join(", ", begun));
        }
        String text = source.apply(path).replace("\r\n", "\n");
        List<String> exported = new ArrayList<>();
        String body = IMPORT.matcher(text).replaceAll(found -> Matcher.quoteReplacement(imported(path, found)));
        body = EXPORT.matcher(body).replaceAll(found -> {
            exported.add(found.group(2));
            return Matcher.quoteReplacement(found.group(1));
        });
        Matcher refused = REFUSED.matcher(body);
        if (refused.find()) {
            throw new IllegalStateException("module " + path + " cannot be bundled: " + refused.group());
        }
        done.put(
                path,
                "modules['" + path + "'] = (() => {\n" + body + "\nreturn { " + String.join(", ", exported)
                        + " };\n})();\n");
    }

    private String imported(String importer, MatchResult found) {
        String path = URI.create(importer).resolve(found.group(2)).toString();
        add(path);
        String names = Pattern.compile(",")
                .splitAsStream(found.group(1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> name.replace(" as ", ": "))
                .collect(Collectors.joining(", "));
        return "const { " + names + " } = modules['" + path + "'];";
    }
}
