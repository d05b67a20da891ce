package dev.storycrew.llm.rehearsal.prose;

import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Script;
import dev.storycrew.llm.rehearsal.story.Stock;
import dev.storycrew.llm.rehearsal.story.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Draws a scene's lines from the stock: its own share first, each line only once, and never what the texts at hand say
 * already. A line has the same words whenever the scene is written or edited, so that it is known again. Once the book has
 * been through the stock, it makes {@linkplain LaterLines lines of single words} instead.
 */
public final class Teller {
    private static final int CANDIDATES = 10;
    private static final int PASSES = 4;
    private static final int LONGEST_TALK = 150;
    private static final int SENTENCES = 3;
    /** About as many words as a sentence has. */
    private static final int SENTENCE = 11;

    private final Ensemble ensemble;
    private final Script script;
    private final Memory memory;
    private final Map<String, List<?>> decks = new HashMap<>();
    private final Map<String, Integer> passes = new HashMap<>();
    private final LaterLines later;
    private boolean borrowing;

    public Teller(Ensemble ensemble, Script script, Memory memory) {
        this.ensemble = ensemble;
        this.script = script;
        this.memory = memory;
        this.later = new LaterLines(ensemble, script, memory);
    }

    /** How many words a text has. */
    public static int words(String text) {
        return text.isEmpty() ? 0 : TextMetrics.words(text);
    }

    /** From here on long pieces may come from the shares of other scenes: better said twice in a book than a scene too short. */
    void borrow() {
        borrowing = true;
        passes.clear();
        decks.clear();
    }

    /** The next line of a section of the phrases; empty when none is left. */
    String phrase(String section) {
        return line(section, ensemble.stock().phrases(section));
    }

    /** A line of a section of the scene's own share; empty rather than one of another scene's. */
    String ownPhrase(String section) {
        return line(section, own(section, ensemble.stock().phrases(section)));
    }

    /** What somebody wants in the scene, or what is in their way. */
    String ofDispute(String field) {
        return ensemble.isLate()
                ? later.line(field)
                : line(field + " " + script.dispute().title(), script.dispute().all(field));
    }

    /** The talk that the scene turns on; empty if it would repeat something. */
    List<String> ofDispute() {
        return ensemble.isLate()
                ? later.talk()
                : conversation("talk", script.dispute().lines());
    }

    /** The next of some lines; empty when none is left. */
    String line(String name, List<String> lines) {
        if (ensemble.isLate()) {
            return later.line(name);
        }
        List<String> deck = deck(name, lines);
        for (int index = 0; index < deck.size(); index++) {
            Optional<String> worded = freshLine(name, deck.get(index));
            if (worded.isPresent()) {
                memory.use(deck.get(index));
                deck.subList(0, index + 1).clear();
                memory.add(worded.get());
                return worded.get();
            }
        }
        deck.clear();
        return "";
    }

    /** The piece of the scene's own share whose length is nearest to a number of words without exceeding it much; or empty. */
    String ownFitting(String name, List<String> lines, int words) {
        return ensemble.isLate() ? paragraph(words) : fitting(name, own(name, lines), words);
    }

    private String paragraph(int words) {
        String paragraph = "";
        for (int sentence = 0; sentence < SENTENCES && words(paragraph) + SENTENCE < words; sentence++) {
            paragraph = ensemble.stock().join(List.of(paragraph, later.line("told")));
        }
        return paragraph;
    }

    /** The lines that can be said at the scene's hour: of the sun by day, of lamps and moths after dark. */
    List<String> atThisHour(List<String> lines) {
        List<String> never = ensemble.stock().phrases(script.isDark() ? "daylight" : "lamplight");
        return lines.stream()
                .filter(line -> never.stream().noneMatch(line::contains))
                .toList();
    }

