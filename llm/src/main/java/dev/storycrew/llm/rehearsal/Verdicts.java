package dev.storycrew.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.llm.rehearsal.Critic.Complaint;
import dev.storycrew.llm.rehearsal.story.Dice;
import dev.storycrew.llm.rehearsal.story.Request;
import dev.storycrew.llm.rehearsal.story.Stock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes what the critic found as a judge's report. */
final class Verdicts {
    private static final int GOOD = 8;
    private static final int BAD = 5;

    /** The issue type that costs a score its points. */
    private static final Map<String, String> SCORES = Map.of(
            "continuity", "continuity",
            "pacing", "pacing",
            "character_motivation", "motivation",
            "genre_fulfillment", "structure",
            "prose", "prose",
            "hook", "hook",
            "clue_fairness", "clue_fairness");

    private final Request request;
    private final Stock stock;
    private final Dice dice;

    Verdicts(Request request, Stock stock, Dice dice) {
        this.request = request;
        this.stock = stock;
        this.dice = dice;
    }

    String report(Critic critic) {
        List<Complaint> complaints = critic.complaints();
        ObjectNode report = new ObjectMapper().createObjectNode();
        ObjectNode scores = report.putObject("scores");
        new TreeMap<>(SCORES).forEach((score, type) -> {
            boolean bad =
                    complaints.stream().anyMatch(complaint -> complaint.type().equals(type));
            scores.put(
                    score,
                    bad ? BAD : GOOD + dice.about(request.chapter(), score).nextInt(2));
        });
        ObjectNode hardFail = report.putObject("hard_fail");
        hardFail.put(
                "safety_pass",
                complaints.stream().noneMatch(complaint -> complaint.type().equals("safety")));
        critic.conflicts().forEach(hardFail.putArray("continuity_conflicts")::add);
        report.put("passed", complaints.isEmpty());
        if (request.isPartialReview()) {
            report.put("unsure", false);
            ArrayNode mended = report.putArray("mended");
            request.formerIssues()
                    .forEach(former -> mended.add(complaints.stream()
                            .noneMatch(complaint -> complaint.type().equals(former.type()))));
        }
        ArrayNode issues = report.putArray("issues");
        ArrayNode instructions = report.putArray("revision_instructions");
        for (Complaint complaint : complaints) {
            ObjectNode issue = issues.addObject();
            issue.put("type", complaint.type());
            issue.put("severity", complaint.severity());
            issue.put("note", complaint.note());
            String where = complaint.scenes().stream().map(String::valueOf).collect(Collectors.joining(", "));
            if (!where.isEmpty()) {
                issue.put("location", "scene " + where);
            }
            if (!complaint.quote().isEmpty()) {
                issue.put("quote", complaint.quote());
            }
            instructions.add((where.isEmpty() ? "" : stock.say("Scene " + where + ": ", "场景" + where + "："))
                    + complaint.advice());
        }
        strength(report.putArray("strengths"), complaints);
        return report.toString();
    }

    /** Which of two texts has less to complain of. */
    String better(Critic first, Critic second) {
        int ofFirst = first.complaints().size();
        int ofSecond = second.complaints().size();
        ObjectNode answer = new ObjectMapper().createObjectNode();
        answer.put("because", "complaints: " + ofFirst + " and " + ofSecond);
        answer.put("better", ofFirst == ofSecond ? "neither" : ofFirst < ofSecond ? "first" : "second");
        return answer.toString();
    }

    /** The first scene without complaints is praised for its hook. */
    private void strength(ArrayNode strengths, List<Complaint> complaints) {
        for (JsonNode plan : request.sceneList()) {
            int number = plan.path("scene_number").asInt();
            String hook = plan.path("exit_hook").asText();
            if (!hook.isBlank()
                    && complaints.stream()
                            .noneMatch(complaint -> complaint.scenes().contains(number))) {
                strengths.add(stock.phrases("strength")
                        .get(0)
                        .replace("{scene}", Integer.toString(number))
                        .replace("{hook}", hook));
                return;
            }
        }
    }
}
