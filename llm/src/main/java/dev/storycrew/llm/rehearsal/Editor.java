package dev.storycrew.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.llm.answer.SceneTexts;
import dev.storycrew.llm.rehearsal.prose.Draft;
import dev.storycrew.llm.rehearsal.prose.Filler;
import dev.storycrew.llm.rehearsal.prose.Memory;
import dev.storycrew.llm.rehearsal.prose.SceneWriter;
import dev.storycrew.llm.rehearsal.prose.Teller;
import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Request;
import dev.storycrew.llm.rehearsal.story.Script;
import dev.storycrew.llm.rehearsal.story.Stock;
import dev.storycrew.llm.rehearsal.story.Wording;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Fixes what the request orders, scene by scene, and leaves everything else as it is. */
final class Editor {
    private static final int MARGIN = 8;
    private static final String PARAGRAPHS = "\n\n";
    /** Where an aside may go, the better places first. */
    private static final int PLACES = 5;

    private static final int REPLIES = 2;
    private static final int LEAST_TALK = 40;
    /** So many paragraphs alike are no chance. */
    private static final int OF_STOCK = 2;

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?]”?)\\s+|(?<=[。！？])(?!”)|(?<=[。！？]”)");

    private static final Pattern REPEATED = Pattern.compile("'([^']+(?:'[^']+)*?)' \\(scenes \\d+ and (\\d+)\\)");

    /** As the check says what an earlier chapter has word for word. */
    private static final Pattern ECHO = Pattern.compile("scene (\\d+) has '(.+?)' of chapter \\d+'s scene");

    private final Request request;
    private final Ensemble ensemble;
    private final Stock stock;
    private final Memory memory;
    /** The scenes edited so far. */
    private final List<String> edited = new ArrayList<>();

    Editor(Request request, Ensemble ensemble) {
        this.request = request;
        this.ensemble = ensemble;
        this.stock = ensemble.stock();
        this.memory = new Memory(request.forbiddenWords());
    }

    String answer() {
        SortedMap<Integer, String> texts = request.currentTexts();
        texts.values().forEach(memory::add);
        request.texts("Previous text").values().forEach(memory::add);
        StringBuilder answer = new StringBuilder();
        for (int wanted : request.wantedScenes()) {
            List<String> before = List.of(texts.getOrDefault(wanted, "").split("\\n\\s*\\n"));
            List<String> text = new ArrayList<>(before);
            for (JsonNode plan : request.sceneList()) {
                if (plan.path("scene_number").asInt() == wanted) {
                    mend(text, plan, wanted);
                }
            }
            edited.add(String.join(PARAGRAPHS, text));
            memory.add(String.join(PARAGRAPHS, text));
            answer.append(
                            request.isNumbered()
                                    ? Changes.of(wanted, before, text)
                                    : SceneTexts.marker(wanted) + "\n" + String.join("\n\n", text))
                    .append("\n\n");
        }
        return answer.toString().strip();
    }

    private void mend(List<String> text, JsonNode plan, int scene) {
        if (ensemble.isLate() && ensemble.looksAlike(scene)) {
            text.clear();
            text.addAll(writtenAnew(Script.of(request, plan, ensemble)));
            return;
        }
        int length = Teller.words(String.join("\n", text));
        breakEchoes(text, scene);
        boolean shorter = Teller.words(String.join("\n", text)) < length;
        boolean prose = request.ordered().stream()
                .anyMatch(issue -> issue.type().equals("prose")
                        && (issue.scenes().isEmpty() || issue.scenes().contains(scene))
                        && !ECHO.matcher(issue.note()).find());
        boolean style = request.orders("style", scene);
        boolean pacing = request.orders("pacing", scene);
        if (style) {
            request.forbiddenWords().forEach(word -> takeOut(word, text));
        }
        if (prose) {
            // A repeated paragraph is kept only once.
            List<String> once = new ArrayList<>(new LinkedHashSet<>(text));
            text.clear();
            text.addAll(once);
            cutRepeated(text, scene);
        }
        if (request.orders("safety", scene)) {
            text.removeAll(stock.phrases("unsafe"));
        }
        if (!prose && !style && !pacing && !shorter && !request.orders("word_count", scene)) {
            return;
        }
        Script script = Script.of(request, plan, ensemble);
        List<String> spoken = pacing ? writtenAnew(script) : List.of();
        // In a short scene its talk may have no room: then they say what little has.
        if (Critic.speaks(String.join(PARAGRAPHS, spoken)) && isTheirs(text, spoken)) {
            String last = text.get(text.size() - 1);
            text.clear();
            text.addAll(spoken.subList(0, spoken.size() - 1));
            text.add(last);
            return;
        }
        Teller teller = new Teller(ensemble, script, memory);
        if (pacing) {
            letThemSpeak(text, teller, script.targetWords());
        }
        Draft draft = new Draft(script::joined);
        draft.add(Draft.MUST, text.subList(0, text.size() - 1));
        draft.close();
        draft.add(Draft.MUST, text.get(text.size() - 1));
        int before = Math.max(1, draft.middle() - 1);
        new Filler(teller, ensemble, script::joined, script.isOutside())
                .fill(draft, before, script.targetWords(), false);
        List<String> filled = draft.texts();
        cut(filled, script.targetWords());
        text.clear();
        text.addAll(filled);
    }

    /**
     * Takes out the sentences that an issue says an earlier chapter has word for word; where a scene cannot do without one,
     * an aside goes into it.
     */
    private void breakEchoes(List<String> text, int scene) {
        Echoes echoes = new Echoes(stock.phrases("interjection"), request.number());
        for (Request.Ordered issue : request.ordered()) {
            for (Matcher echo = ECHO.matcher(issue.note()); echo.find(); ) {
                if (Integer.parseInt(echo.group(1)) == scene) {
                    String stretch = String.valueOf(echo.group(2));
                    takeOutEcho(stretch, text);
                    String before = String.join(PARAGRAPHS, text);
                    String whole = IntStream.range(0, PLACES)
                            .mapToObj(place -> echoes.broken(before, stretch, (place + request.number()) % PLACES))
                            .filter(changed -> stillTells(before, changed))
                            .findFirst()
                            .orElse(before);
                    text.clear();
                    text.addAll(List.of(whole.split(PARAGRAPHS)));
                }
            }
        }
    }

    /** Takes the sentences that make up most of a stretch out of the narration, but for those that the scene must have. */
    private void takeOutEcho(String stretch, List<String> text) {
        String letters = lettersOf(stretch);
        for (int index = text.size() - 2; index > 0; index--) {
            String paragraph = text.get(index);
            if (!paragraph.contains("“") && !isDue(paragraph)) {
                List<String> kept = new ArrayList<>();
                for (String sentence : SENTENCE_END.split(paragraph)) {
                    String own = lettersOf(sentence);
                    boolean echoed = letters.contains(own) || own.contains(letters) || overlaps(letters, own);
                    if (!echoed) {
                        kept.add(sentence);
                    }
                }
                text.set(index, stock.join(kept));
            }
        }
        text.removeIf(String::isBlank);
    }

    /** True when a sentence begins where a stretch ends, or ends where it begins, with half of itself or more. */
    private static boolean overlaps(String stretch, String sentence) {
        int half = Math.max(1, sentence.length() / 2);
        return stretch.startsWith(sentence.substring(sentence.length() - half))
                || stretch.endsWith(sentence.substring(0, half));
    }

    /** True for what a scene cannot do without. */
    private boolean isDue(String paragraph) {
        return Critic.WANTING.matcher(paragraph).find()
                || request.facts().stream().anyMatch(fact -> ensemble.outline().isTold(fact, paragraph));
    }

    /** An aside may not part what the chapter must say. */
    private boolean stillTells(String before, String after) {
        boolean wants = Critic.WANTING.matcher(after).results().count()
                == Critic.WANTING.matcher(before).results().count();
        return wants
                && request.facts().stream()
                        .allMatch(fact -> !ensemble.outline().isTold(fact, before)
                                || ensemble.outline().isTold(fact, after));
    }

    /** Removes what an issue says another scene has word for word, and this one again. */
    private void cutRepeated(List<String> text, int scene) {
        for (Request.Ordered issue : request.ordered()) {
            Matcher repeated = REPEATED.matcher(issue.note());
            while (repeated.find()) {
                if (Integer.parseInt(repeated.group(2)) == scene) {
                    cut(lettersOf(repeated.group(1)), text);
                }
            }
        }
    }

    private static void cut(String run, List<String> text) {
        for (int index = text.size() - 2; index > 0; index--) {
            String upToHere = lettersOf(text.get(index - 1)) + lettersOf(text.get(index));
            // What a scene cannot do without is better said twice than not at all.
            if (upToHere.contains(run)
                    && !Critic.WANTING.matcher(text.get(index)).find()) {
                text.remove(index);
            }
        }
    }

    /** As words are compared when they are counted. */
    private static String lettersOf(String text) {
        return text.toLowerCase(java.util.Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /**
     * The scene as a writer would make it, with what was left out of it: the talk it turns on. Squeezed into the finished
     * text it would stand among what was put there instead.
     */
    private List<String> writtenAnew(Script script) {
        Memory others = new Memory(request.forbiddenWords());
        request.currentTexts().forEach((scene, text) -> {
            if (scene != script.number()) {
                others.add(text);
            }
        });
        request.texts("Previous text").values().forEach(others::add);
        edited.forEach(others::add);
        return new SceneWriter(ensemble, script, new Teller(ensemble, script, others), false, false, false)
                .write(script.hook(), script.targetWords());
    }

    /** True when a text is the stock's, and not somebody else's that must not be lost. */
    private static boolean isTheirs(List<String> text, List<String> written) {
        return text.stream().limit(text.size() - 1).filter(written::contains).count() >= OF_STOCK;
    }

    /** By what is the scene's own; if that is too long for it, by less, and at last by what another scene has too. */
    private void letThemSpeak(List<String> text, Teller teller, int targetWords) {
        int middle = Math.max(1, text.size() / 2);
        int most = Math.max(targetWords / 3, LEAST_TALK);
        for (int exchange = 0; exchange < REPLIES; exchange++) {
            text.addAll(middle, teller.talk("exchanges", ensemble.exchanges(false), most));
        }
        if (!Critic.speaks(String.join(PARAGRAPHS, text))) {
            text.addAll(middle, teller.talk("short exchanges", ensemble.exchanges(true), most));
        }
        if (!Critic.speaks(String.join(PARAGRAPHS, text))) {
            text.addAll(middle, teller.anyTalk(ensemble.exchanges(true)));
        }
    }

    /** Removes narration, from the end, while the scene is too long by a paragraph; speech, wishes and clues stay. */
    private void cut(List<String> text, int targetWords) {
        for (int index = text.size() - 2; index > 1; index--) {
            String paragraph = text.get(index);
            boolean narration = !paragraph.contains("“") && !isDue(paragraph);
            int length = Teller.words(paragraph);
            if (narration && Teller.words(String.join("\n", text)) - length >= targetWords - MARGIN) {
                text.remove(index);
            }
        }
    }

    /** Removes the sentences that contain a word; in speech and in the last line, only the word. */
    private void takeOut(String word, List<String> text) {
        for (int index = 0; index < text.size(); index++) {
            String paragraph = text.get(index);
            if (!holds(paragraph, word)) {
                continue;
            }
            List<String> kept = new ArrayList<>();
            for (String sentence : SENTENCE_END.split(paragraph)) {
                boolean narration = !sentence.contains("“") && !sentence.contains("”") && index < text.size() - 1;
                if (!holds(sentence, word)) {
                    kept.add(sentence);
                } else if (!narration) {
                    kept.add(Wording.polished(Pattern.compile(
                                    Pattern.quote(word) + "[,，]?\\s*", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                            .matcher(sentence)
                            .replaceAll("")));
                }
            }
            text.set(index, stock.join(kept));
        }
        text.removeIf(String::isBlank);
    }

    private static boolean holds(String text, String word) {
        return text.toLowerCase(java.util.Locale.ROOT).contains(word.toLowerCase(java.util.Locale.ROOT));
    }
}
