package dev.storycrew.stages.llm.rehearsal;

import dev.storycrew.core.judge.TextMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Writes paragraphs from a scene's share of the phrases. Each sentence joins phrases that have not stood together before,
 * so that no long run of words occurs twice; what another scene may use is left to it.
 */
final class Prose {
    private static final int RUN = 10;
    private static final int TRIES = 60;

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
        remember(text);
        lines.removeIf(text::contains);
    }

    /** Two or three sentences; empty when nothing new is left to say. */
    String narration() {
        List<String> sentences = new ArrayList<>();
        int count = 2 + random.nextInt(2);
        for (int index = 0; index < count; index++) {
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
            String line = lines.remove(random.nextInt(lines.size()));
            String name = speaker == 0 ? cast.first() : cast.second();
            exchange.add(spoken(line, name));
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
            if (remembered(sentence)) {
                continue;
            }
            remember(sentence);
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
        return voice.chinese()
                ? phrase
                : phrase.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + phrase.substring(1);
    }

    private String one(List<String> share) {
        return share.get(random.nextInt(share.size()));
    }

    private boolean remembered(String sentence) {
        return runsOf(sentence).stream().anyMatch(runs::contains);
    }

    private void remember(String text) {
        runs.addAll(runsOf(text));
    }

    private List<String> runsOf(String text) {
        List<String> words = List.of(
                text.toLowerCase(java.util.Locale.ROOT).split(voice.chinese() ? "(?<=.)" : "[^\\p{L}\\p{N}']+"));
        List<String> found = new ArrayList<>();
        for (int start = 0; start + RUN <= words.size(); start++) {
            found.add(String.join(" ", words.subList(start, start + RUN)));
        }
        if (words.size() < RUN) {
            found.add(String.join(" ", words));
        }
        return found;
    }

    static int words(List<String> paragraphs) {
        return TextMetrics.words(String.join("\n\n", paragraphs));
    }
}
