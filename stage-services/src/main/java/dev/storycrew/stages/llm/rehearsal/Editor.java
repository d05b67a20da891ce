package dev.storycrew.stages.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.stages.answer.SceneTexts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Mends what the request orders, scene by scene, and leaves everything else as it is. */
final class Editor {
    private final Voice voice;
    private final Dice dice;

    Editor(Voice voice, Dice dice) {
        this.voice = voice;
        this.dice = dice;
    }

    String answer(Request request) {
        SortedMap<Integer, String> drafts = request.texts("Drafts");
        JsonNode plans = request.sceneList();
        StringBuilder answer = new StringBuilder();
        for (int wanted : request.wantedScenes()) {
            List<String> text =
                    new ArrayList<>(List.of(drafts.getOrDefault(wanted, "").split("\\n\\s*\\n")));
            for (JsonNode plan : plans) {
                if (plan.path("scene_number").asInt() == wanted) {
                    mend(text, request, plan, wanted, plans.size());
                }
            }
            answer.append(SceneTexts.marker(wanted))
                    .append('\n')
                    .append(String.join("\n\n", text))
                    .append("\n\n");
        }
        return answer.toString().strip();
    }

    private void mend(List<String> text, Request request, JsonNode plan, int scene, int scenes) {
        Cast cast = Cast.of(request, plan, voice.chinese());
        if (request.orders("style", scene)) {
            request.forbiddenWords().forEach(word -> text.replaceAll(paragraph -> without(word, paragraph)));
        }
        if (request.orders("prose", scene)) {
            // A paragraph that stands twice stands once from here on.
            List<String> once = new ArrayList<>(new LinkedHashSet<>(text));
            text.clear();
            text.addAll(once);
        }
        if (request.orders("safety", scene)) {
            text.removeAll(voice.all("unsafe"));
        }
        boolean refill = request.orders("prose", scene)
                || request.orders("style", scene)
                || request.orders("word_count", scene)
                || request.orders("pacing", scene);
        if (!refill) {
            return;
        }
        Prose prose = new Prose(voice, dice, cast, request.chapter(), scene, scenes, "edited");
        prose.know(String.join("\n", text));
        String last = text.remove(text.size() - 1);
        if (request.orders("pacing", scene)) {
            int middle = text.size() / 2;
            text.addAll(middle, prose.exchange());
            text.addAll(middle / 2 + 1, prose.exchange());
        }
        int target = plan.path("target_words").asInt() - TextMetrics.words(last);
        Writer.fill(text, prose, target, false);
        cut(text, target, request.facts());
        text.add(last);
    }

    /** Takes narration out, from the middle, while the scene is too long by a paragraph; speech, wishes and clues stay. */
    private static void cut(List<String> text, int target, List<String> facts) {
        for (int index = text.size() - 1; index > 1; index--) {
            String paragraph = text.get(index);
            boolean narration = !paragraph.contains("“")
                    && !Critic.WANTING.matcher(paragraph).find()
                    && facts.stream().noneMatch(paragraph::contains);
            int length = TextMetrics.words(paragraph);
            if (narration && Prose.words(text) - length >= target - Prose.SENTENCE) {
                text.remove(index);
            }
        }
    }

    private String without(String word, String paragraph) {
        String sentence = voice.chinese()
                ? Pattern.quote(word) + "，?"
                : "(?i)\\b" + Pattern.quote(word) + "\\b(, it was so\\.)?,?\\s*";
        return paragraph.replaceAll(sentence, "");
    }
}
