package dev.storycrew.llm.rehearsal.prose;

import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Script;
import dev.storycrew.llm.rehearsal.story.Stock;
import dev.storycrew.llm.rehearsal.story.Wording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines made of single words, for the chapters of a long book: the stock's own lines have been through it by then, and said
 * again they would be found. Nobody would read them for pleasure, but no scene has them twice.
 */
final class LaterLines {
    private static final String FILE = "later";
    private static final int TRIES = 20;
    private static final Pattern SLOT = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final Pattern COMMA = Pattern.compile(", *");

    private final Ensemble ensemble;
    private final Script script;
    private final Memory memory;
    private final Map<String, Integer> drawn = new HashMap<>();

    LaterLines(Ensemble ensemble, Script script, Memory memory) {
        this.ensemble = ensemble;
        this.script = script;
        this.memory = memory;
    }

    /** The scene's next line of a section; empty if there is no such section, or if chance finds no line that is new. */
    String line(String section) {
        List<List<String>> lines = entries(section).stream()
                .flatMap(entry -> entry.lines().stream())
                .map(List::of)
                .toList();
        return String.join("", next(section, lines));
    }

    /** The scene's next piece of talk; empty if chance finds none that is new. */
    List<String> talk() {
        return next("talk", entries("talk").stream().map(Stock.Entry::lines).toList());
    }

    private List<String> next(String section, List<List<String>> pieces) {
        for (int attempt = 0; attempt < TRIES && !pieces.isEmpty(); attempt++) {
            Random random = ensemble.about(
                    script.number(), section, drawn.merge(section, 1, Integer::sum), ensemble.unlike(script.number()));
            List<String> said = new ArrayList<>();
            Words words = new Words(random);
            for (String line : pieces.get(random.nextInt(pieces.size()))) {
                Optional<String> worded = Wording.of(words.into(line), script.slots(), random);
                worded.ifPresent(said::add);
            }
            String whole = String.join("\n", said);
            if (!whole.isEmpty() && memory.isNew(whole)) {
                memory.add(whole);
                return said;
            }
        }
        return List.of();
    }

    private List<Stock.Entry> entries(String title) {
        return ensemble.stock().entries(FILE).stream()
                .filter(entry -> entry.title().equals(title))
                .toList();
    }

    /** The words of one piece, each only once. */
    private final class Words {
        private final Random random;
        private final List<String> used = new ArrayList<>();

        Words(Random random) {
            this.random = random;
        }

        /** A line with its words; the people's slots stay. */
        String into(String line) {
            Matcher slot = SLOT.matcher(line);
            return slot.replaceAll(found -> {
                String name = found.group(1);
                List<Stock.Entry> words = entries(name.toLowerCase(Locale.ROOT));
                return Matcher.quoteReplacement(words.isEmpty() ? found.group() : word(words.get(0), name));
            });
        }

        private String word(Stock.Entry words, String name) {
            List<String> all = new ArrayList<>();
            words.lines().forEach(line -> COMMA.splitAsStream(line).forEach(all::add));
            all.removeIf(word -> word.isBlank() || used.contains(word));
            String word = all.get(random.nextInt(all.size()));
            used.add(word);
            return Character.isUpperCase(name.charAt(0))
                    ? Character.toUpperCase(word.charAt(0)) + word.substring(1)
                    : word;
        }
    }
}
