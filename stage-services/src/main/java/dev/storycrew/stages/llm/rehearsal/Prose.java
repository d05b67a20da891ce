package dev.storycrew.stages.llm.rehearsal;

import dev.storycrew.core.check.TextMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes paragraphs from a scene's share of the phrases. Each sentence joins phrases that have not stood together before,
 * so that no long run of words occurs twice; what another scene may use is left to it.
 */
final class Prose {
    private static final int RUN = 10;
    private static final int TRIES = 200;
    /** About as many words as a sentence has. */
    static final int SENTENCE = 15;

    private final Voice voice;
    private final Cast cast;
    private final Random random;
    private final List<String> when;
    private final List<String> act;
    private final List<String> during;
    private final List<String> env;
    private final List<String> lines;
    private final List<String> tags;
    private final Set<String> runs = new HashSet<>();
    private String tail = "";

    Prose(Voice voice, Dice dice, Cast cast, String chapter, int scene, int scenes, String purpose) {
        this.voice = voice;
        this.cast = cast;
        this.random = dice.about(chapter, scene, purpose);
        this.when = dice.share(voice.all("when"), scene, scenes, chapter, "when");
        this.act = dice.share(voice.all("act"), scene, scenes, chapter, "act");
        this.during = dice.share(voice.all("while"), scene, scenes, chapter, "while");
        this.env = dice.share(voice.all("env"), scene, scenes, chapter, "env");
        this.lines = dice.share(voice.all("line"), scene, scenes, chapter, "line");
        this.tags = voice.all("tag");
    }

    /** What is there already counts as used. */
    void know(String text) {
        runs.addAll(runsOf(text));
        // A line of speech may end in a comma where its tag follows.
        lines.removeIf(line -> text.contains(line.substring(0, line.length() - 1)));
    }

    /** Up to three sentences, no more than about so many words; empty when nothing new is left to say. */
    String narration(int mostWords) {
        List<String> sentences = new ArrayList<>();
        int count = 2 + random.nextInt(2);
        for (int index = 0; index < count && (index == 0 || words(sentences) < mostWords - SENTENCE / 2); index++) {
            String sentence = fresh();
            if (!sentence.isEmpty()) {
                sentences.add(sentence);
            }
        }
        return String.join(voice.chinese() ? "" : " ", sentences);
    }

    /** One line of speech and its answer; empty when there are none left. */
    List<String> exchange() {
        List<String> exchange = new ArrayList<>();
        for (int speaker = 0; speaker < 2 && !lines.isEmpty(); speaker++) {
            String line = lines.get(random.nextInt(lines.size()));
            String spoken = spoken(line, speaker == 0 ? cast.first() : cast.second());
            List<String> fresh = runsOf(tail + " " + spoken);
            if (fresh.stream().noneMatch(runs::contains)) {
                lines.remove(line);
                runs.addAll(fresh);
                tail = ending(spoken);
                exchange.add(spoken);
            }
        }
        return exchange;
    }

    /** One of a section's phrases, with the names filled in. */
    String pick(String section) {
        List<String> all = voice.all(section);
        return cast.into(all.get(random.nextInt(all.size())));
    }

    private String spoken(String line, String name) {
        String tag = tags.get(random.nextInt(tags.size())).replace("{s}", name);
        if (voice.chinese()) {
            return tag + "：“" + line + "”";
        }
        boolean ends = line.endsWith("?") || line.endsWith("!");
        String words = ends ? line : line.substring(0, line.length() - 1) + ",";
        return "“" + words + "” " + tag + ".";
    }

    private String fresh() {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            String sentence = cast.into(sentence());
            List<String> fresh = runsOf(tail + " " + sentence);
            if (fresh.stream().anyMatch(runs::contains)) {
                continue;
            }
            runs.addAll(fresh);
            tail = ending(sentence);
            return sentence;
        }
        return "";
    }

    private String sentence() {
        String stop = voice.chinese() ? "。" : ".";
        String comma = voice.chinese() ? "，" : ", ";
        return switch (random.nextInt(5)) {
            case 0, 1 -> one(when) + comma + one(act) + stop;
            case 2 -> one(act) + comma + one(during) + stop;
            case 3 -> one(env) + comma + one(during) + stop;
            default -> one(env) + (voice.chinese() ? "，" : "; ") + lower(one(env)) + stop;
        };
    }

    private String lower(String phrase) {
        return voice.chinese() ? phrase : phrase.substring(0, 1).toLowerCase(Locale.ROOT) + phrase.substring(1);
    }

    /** One of the phrases that were used longest ago. */
    private String one(List<String> share) {
        String phrase = share.remove(random.nextInt((share.size() + 1) / 2));
        share.add(phrase);
        return phrase;
    }

    /** The words that a run could share with the next sentence. */
    private String ending(String sentence) {
        List<String> words = wordsOf(sentence);
        return String.join(
                voice.chinese() ? "" : " ", words.subList(Math.max(0, words.size() - RUN + 1), words.size()));
    }

    private List<String> runsOf(String text) {
        List<String> words = wordsOf(text);
        List<String> found = new ArrayList<>();
        for (int start = 0; start + RUN <= words.size(); start++) {
            found.add(String.join(" ", words.subList(start, start + RUN)));
        }
        return found;
    }

    private List<String> wordsOf(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split(voice.chinese() ? "" : "[^\\p{L}\\p{N}']+"))
                .filter(word -> !word.isEmpty() && Character.isLetterOrDigit(word.codePointAt(0)))
                .toList();
    }

    static int words(List<String> paragraphs) {
        return TextMetrics.words(String.join("\n\n", paragraphs));
    }
}