    /** Of the next lines, the one whose length is nearest to a number of words without exceeding it much; or empty. */
    String fitting(String name, List<String> lines, int words) {
        List<String> deck = deck(name, lines);
        String best = "";
        int chosen = -1;
        int missed = words;
        for (int index = 0; index < Math.min(CANDIDATES, deck.size()); index++) {
            String worded = freshLine(name, deck.get(index)).orElse("");
            int distance = Math.abs(words - words(worded));
            if (!worded.isEmpty() && distance < missed) {
                best = worded;
                chosen = index;
                missed = distance;
            }
        }
        if (chosen >= 0) {
            memory.use(deck.remove(chosen));
            memory.add(best);
        } else if (words > CANDIDATES) {
            deck.subList(0, Math.min(CANDIDATES, deck.size())).clear();
        }
        return best;
    }

    /** The next conversation of no more than so many words, or a short one of a late chapter; empty when none is left. */
    public List<String> talk(String name, List<Stock.Entry> entries, int mostWords) {
        if (ensemble.isLate()) {
            return later.talk();
        }
        List<Stock.Entry> deck =
                deck(name, own(name, entries).stream().filter(this::suits).toList());
        for (Stock.Entry entry : List.copyOf(deck)) {
            List<String> lines = conversation(name, entry.lines());
            if (!lines.isEmpty() && words(String.join("\n", lines)) <= mostWords) {
                memory.use(entry);
                deck.remove(entry);
                memory.add(String.join("\n", lines));
                return lines;
            }
        }
        if (mostWords > LONGEST_TALK) {
            deck.clear();
        }
        return List.of();
    }

    /** The shortest talk that says nothing new twice, whosever it is; empty if there is none. */
    public List<String> anyTalk(List<Stock.Entry> entries) {
        if (ensemble.isLate()) {
            return later.talk();
        }
        List<String> found = entries.stream()
                .filter(this::suits)
                .map(entry -> conversation("any talk", entry.lines()))
                .filter(lines -> !lines.isEmpty())
                .min(Comparator.comparingInt(lines -> words(String.join("\n", lines))))
                .orElse(List.of());
        memory.add(String.join("\n", found));
        return found;
    }

    /** True unless a talk needs a roof, and there is none. */
    private boolean suits(Stock.Entry talk) {
        return !script.isOutside() || talk.all("inside").isEmpty();
    }

    /** All lines of a conversation, or none if one of them would repeat something. */
    List<String> conversation(String name, List<String> lines) {
        List<String> said = new ArrayList<>();
        for (String line : lines) {
            Optional<String> worded = fresh(name, line);
            if (worded.isEmpty()) {
                return List.of();
            }
            said.add(worded.get());
        }
        // Short replies may repeat, but their sequence may not.
        return memory.isNew(String.join("\n", said)) ? said : List.of();
    }

    void remember(String text) {
        memory.add(text);
    }

    /** A line comes once, unless it has several wordings. */
    private Optional<String> freshLine(String name, String line) {
        return memory.hasUsed(line) && !line.contains("(") ? Optional.empty() : fresh(name, line);
    }

    /** One wording of a line in each pass through its deck. */
    private Optional<String> fresh(String name, String line) {
        Random random = ensemble.about(script.number(), line, passes.getOrDefault(name, 1));
        return Wording.of(line, script.slots(), random).filter(memory::isNew);
    }

    /** A scene's share of a list; once it borrows, all of it, the share first. */
    <T> List<T> own(String name, List<T> all) {
        List<T> dealt = ensemble.dealt(name, all, script.number());
        return borrowing ? dealt : dealt.subList(0, Math.min(dealt.size(), ensemble.share(dealt.size())));
    }

    @SuppressWarnings("unchecked")
    private <T> List<T> deck(String name, List<T> all) {
        List<T> deck = (List<T>) decks.get(name);
        // A long scene goes through a deck more than once: each line has several wordings.
        if (deck == null || deck.isEmpty() && passes.getOrDefault(name, 0) < PASSES) {
            deck = ensemble.dealt(name, all, script.number());
            // Lines the chapter has used in other words come last.
            deck.sort(Comparator.comparing(memory::hasUsed));
            decks.put(name, deck);
            passes.merge(name, 1, Integer::sum);
        }
        return deck;
    }
}
