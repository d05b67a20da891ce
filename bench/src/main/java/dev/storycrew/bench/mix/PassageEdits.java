package dev.storycrew.bench.mix;

import dev.storycrew.bench.mix.RequestText.Paragraph;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An editor's answer. It rewrites two paragraphs of a scene that an issue names, nothing of another scene then, and where
 * no issue names one a fifth of the paragraphs of each scene that is new or in which an issue of prose lies. Where the request numbers its paragraphs, the answer holds
 * only those; otherwise whole scenes.
 */
final class PassageEdits {
    /** Paragraphs that an issue in one scene touches. */
    static final int IN_A_NAMED_SCENE = 2;

    /** Share of the paragraphs of each scene that a first edit, or an issue of the whole chapter, touches. */
    static final double ELSEWHERE = 0.2;

    private static final Pattern PROSE = Pattern.compile("^(?:prose|pacing|style|word_count)\\b");

    private final RequestText request;
    private final List<String> softly;
    private final Set<Integer> justWritten;

    /**
     * @param softly what a paragraph of a single sentence may be made longer by
     * @param justWritten the scenes that the writer has written in this attempt
     */
    PassageEdits(RequestText request, List<String> softly, Set<Integer> justWritten) {
        this.request = request;
        this.softly = softly;
        this.justWritten = Set.copyOf(justWritten);
    }

    String answer() {
        StringBuilder answer = new StringBuilder();
        request.texts().forEach((scene, paragraphs) -> {
            if (request.wanted().contains(scene)) {
                answer.append(scene(scene, paragraphs)).append("\n\n");
            }
        });
        return answer.toString().strip();
    }

    private String scene(int scene, List<Paragraph> paragraphs) {
        SortedSet<Integer> touched = touched(scene, paragraphs.size());
        boolean numbered = paragraphs.stream().allMatch(paragraph -> paragraph.number() > 0);
        if (!numbered) {
            List<String> all = new ArrayList<>();
            for (int index = 0; index < paragraphs.size(); index++) {
                String text = paragraphs.get(index).text();
                all.add(touched.contains(index) ? edited(scene, text) : text);
            }
            return "=== SCENE " + scene + " ===\n" + String.join("\n\n", all);
        }
        if (touched.isEmpty()) {
            return "=== SCENE " + scene + " KEEP ===";
        }
        List<String> passages = new ArrayList<>();
        List<Integer> order = List.copyOf(touched);
        int from = 0;
        while (from < order.size()) {
            int until = from;
            while (until + 1 < order.size() && order.get(until + 1) == order.get(until) + 1) {
                until++;
            }
            List<Paragraph> run = paragraphs.subList(order.get(from), order.get(until) + 1);
            passages.add(passage(scene, run));
            from = until + 1;
        }
        return String.join("\n\n", passages);
    }

    private String passage(int scene, List<Paragraph> run) {
        int first = run.get(0).number();
        int last = run.get(run.size() - 1).number();
        String where = run.size() == 1 ? " PARAGRAPH " + first : " PARAGRAPHS " + first + "-" + last;
        return "=== SCENE " + scene + where + " ===\n"
                + String.join(
                        "\n\n",
                        run.stream()
                                .map(paragraph -> edited(scene, paragraph.text()))
                                .toList());
    }

    /** Which paragraphs change, counted from 0; the last one stays, since a hook is its last line. */
    private SortedSet<Integer> touched(int scene, int paragraphs) {
        SortedSet<Integer> touched = new TreeSet<>();
        SortedSet<Integer> named = request.locatedScenes();
        int room = Math.max(1, paragraphs - 1);
        if (named.contains(scene)) {
            int middle = Math.max(0, (room - IN_A_NAMED_SCENE) / 2);
            for (int index = middle; index < Math.min(room, middle + IN_A_NAMED_SCENE); index++) {
                touched.add(index);
            }
        } else if (named.isEmpty() && !mayStay(scene)) {
            int count = (int) Math.max(1, Math.round(paragraphs * ELSEWHERE));
            for (int index = 0; index < count; index++) {
                touched.add(index * room / count);
            }
        }
        return touched;
    }

    /** True for a scene that was judged before and in which no issue of the whole chapter's prose lies: an editor keeps it. */
    private boolean mayStay(int scene) {
        List<String> issues = request.items("Issues");
        if (issues.isEmpty() || justWritten.contains(scene)) {
            return false;
        }
        boolean ofProse = issues.stream().anyMatch(issue -> PROSE.matcher(issue).find());
        List<Integer> judged = request.wanted().stream()
                .filter(wanted -> !justWritten.contains(wanted))
                .toList();
        return !ofProse || judged.indexOf(scene) >= Math.ceil(judged.size() * RealisticAnswers.CHANGED_SCENES);
    }

    /** Another text of the same length: the sentences in another order. */
    private String edited(int scene, String paragraph) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(paragraph);
        List<String> sentences = new ArrayList<>();
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            sentences.add(paragraph.substring(from, to).strip());
            from = to;
        }
        if (sentences.size() < 2) {
            int which = Math.floorMod(paragraph.hashCode() + scene, softly.size());
            return paragraph.substring(0, paragraph.length() - 1) + softly.get(which);
        }
        Collections.rotate(sentences, 1);
        boolean blanks = paragraph.contains(" ");
        return String.join(blanks ? " " : "", sentences);
    }
}
