package dev.storycrew.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Request;
import dev.storycrew.llm.rehearsal.story.Stock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges a chapter by its text, its plan and the counted facts. Its notes name the scene and quote it. */
public final class Critic {
    private static final Pattern SCENE = Pattern.compile("(?i)scenes? (\\d+(?:(?:, | and )\\d+)*)");
    private static final Pattern REPEATED = Pattern.compile("\\((?:scenes \\d+ and|twice in scene) (\\d+)\\)");
    private static final Pattern ECHOED = Pattern.compile("scene (\\d+) (?:has '|is )");

    /** Somebody wants something: the stock uses these words only where a scene's want is told. */
    public static final Pattern WANTING =
            Pattern.compile("\\bwanted\\b|\\bneeded\\b|\\bhad come for\\b|想要|需要|一心想|只想|要的是");

    private static final Pattern SPEECH = Pattern.compile("“[^”]*”");
    private static final int QUOTED = 70;

    private final Request request;
    private final Ensemble ensemble;
    private final Stock stock;
    private final SortedMap<Integer, String> text;
    private final List<Complaint> complaints = new ArrayList<>();

    Critic(Request request, Ensemble ensemble) {
        this(request, ensemble, "Chapter text");
    }

    /** @param heading above the text that is judged */
    Critic(Request request, Ensemble ensemble, String heading) {
        this.request = request;
        this.ensemble = ensemble;
        this.stock = ensemble.stock();
        this.text = request.texts(heading);
    }

    /**
     * What is wrong, and what to do about it.
     *
     * @param scenes where; none means the whole chapter
     * @param quote a few words of the text that show it; empty if there are none
     */
    record Complaint(
            String type, String severity, String note, String advice, SortedSet<Integer> scenes, String quote) {}

    /** Everything that is wrong, the counted facts first. */
    List<Complaint> complaints() {
        for (String finding : request.findings()) {
            weigh(finding);
        }
        for (Map.Entry<Integer, String> scene : text.entrySet()) {
            SortedSet<Integer> here = new TreeSet<>(List.of(scene.getKey()));
            examine(scene.getKey(), scene.getValue(), here);
        }
        if (!request.isPartialReview() && !isFair() && !text.isEmpty()) {
            complain(
                    "clue_fairness",
                    "high",
                    new TreeSet<>(List.of(text.firstKey())),
                    opening(text.getOrDefault(text.firstKey(), "")));
        }
        for (JsonNode plan : request.sceneList()) {
            // A scene that is shown by its number alone has not changed.
            if (plan.has("target_words") && plan.path("conflict").asText().isBlank()) {
                complain(
                        "structure",
                        "high",
                        new TreeSet<>(List.of(plan.path("scene_number").asInt())),
                        plan.path("purpose").asText());
            }
        }
        return complaints;
    }

    /** The names that the facts call wrong. */
    List<String> conflicts() {
        return request.findings().stream()
                .filter(finding -> finding.contains("not a name in the bible"))
                .toList();
    }

    /** Facts are true: each becomes a complaint of its kind. */
    private void weigh(String fact) {
        SortedSet<Integer> scenes = scenes(SCENE, fact);
        if (fact.contains("target of")) {
            complain("word_count", "medium", scenes, fact);
        } else if (fact.contains("forbidden word")) {
            Optional<String> sentence = request.forbiddenWords().stream()
                    .flatMap(word -> text.values().stream().map(scene -> sentenceWith(word, scene)))
                    .filter(found -> !found.isEmpty())
                    .findFirst();
            complain(
                    "style",
                    "medium",
                    scenes,
                    sentence.map(found -> fact + " " + quoted(found)).orElse(fact));
        } else if (fact.contains("word for word")) {
            complain("prose", "medium", scenes(REPEATED, fact), fact);
        } else if (fact.contains("Earlier chapters say the same")) {
            complain("prose", "medium", scenes(ECHOED, fact), fact);
        } else if (fact.contains("not a name in the bible")) {
            complain("continuity", "high", scenes, fact);
        } else if (fact.contains("leaves nothing open") && !text.isEmpty()) {
            String last = text.getOrDefault(text.lastKey(), "");
            complain(
                    "hook", "high", new TreeSet<>(List.of(text.lastKey())), last.substring(last.lastIndexOf('\n') + 1));
        }
    }

    private void examine(int number, String scene, SortedSet<Integer> here) {
        if (!speaks(scene)) {
            complain("pacing", "medium", here, opening(scene));
        }
        if (!WANTING.matcher(narration(scene, number)).find()) {
            complain("motivation", "high", here, opening(scene));
        }
        if (stock.phrases("unsafe").stream().anyMatch(scene::contains)) {
            complain("safety", "critical", here, stock.phrases("unsafe").get(0));
        }
    }

    private boolean isFair() {
        return request.facts().isEmpty()
                || request.facts().stream()
                        .anyMatch(fact -> text.values().stream()
                                .anyMatch(scene -> ensemble.outline().isTold(fact, scene)));
    }

    private void complain(String type, String severity, SortedSet<Integer> scenes, String evidence) {
        List<String> lines = stock.phrases("complaint " + type);
        String note = lines.get(0).replace("{evidence}", evidence).replace("{quote}", quoted(evidence));
        complaints.add(new Complaint(type, severity, note, lines.get(1), scenes, quoteOf(evidence)));
    }

    /** The beginning of the evidence, where it is a sentence of the text and not a counted fact. */
    private String quoteOf(String evidence) {
        String beginning = evidence.length() <= QUOTED
                ? evidence
                : evidence.substring(0, QUOTED).replaceFirst("\\s+\\S*$", "");
        return !beginning.isBlank() && text.values().stream().anyMatch(scene -> scene.contains(beginning))
                ? beginning
                : "";
    }

    /** The narration without speech and without the plan's own words. */
    private String narration(String scene, int number) {
        String told = SPEECH.matcher(scene).replaceAll(" ");
        for (JsonNode plan : request.sceneList()) {
            if (plan.path("scene_number").asInt() == number) {
                for (String sentence :
                        ensemble.outline().sentences(plan.path("purpose").asText())) {
                    told = told.replace(ensemble.outline().told(sentence), " ");
                }
                told = told.replace(plan.path("exit_hook").asText("\u0000"), " ");
            }
        }
        return told;
    }

    private static String sentenceWith(String word, String scene) {
        for (String sentence : scene.split("(?<=[.!?。！？])\\s*")) {
            if (sentence.toLowerCase(java.util.Locale.ROOT).contains(word.toLowerCase(java.util.Locale.ROOT))) {
                return sentence.strip();
            }
        }
        return "";
    }

    private static String opening(String scene) {
        return scene.lines().findFirst().orElse("");
    }

    /** The beginning of a sentence, in quotation marks of its own. */
    private static String quoted(String sentence) {
        String bare = sentence.replace('“', '‘').replace('”', '’');
        return "“" + (bare.length() <= QUOTED ? bare : bare.substring(0, QUOTED).replaceFirst("\\s+\\S*$", "") + "…")
                + "”";
    }

    private static SortedSet<Integer> scenes(Pattern pattern, String fact) {
        SortedSet<Integer> scenes = new TreeSet<>();
        Matcher matcher = pattern.matcher(fact);
        while (matcher.find()) {
            for (String number : matcher.group(1).split(", | and ")) {
                scenes.add(Integer.parseInt(number));
            }
        }
        return scenes;
    }

    /** True if somebody says something, and somebody answers. */
    static boolean speaks(String scene) {
        return scene.chars().filter(mark -> mark == '“').count() >= 2;
    }
}
