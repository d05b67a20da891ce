package dev.storycrew.stages.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.stages.answer.SceneTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes scenes as planned. Its mistakes are decided by the scene alone, and left out where the request orders it. */
final class Writer {
    private static final double TOO_SHORT = 0.5;
    private static final int OPENING_SHARE = 8;

    private final Voice voice;
    private final Dice dice;
    private final RehearsalSettings settings;

    Writer(Voice voice, Dice dice, RehearsalSettings settings) {
        this.voice = voice;
        this.dice = dice;
        this.settings = settings;
    }

    String answer(Request request) {
        StringBuilder answer = new StringBuilder();
        JsonNode plans = request.sceneList();
        for (int wanted : request.wantedScenes()) {
            for (JsonNode plan : plans) {
                if (plan.path("scene_number").asInt() == wanted) {
                    answer.append(SceneTexts.marker(wanted))
                            .append('\n')
                            .append(scene(request, plan, wanted, plans.size()))
                            .append("\n\n");
                }
            }
        }
        return answer.toString().strip();
    }

    private String scene(Request request, JsonNode plan, int number, int scenes) {
        boolean last = number == scenes;
        Cast cast = Cast.of(request, plan, voice.chinese());
        String purpose = plan.path("purpose").asText();
        Prose prose = new Prose(voice, dice, cast, request.chapter(), number, scenes, purpose);
        Random random = dice.about(request.chapter(), number, "frame");
        int planned = plan.path("target_words").asInt();
        List<String> text = new ArrayList<>();
        text.add(plan.path("setting").asText()
                + (voice.chinese() ? "。" : ". ")
                + prose.narration(planned / OPENING_SHARE));
        String frame = voice.all("frame").get((number - 1) % voice.all("frame").size());
        text.add(cast.into(frame).replace("{beat}", sentence(purpose)));
        if (!errs(request, "motivation", number)) {
            text.add(cast.into(voice.all("want")
                            .get((number - 1) % voice.all("want").size()))
                    + gap()
                    + prose.narration(planned / OPENING_SHARE));
        }
        List<String> facts = request.facts();
        if (number == 1 && !facts.isEmpty() && !errs(request, "clue_fairness", number)) {
            text.add(prose.pick("clue").replace("{fact}", facts.get(random.nextInt(facts.size()))));
        }
        String hook = last && errs(request, "hook", number)
                ? voice.all("weak").get(random.nextInt(voice.all("weak").size()))
                : sentence(plan.path("exit_hook").asText());
        double share = errs(request, "word_count", number) ? TOO_SHORT : 1;
        int target = (int) Math.round(planned * share) - Prose.words(List.of(hook));
        boolean silent = errs(request, "pacing", number);
        fill(text, prose, target, silent);
        spoil(text, request, cast, number, random);
        text.add(hook);
        return String.join("\n\n", text);
    }

    /** Paragraphs of narration and speech by turns, up to the target and hardly beyond. */
    static void fill(List<String> text, Prose prose, int target, boolean silent) {
        while (target - Prose.words(text) > Prose.SENTENCE / 2) {
            int before = text.size();
            if (!silent && target - Prose.words(text) > 3 * Prose.SENTENCE) {
                text.addAll(prose.exchange());
            }
            String narration = prose.narration(target - Prose.words(text));
            if (!narration.isEmpty()) {
                text.add(narration);
            }
            if (text.size() == before) {
                return;
            }
        }
    }

    /** The mistakes that are put into a finished scene. */
    private void spoil(List<String> text, Request request, Cast cast, int number, Random random) {
        int middle = text.size() / 2;
        if (errs(request, "style", number) && !request.forbiddenWords().isEmpty()) {
            String word = request.forbiddenWords().get(0);
            text.set(
                    middle,
                    voice.chinese()
                            ? word + "，" + text.get(middle)
                            : capital(word) + ", it was so. " + text.get(middle));
        }
        if (errs(request, "prose", number)) {
            text.stream()
                    .filter(paragraph -> Prose.words(List.of(paragraph)) >= 20)
                    .findFirst()
                    .ifPresent(paragraph -> text.set(text.size() - 1, paragraph));
        }
        if (errs(request, "safety", number)) {
            text.add(voice.all("unsafe").get(0));
        }
        if (errs(request, "continuity", number)) {
            String wrong = wrongName(cast.fullFirst(), random);
            text.set(
                    0,
                    text.get(0)
                            + gap()
                            + (voice.chinese() ? "有人喊了一声“" + wrong + "”。" : "“" + wrong + ",” somebody called."));
        }
    }

    /** A name that a careless hand might write: another surname, or another ending. */
    private String wrongName(String name, Random random) {
        if (voice.chinese()) {
            return (name.startsWith("林") ? "陈" : "林") + name.substring(1);
        }
        int space = name.lastIndexOf(' ');
        String ending = List.of("ane", "olt", "arrow").get(random.nextInt(3));
        return space < 0 ? name + " Vane" : name.substring(0, space + 2) + ending;
    }

    private boolean errs(Request request, String type, int scene) {
        return dice.hits(settings.rate(type), request.chapter(), scene, type) && !request.orders(type, scene);
    }

    private String gap() {
        return voice.chinese() ? "" : " ";
    }

    private String sentence(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() || ".!?。！？…”\"".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
                ? stripped
                : stripped + (voice.chinese() ? "。" : ".");
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
    }
}
