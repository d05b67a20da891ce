package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.FakeRequest;
import dev.storycrew.fakeprovider.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A mystery by a server that speaks OpenAI's protocol and remembers every request. Its judge and its bible keeper quote
 * the truth card wherever they can; what the planner, the writer and the editor are sent is looked through afterwards.
 */
@Tag("long")
class TruthIsKeptTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FIRST_LINE = Pattern.compile("^CHAPTER \\S+/(\\d+) ATTEMPT (\\d+)");
    private static final Pattern LAST_LINE = Pattern.compile("SCENES: ([0-9,]+)$");
    private static final String BOOK = """
            id: tea
            title: The Tea House
            genre: mystery
            words-per-chapter: 60
            word-tolerance: 1
            bible:
              characters:
                - {name: Mara Venn, role: surveyor}
                - {name: Edda Corrow, role: postmistress}
              facts: [The bridge was closed in March.]
              truth-card:
                culprit: Edda Corrow
                helper: Zebulon Quartermain
                method: a thermometer filled with arsenic, slipped into the urn
            chapters:
              - {number: 1, title: One, summary: Mara comes to the island., hook: The door was open.}
              - {number: 2, title: Two, summary: Mara stays on the island., hook: The door was shut.}
            """;

    /** Every one of them gives something away. */
    private static final List<String> LEAKS = List.of(
            "Edda Corrow is the culprit.",
            "It was Edda.",
            "EDDA, the murderer, smiles too soon.",
            "Zebulon should come earlier.",
            "quartermain helped her",
            "There was arsenic in the thermometer.",
            "Two thermometers are one too many!",
            "Hide the ARSENIC better;",
            "Arsenical tea, slipping into urns.",
            "A thermo­meter filled with arsenic, slipped into the urn",
            "method: a thermometer filled with arsenic, slipped into the urn");

    private static final ConcurrentLinkedQueue<Request> REQUESTS = new ConcurrentLinkedQueue<>();

    @TempDir
    private static Path folder;

    private static FakeProviders providers;
    private static int exit;

    private record Request(String model, String body, String user) {}

    @BeforeAll
    static void runTheBook() throws IOException {
        providers = FakeProviders.start(TruthIsKeptTest::answer, request -> null);
        String stages = Stream.of(Stage.values())
                .map(Stage::label)
                .map(stage -> stage + ": {model: " + stage + "-model}")
                .collect(Collectors.joining(", "));
        Path config =
                Files.writeString(folder.resolve("config.yaml"), """
                llm:
                  default: {provider: openai, base-url: "%s", api-key: none, timeout: 20s}
                  stages: {%s}
                """.formatted(providers.url(Protocol.OPENAI), stages));
        exit = StoryCrew.commandLine()
                .execute(
                        "run",
                        Files.writeString(folder.resolve("tea.yaml"), BOOK).toString(),
                        "--config",
                        config.toString(),
                        "--out",
                        folder.resolve("out").toString(),
                        "--data",
                        folder.resolve("data").toString());
    }

    @AfterAll
    static void stop() {
        providers.close();
    }

    @Test
    void theBookIsFinishedByARetryOfEachLevel() throws IOException {
        assertThat(exit).isZero();
        JsonNode report = JSON.readTree(folder.resolve("out/tea/report.json").toFile());
        assertThat(report.findValuesAsText("level")).containsExactly("FULL_RETRY", "EDIT_ONLY", "WRITE_ONLY");
    }

    @ParameterizedTest
    @EnumSource(Part.class)
    void noRequestToThoseWhoMustNotKnowHoldsTheTruth(Part part) {
        List<Request> sent = sentTo(part.stage().label());
        assertThat(sent).hasSizeGreaterThan(2);
        for (Request request : sent) {
            String body = request.body().replace("\u00ad", "").toLowerCase(Locale.ROOT);
            assertThat(body)
                    .doesNotContain(
                            "truth card",
                            "culprit",
                            "murder",
                            "zebulon",
                            "quartermain",
                            "arsenic",
                            "thermometer",
                            "slipp",
                            "it was edda");
        }
    }

    /** Otherwise the test above would show nothing. */
    @Test
    void judgeAndBibleKeeperWereToldAndTheHarmlessWordsTravelled() {
        assertThat(sentTo("judge")).allMatch(request -> request.body().contains("Zebulon Quartermain"));
        assertThat(sentTo("bible")).allMatch(request -> request.body().contains("Zebulon Quartermain"));
        for (Part part : Part.values()) {
            assertThat(sentTo(part.stage().label()))
                    .anyMatch(request -> request.user().contains("Let the kettle whistle once."));
        }
        assertThat(sentTo("write"))
                .anyMatch(request -> request.user().contains("CHAPTER tea/2 ATTEMPT 0")
                        && request.body().contains("Mara is tired."));
    }

    private static List<Request> sentTo(String stage) {
        return REQUESTS.stream()
                .filter(request -> request.model().equals(stage + "-model"))
                .toList();
    }

    private static String answer(FakeRequest request) {
        StringBuilder all = new StringBuilder(request.system());
        request.messages().forEach(message -> all.append('\n').append(message.text()));
        REQUESTS.add(new Request(request.model(), all.toString(), request.user()));
        return said(request.model(), request.user());
    }

    private static String said(String model, String user) {
        Matcher first = FIRST_LINE.matcher(user);
        if (!first.find()) {
            throw new IllegalArgumentException(user);
        }
        int chapter = Integer.parseInt(first.group(1));
        int attempt = Integer.parseInt(first.group(2));
        return switch (model) {
            case "plan-model" ->
                "{\"scenes\":[{\"scene_number\":1,\"purpose\":\"Mara arrives.\"},"
                        + "{\"scene_number\":2,\"purpose\":\"Mara asks.\"}]}";
            case "judge-model" -> judged(chapter, attempt);
            case "bible-model" -> noted();
            default -> prose(user, chapter, attempt);
        };
    }

    private static String prose(String user, int chapter, int attempt) {
        Matcher wanted = LAST_LINE.matcher(user);
        if (!wanted.find()) {
            throw new IllegalArgumentException(user);
        }
        StringBuilder prose = new StringBuilder();
        for (String scene : wanted.group(1).split(",")) {
            prose.append(String.format(
                    Locale.ROOT,
                    "=== SCENE %s ===\nMara counted %s boats, %d gulls, %d steps. “Tea?” said Edda.\n",
                    scene,
                    scene,
                    chapter,
                    attempt));
        }
        return prose.toString();
    }

    /** Chapter 1 goes back to plan; chapter 2 to edit, then to write; then they pass. */
    private static String judged(int chapter, int attempt) {
        String type = chapter == 1 ? "structure" : attempt == 0 ? "prose" : "hook";
        boolean passes = attempt == (chapter == 1 ? 1 : 2);
        ObjectNode report = JSON.createObjectNode();
        ObjectNode scores = report.putObject("scores");
        for (String score : List.of(
                "continuity",
                "pacing",
                "character_motivation",
                "genre_fulfillment",
                "prose",
                "hook",
                "clue_fairness")) {
            scores.put(score, 8);
        }
        ObjectNode hardFail = report.putObject("hard_fail").put("safety_pass", true);
        var conflicts = hardFail.putArray("continuity_conflicts");
        report.put("passed", passes);
        var issues = report.putArray("issues");
        var instructions = report.putArray("revision_instructions");
        if (!passes) {
            for (String leak : LEAKS) {
                issues.addObject()
                        .put("type", type)
                        .put("severity", "medium")
                        .put("note", leak + " Look at the scene again.")
                        .put("location", "scene 2, where " + leak);
                instructions.add(leak);
            }
            instructions.add("Let the kettle whistle once. " + String.join(" ", LEAKS));
            if (chapter == 1) {
                issues.addObject().put("type", "Edda is the culprit").put("severity", "low");
                LEAKS.forEach(conflicts::add);
            }
        }
        LEAKS.forEach(report.putArray("strengths")::add);
        return report.toString();
    }

    private static String noted() {
        ObjectNode changes = JSON.createObjectNode();
        changes.put("summary", "Mara is tired. " + String.join(" ", LEAKS));
        for (String list : List.of("new_facts", "clues_planted", "clues_resolved", "imagery")) {
            LEAKS.forEach(changes.putArray(list)::add);
        }
        var timeline = changes.putArray("timeline");
        var people = changes.putArray("character_changes");
        for (String leak : LEAKS) {
            timeline.addObject().put("event", leak).putArray("characters").add("Mara Venn");
            people.addObject().put("name", "Mara Venn").put("change", leak);
        }
        timeline.addObject()
                .put("event", "The culprit leaves.")
                .putArray("characters")
                .add("Edda Corrow");
        timeline.addObject().put("event", "Tea.").putArray("characters").add("Zebulon Quartermain");
        people.addObject().put("name", "Edda Corrow").put("change", "is the murderer");
        people.addObject().put("name", "Zebulon Quartermain").put("change", "is seen");
        return changes.toString();
    }
}
