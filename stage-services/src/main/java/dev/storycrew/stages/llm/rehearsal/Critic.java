package dev.storycrew.stages.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Judges a chapter from its text, its plan and the facts that were counted. */
final class Critic {
    private static final Pattern SCENE = Pattern.compile("(?i)scenes? (\\d+(?:(?:, | and )\\d+)*)");
    private static final Pattern REPEATED = Pattern.compile("\\(scenes \\d+ and (\\d+)\\)");
    static final Pattern WANTING = Pattern.compile("\\bwanted\\b|\\bneeded\\b|\\bhad come for\\b|想要|需要");
    private static final int GOOD = 8;
    private static final int BAD = 5;

    private final Voice voice;
    private final Dice dice;
    private final List<Found> found = new ArrayList<>();

    Critic(Voice voice, Dice dice) {
        this.voice = voice;
        this.dice = dice;
    }

    private record Found(String type, String severity, String note, SortedSet<Integer> scenes) {}

    String answer(Request request) {
        SortedMap<Integer, String> text = request.texts("Chapter text");
        List<String> conflicts = new ArrayList<>();
        weighFacts(request.findings(), text, conflicts);
        examine(request, text);
        boolean safe = text.values().stream()
                .noneMatch(scene -> voice.all("unsafe").stream().anyMatch(scene::contains));
        if (!safe) {
            SortedSet<Integer> unsafe =
                    scenesWith(text, scene -> voice.all("unsafe").stream().anyMatch(scene::contains));
            found.add(new Found("safety", "critical", say("Takes the reader through a crime.", "详细写出了害人的办法。"), unsafe));
        }
        return report(request, conflicts, safe);
    }

    /** Facts are true: each becomes an issue of its kind. */
    private void weighFacts(List<String> facts, SortedMap<Integer, String> text, List<String> conflicts) {
        for (String fact : facts) {
            SortedSet<Integer> scenes = scenes(fact);
            if (fact.contains("target of")) {
                found.add(new Found("word_count", "medium", fact, scenes));
            } else if (fact.contains("forbidden word")) {
                found.add(new Found("style", "medium", fact, scenes));
            } else if (fact.contains("word for word")) {
                found.add(new Found("prose", "medium", fact, later(fact)));
            } else if (fact.contains("not a name of the bible")) {
                conflicts.add(fact);
                found.add(new Found("continuity", "high", fact, scenes));
            } else if (fact.contains("leaves nothing open") && !text.isEmpty()) {
                found.add(new Found("hook", "high", fact, new TreeSet<>(List.of(text.lastKey()))));
            }
        }
    }

    private void examine(Request request, SortedMap<Integer, String> text) {
        SortedSet<Integer> silent = scenesWith(
                text, scene -> scene.chars().filter(mark -> mark == '“').count() < 2);
        if (!silent.isEmpty()) {
            found.add(
                    new Found("pacing", "medium", say("Nobody speaks; the scene stands still.", "无人说话，场景停滞。"), silent));
        }
        SortedSet<Integer> aimless =
                scenesWith(text, scene -> !WANTING.matcher(scene).find());
        if (!aimless.isEmpty()) {
            found.add(new Found("motivation", "high", say("We cannot tell what anyone wants.", "看不出人物想要什么。"), aimless));
        }
        boolean fair = request.facts().isEmpty()
                || request.facts().stream()
                        .anyMatch(fact -> text.values().stream().anyMatch(scene -> scene.contains(fact)));
        if (!fair && !text.isEmpty()) {
            found.add(new Found(
                    "clue_fairness",
                    "high",
                    say("Nothing that matters later can be found here.", "没有留下任何线索。"),
                    new TreeSet<>(List.of(text.firstKey()))));
        }
        for (JsonNode plan : request.sceneList()) {
            if (plan.path("conflict").asText().isBlank()) {
                found.add(new Found(
                        "structure",
                        "high",
                        say("Nobody is in anybody's way: the scene has no conflict.", "这一场没有冲突。"),
                        new TreeSet<>(List.of(plan.path("scene_number").asInt()))));
            }
        }
    }

    private String report(Request request, List<String> conflicts, boolean safe) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        ObjectNode scores = report.putObject("scores");
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("continuity", "continuity");
        kinds.put("pacing", "pacing");
        kinds.put("character_motivation", "motivation");
        kinds.put("genre_fulfillment", "structure");
        kinds.put("prose", "prose");
        kinds.put("hook", "hook");
        kinds.put("clue_fairness", "clue_fairness");
        kinds.forEach((score, kind) -> {
            boolean bad = found.stream().anyMatch(issue -> issue.type().equals(kind));
            scores.put(
                    score,
                    bad ? BAD : GOOD + dice.about(request.chapter(), score).nextInt(2));
        });
        ObjectNode hardFail = report.putObject("hard_fail");
        hardFail.put("safety_pass", safe);
        conflicts.forEach(hardFail.putArray("continuity_conflicts")::add);
        report.put("passed", found.isEmpty());
        ArrayNode issues = report.putArray("issues");
        ArrayNode instructions = report.putArray("revision_instructions");
        for (Found issue : found) {
            ObjectNode node = issues.addObject();
            node.put("type", issue.type());
            node.put("severity", issue.severity());
            node.put("note", issue.note());
            String where = issue.scenes().stream().map(String::valueOf).collect(Collectors.joining(", "));
            if (!where.isEmpty()) {
                node.put("location", "scene " + where);
            }
            instructions.add(
                    (where.isEmpty() ? "" : say("Scene ", "场景") + where + say(": ", "：")) + advice(issue.type()));
        }
        report.putArray("strengths").add(say("Every scene ends on a door that is not quite shut.", "每一场都留了一扇未关的门。"));
        return report.toString();
    }

    private String advice(String type) {
        return switch (type) {
            case "word_count" -> say("bring each scene to its target length.", "把篇幅补到目标字数。");
            case "style" -> say("take the forbidden word out.", "删去禁用词。");
            case "prose" -> say("say it once; cut the repetition.", "只说一遍，删去重复。");
            case "continuity" -> say("use the bible's names.", "人名以设定为准。");
            case "hook" -> say("end on the planned hook.", "用计划中的钩子收尾。");
            case "pacing" -> say("let them speak.", "让人物开口说话。");
            case "motivation" -> say("show what somebody wants.", "写出人物想要什么。");
            case "clue_fairness" -> say("plant a fact of the bible in plain sight.", "埋下一条可以找到的线索。");
            case "structure" -> say("give every scene a conflict.", "给每一场一个冲突。");
            default -> say("take it out.", "删去。");
        };
    }

    /** Of a repetition the later occurrence is the one to mend. */
    private static SortedSet<Integer> later(String fact) {
        SortedSet<Integer> scenes = new TreeSet<>();
        Matcher matcher = REPEATED.matcher(fact);
        while (matcher.find()) {
            scenes.add(Integer.parseInt(matcher.group(1)));
        }
        return scenes;
    }

    private static SortedSet<Integer> scenes(String fact) {
        SortedSet<Integer> scenes = new TreeSet<>();
        Matcher matcher = SCENE.matcher(fact);
        while (matcher.find()) {
            for (String number : matcher.group(1).split(", | and ")) {
                scenes.add(Integer.parseInt(number));
            }
        }
        return scenes;
    }

    private static SortedSet<Integer> scenesWith(
            SortedMap<Integer, String> text, java.util.function.Predicate<String> condition) {
        return text.entrySet().stream()
                .filter(scene -> condition.test(scene.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String say(String english, String inChinese) {
        return voice.chinese() ? inChinese : english;
    }
}
