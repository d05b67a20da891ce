package dev.storycrew.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.llm.answer.SceneTexts;
import dev.storycrew.llm.rehearsal.prose.Memory;
import dev.storycrew.llm.rehearsal.prose.SceneWriter;
import dev.storycrew.llm.rehearsal.prose.Teller;
import dev.storycrew.llm.rehearsal.story.Dice;
import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Request;
import dev.storycrew.llm.rehearsal.story.Script;
import dev.storycrew.llm.rehearsal.story.Stock;
import dev.storycrew.llm.rehearsal.story.Wording;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Writes scenes as planned. Its mistakes depend only on the scene, and are left out where the request says what to mend. */
final class Writer {
    /** The share of its length that a too short scene has; among many scenes one must lose more to be noticed. */
    private static final double TOO_SHORT = 0.5;

    private static final double MUCH_TOO_SHORT = 0.12;
    private static final int FEW_SCENES = 4;
    private static final int MIN_REPEATED_WORDS = 20;

    private final Request request;
    private final Ensemble ensemble;
    private final Stock stock;
    private final Dice dice;
    private final RehearsalSettings settings;
    private final Memory memory;

    Writer(Request request, Ensemble ensemble, Dice dice, RehearsalSettings settings) {
        this.request = request;
        this.ensemble = ensemble;
        this.stock = ensemble.stock();
        this.dice = dice;
        this.settings = settings;
        this.memory = new Memory(request.forbiddenWords());
    }

    String answer() {
        request.texts("Previous text").values().forEach(memory::add);
        StringBuilder answer = new StringBuilder();
        JsonNode plans = request.sceneList();
        SortedSet<Integer> kept = kept();
        // What is written again may say again what it said: only what stays is not to be repeated.
        request.currentTexts().forEach((scene, text) -> {
            if (kept.contains(scene) || !request.wantedScenes().contains(scene)) {
                memory.add(text);
            }
        });
        for (int wanted : request.wantedScenes()) {
            if (kept.contains(wanted)) {
                answer.append(SceneTexts.keepMarker(wanted)).append("\n\n");
                continue;
            }
            for (JsonNode plan : plans) {
                if (plan.path("scene_number").asInt() == wanted) {
                    answer.append(SceneTexts.marker(wanted))
                            .append('\n')
                            .append(scene(plan))
                            .append("\n\n");
                }
            }
        }
        return answer.toString().strip();
    }

    /** The scenes offered to be kept in which nothing went wrong that the request orders to mend. */
    private SortedSet<Integer> kept() {
        SortedSet<Integer> kept = new TreeSet<>(request.currentTexts().keySet());
        kept.removeIf(scene -> request.ordered().stream()
                .anyMatch(issue -> issue.scenes().contains(scene)
                        || dice.hits(settings.rate(issue.type()), request.chapter(), scene, issue.type())));
        if (kept.equals(request.wantedScenes())) {
            kept.clear();
        }
        return kept;
    }

    private String scene(JsonNode plan) {
        Script script = Script.of(request, plan, ensemble);
        int number = script.number();
        boolean weak = script.isLast() && errs("hook", number);
        String hook = weak ? weakEnding(script) : script.hook();
        // Where the last line is speech, the scene is not silent whatever else is missing.
        boolean silent = errs("pacing", number) && !hook.contains("“");
        SceneWriter writer = new SceneWriter(
                ensemble,
                script,
                new Teller(ensemble, script, memory),
                silent,
                errs("motivation", number),
                errs("clue_fairness", number));
        double share = !errs("word_count", number) ? 1 : script.scenes() > FEW_SCENES ? MUCH_TOO_SHORT : TOO_SHORT;
        List<String> text = writer.write(hook, (int) Math.round(script.targetWords() * share));
        spoil(text, script);
        return String.join("\n\n", text);
    }

    private String weakEnding(Script script) {
        Random random = dice.about(request.chapter(), "weak");
        List<String> endings = stock.phrases("weak");
        return Wording.of(endings.get(random.nextInt(endings.size())), script.slots(), random)
                .orElse(endings.get(0));
    }

    /** Puts mistakes into a finished scene. */
    private void spoil(List<String> text, Script script) {
        int number = script.number();
        int middle = text.size() / 2;
        if (errs("style", number) && !request.forbiddenWords().isEmpty()) {
            script.slots().put("forbidden", request.forbiddenWords().get(0));
            String slip = Wording.of(stock.phrases("slip").get(0), script.slots(), dice.about(number))
                    .orElse("");
            int told = IntStream.range(0, text.size() - 1)
                    .filter(index -> index >= middle && !text.get(index).contains("“"))
                    .findFirst()
                    .orElse(middle);
            text.set(told, stock.join(List.of(text.get(told), slip)));
        }
        if (errs("continuity", number)) {
            String wrong = wrongName(script.people().get(0).name(), dice.about(request.chapter(), number, "name"));
            script.slots().put("wrong", wrong);
            List<String> calls = stock.phrases("misnamed");
            String call = Wording.of(
                            calls.get(number % calls.size()), script.slots(), dice.about(request.chapter(), number))
                    .orElse("");
            text.set(0, stock.join(List.of(text.get(0), call)));
        }
        if (errs("safety", number)) {
            text.add(text.size() - 1, stock.phrases("unsafe").get(0));
        }
        if (errs("prose", number)) {
            text.stream()
                    .filter(paragraph -> Teller.words(paragraph) >= MIN_REPEATED_WORDS)
                    .findFirst()
                    .ifPresent(paragraph -> text.add(text.size() - 1, paragraph));
        }
    }

    /** A name that a careless hand might write: another surname, or another ending. */
    private String wrongName(String name, Random random) {
        if (stock.chinese()) {
            return (name.startsWith("林") ? "陈" : "林") + name.substring(1);
        }
        int space = name.lastIndexOf(' ');
        String ending = List.of("ane", "olt", "arrow").get(random.nextInt(3));
        return space < 0 ? name + " Vane" : name.substring(0, space + 2) + ending;
    }

    /** Whoever is told what to mend makes no other mistake instead: those that were mended before would come back by turns. */
    private boolean errs(String type, int scene) {
        return request.ordered().isEmpty() && dice.hits(settings.rate(type), request.chapter(), scene, type);
    }
}
