package dev.storycrew.stages.llm.rehearsal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Plans a chapter from its summary, goals and hook. Its mistake: a scene in which nobody is in anybody's way. */
final class Planner {
    private static final int WORDS_PER_SCENE = 330;
    private static final int LEAST_SCENES = 3;
    private static final int MOST_SCENES = 5;

    private final Voice voice;
    private final Dice dice;
    private final RehearsalSettings settings;

    Planner(Voice voice, Dice dice, RehearsalSettings settings) {
        this.voice = voice;
        this.dice = dice;
        this.settings = settings;
    }

    String answer(Request request) {
        String chapter = request.chapter();
        int count = Math.max(
                LEAST_SCENES, Math.min(MOST_SCENES, Math.round((float) request.targetWords() / WORDS_PER_SCENE)));
        List<String> beats = beats(request);
        List<String> people = request.characters();
        List<String> settings = dice.share(voice.all("setting"), 0, 1, chapter, "setting");
        Random random = dice.about(chapter, "plan");
        boolean slack = dice.hits(this.settings.rate("structure"), chapter, "structure")
                && request.ordered().stream().noneMatch(issue -> issue.type().equals("structure"));
        ObjectNode plan = new ObjectMapper().createObjectNode();
        plan.put("chapter_number", request.number());
        plan.put("chapter_title", request.value("Chapter", "Title"));
        ArrayNode scenes = plan.putArray("scenes");
        for (int number = 1; number <= count; number++) {
            ObjectNode scene = scenes.addObject();
            scene.put("scene_number", number);
            scene.put("purpose", beats.get((number - 1) * beats.size() / count));
            scene.put("setting", settings.get((number - 1) % settings.size()));
            ArrayNode present = scene.putArray("characters");
            if (!people.isEmpty()) {
                String lead = people.get(0);
                present.add(lead);
                if (people.size() > 1) {
                    present.add(people.get(1 + random.nextInt(people.size() - 1)));
                }
            }
            Cast cast = Cast.of(request, scene, voice.chinese());
            if (!(slack && number == count - 1)) {
                scene.put("conflict", cast.into(one(voice.all("conflict"), random)));
            }
            String hook = request.value("Chapter", "Hook");
            scene.put(
                    "exit_hook",
                    number == count && !hook.isEmpty()
                            ? hook
                            : cast.into(dice.share(voice.all("exit"), number, count, chapter, "exit").stream()
                                    .findFirst()
                                    .orElse(voice.all("exit").get(0))));
            scene.put("target_words", request.targetWords() / count);
        }
        List<String> goals = request.goals();
        plan.put("chapter_goal", goals.isEmpty() ? request.value("Chapter", "Summary") : goals.get(0));
        return plan.toString();
    }

    /** The summary's sentences, then the goals. */
    private static List<String> beats(Request request) {
        List<String> beats = new ArrayList<>();
        for (String sentence : request.value("Chapter", "Summary").split("(?<=[.!?。！？])\\s*")) {
            if (!sentence.isBlank()) {
                beats.add(sentence.strip());
            }
        }
        beats.addAll(request.goals());
        if (beats.isEmpty()) {
            beats.add(request.value("Chapter", "Title"));
        }
        return beats;
    }

    private static String one(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }
}
