package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.FakeRequest;
import dev.storycrew.fakeprovider.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A chapter by a server that speaks OpenAI's protocol, remembers every request, and puts canary words wherever text can be:
 * what debug mode writes is compared with the requests, and looked through for the canaries.
 */
@Tag("long")
class DebugModeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FIRST_LINE = Pattern.compile("^CHAPTER \\S+/(\\d+) ATTEMPT (\\d+)");
    private static final Pattern LAST_LINE = Pattern.compile("SCENES: ([0-9,]+)$");
    private static final Pattern MARKER = Pattern.compile("(?m)^=== SCENE (\\d+) ===$");
    private static final String API_KEY = "sk-canary-key";

    /** Twelve words that the checks find twice in a chapter, and quote. */
    private static final String REPEATED =
            "the canary sang again and again of nothing but the old tide outside tonight";

    private static final String BOOK = """
            id: tea
            title: The Canary House
            genre: romance
            words-per-chapter: 60
            word-tolerance: 1
            bible: {facts: [The canary bridge was closed.], characters: [{name: Canary Venn}]}
            chapters:
              - {number: 1, title: Canary, summary: The canary comes., hook: The canary door was open.}
            """;

    private static final ConcurrentLinkedQueue<Request> REQUESTS = new ConcurrentLinkedQueue<>();
    private static final List<JsonNode> LINES = new ArrayList<>();

    @TempDir
    private static Path folder;

    private static FakeProviders providers;
    private static int exit;
    private static String terminal = "";

    private record Request(String stage, String attempt, String system, String user) {}

    @BeforeAll
    static void runTheBook() throws IOException {
        providers = FakeProviders.start(DebugModeTest::answer, request -> null);
        String stages = Stream.of(Stage.values())
                .map(Stage::label)
                .map(stage -> stage + ": {model: " + stage + "}")
                .collect(Collectors.joining(", "));
        Files.writeString(
                folder.resolve("patient.yaml"), "name: patient\nescalate: {}\nmax-retries: 5\nscope: scenes\n");
        Path config = Files.writeString(
                folder.resolve("config.yaml"), """
                policy: patient.yaml
                llm:
                  default: {provider: openai, base-url: "%s", api-key: "%s", timeout: 60s}
                  stages: {%s}
                """.formatted(providers.url(Protocol.OPENAI), API_KEY, stages));
        PrintStream before = System.err;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            exit = StoryCrew.commandLine()
                    .execute(
                            "run",
                            Files.writeString(folder.resolve("tea.yaml"), BOOK).toString(),
                            "--debug",
                            "--config",
                            config.toString(),
                            "--out",
                            folder.resolve("out").toString(),
                            "--data",
                            folder.resolve("data").toString());
        } finally {
            System.setErr(before);
            terminal = errors.toString(StandardCharsets.UTF_8);
        }
        for (String line : Files.readAllLines(folder.resolve("data/logs/storycrew.log"))) {
            JsonNode json = JSON.readTree(line);
            if (json.path("log.logger").asText().equals("dev.storycrew.debug")) {
                LINES.add(json);
            }
        }
    }

    @AfterAll
    static void stop() {
        providers.close();
    }

    /** Otherwise the tests below would show nothing. */
    @Test
    void theChapterWentThroughRetriesAndItsTextNotesAndKeyWereFullOfCanaries() throws IOException {
        assertThat(exit).isZero();
        JsonNode report = JSON.readTree(folder.resolve("out/tea/report.json").toFile());
        assertThat(report.findValuesAsText("level"))
                .containsExactly("WRITE_ONLY", "WRITE_ONLY", "EDIT_ONLY", "FULL_RETRY");
        assertThat(Files.readString(folder.resolve("out/tea/chapter-01.md"))).contains("canary");
        assertThat(REQUESTS).anyMatch(request -> request.user().contains("canary note"));
    }

    @Test
    void noChapterTextNoteInstructionOrKeyIsInADebugLine() {
        assertThat(LINES).hasSizeGreaterThan(20);
        for (JsonNode line : LINES) {
            assertThat(line.toString().toLowerCase(Locale.ROOT)).doesNotContain("canary", "sang again", "sk-");
        }
        assertThat(terminal.lines().filter(line -> line.contains(" DEBUG "))).hasSize(LINES.size());
        assertThat(terminal.toLowerCase(Locale.ROOT)).doesNotContain("canary");
    }

    @Test
    void theIssuesAreListedWithTypeSeverityAndScenes() {
        assertThat(of("debug_issues").stream().map(line -> line.path("issues").asText()))
                .containsExactly(
                        "prose medium scene 2; (not a word, 29 characters) low the whole chapter",
                        "hook high scene 3; prose low scene 1",
                        "prose medium scenes 1 and 3",
                        "structure high the whole chapter",
                        "none");
        assertThat(of("debug_issues").get(2).path("failed_gates").asText()).isEqualTo("a finding of the checks");
    }

    @Test
    void theLevelTheSentenceAndWhereTheChapterGoesAreThere() {
        List<JsonNode> decisions = of("debug_decision");
        assertThat(decisions.stream().map(line -> line.path("goes_to").asText()))
                .containsExactly("write", "write", "edit", "plan", "bible");
        assertThat(decisions.get(1).path("retry_level").asText()).isEqualTo("WRITE_ONLY");
        assertThat(decisions.get(1).path("explanation").asText())
                .isEqualTo(
                        "WRITE_ONLY of scene 3, EDIT_ONLY of scene 1: high hook in scene 3, low prose in scene 1; kept: the"
                                + " scene list, the draft of scene 1, and all of scene 2");
        assertThat(decisions.get(1).path("policy").asText()).startsWith("patient@");
    }

    @Test
    void whatIsPreservedIsListedSceneByScene() {
        List<JsonNode> preserved = of("debug_preserved");
        assertThat(preserved).hasSize(4);
        assertThat(preserved.get(1).path("message").asText())
                .isEqualTo("tea/1 run 1, retry 1: preserved: scene 1: " + erasedFrom(Part.REVISION) + "; scene 2: "
                        + erasedFrom(null) + "; scene 3: " + erasedFrom(Part.DRAFT));
        assertThat(fields(preserved.get(1)))
                .containsEntry("kept_plan", "1,2,3")
                .containsEntry("kept_draft", "1,2")
                .containsEntry("kept_revision", "2")
                .containsEntry("erased_plan", "")
                .containsEntry("erased_draft", "3")
                .containsEntry("erased_revision", "1,3")
                .hasSize(2 * Part.values().length);
        assertThat(fields(preserved.get(3)))
                .containsEntry("erased_plan", "1,2,3")
                .containsEntry("erased_draft", "1,2,3")
                .containsEntry("kept_plan", "");
    }

    @Test
    void whatEachStageWasGivenIsWhatStoodInItsRequest() {
        List<JsonNode> given = of("debug_stage_given");
        assertThat(given).hasSameSizeAs(REQUESTS);
        for (Request request : REQUESTS) {
            JsonNode line = given.stream()
                    .filter(one -> one.path("stage").asText().equals(request.stage())
                            && one.path("retry_attempt").asText().equals(request.attempt())
                            && one.path("prompt_characters").asInt()
                                    == request.system().length()
                                            + request.user().length())
                    .findFirst()
                    .orElseThrow();
            Matcher asked = LAST_LINE.matcher(request.user());
            assertThat(line.path("asked_scenes").asText()).isEqualTo(asked.find() ? asked.group(1) : "");
            assertThat(line.path("given_previous_text").asText()).isEqualTo(scenes(request, "## Previous text"));
            assertThat(line.path("given_current_text").asText()).isEqualTo(scenes(request, "## Current text"));
            assertThat(line.path("given_chapter_text").asText()).isEqualTo(scenes(request, "## Chapter text"));
            assertThat(line.path("given_scene_list").asBoolean()).isEqualTo(has(request, "## Scene list"));
            assertThat(line.path("given_findings").asInt() > 0).isEqualTo(has(request, "## Facts"));
            assertThat(line.path("given_issues").asInt() > 0)
                    .isEqualTo(has(request, "## Issues") || has(request, "## Former report"));
            assertThat(line.path("given_instructions").asInt() > 0).isEqualTo(has(request, "## Revision instructions"));
            assertThat(line.path("prompt_characters").asInt())
                    .isEqualTo(request.system().length() + request.user().length());
        }
    }

    /** {@code plan kept, draft kept, revision erased}. */
    private static String erasedFrom(@Nullable Part from) {
        return Stream.of(Part.values())
                .map(part -> part.label() + (from != null && part.compareTo(from) >= 0 ? " erased" : " kept"))
                .collect(Collectors.joining(", "));
    }

    private static List<JsonNode> of(String event) {
        return LINES.stream()
                .filter(line -> line.path("event").asText().equals(event))
                .toList();
    }

    private static Map<String, String> fields(JsonNode line) {
        return line.properties().stream()
                .filter(field ->
                        field.getKey().startsWith("kept_") || field.getKey().startsWith("erased_"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, field -> field.getValue().asText()));
    }

    private static boolean has(Request request, String heading) {
        return request.user().contains("\n" + heading + "\n");
    }

    private static String scenes(Request request, String heading) {
        int start = request.user().indexOf("\n" + heading + "\n");
        if (start < 0) {
            return "";
        }
        int end = request.user().indexOf("\n## ", start + heading.length());
        Matcher markers = MARKER.matcher(request.user().substring(start, end));
        return markers.results().map(found -> found.group(1)).collect(Collectors.joining(","));
    }

    private static String answer(FakeRequest request) {
        Matcher first = FIRST_LINE.matcher(request.user());
        if (!first.find()) {
            throw new IllegalArgumentException(request.user());
        }
        REQUESTS.add(new Request(request.model(), first.group(2), request.system(), request.user()));
        return said(request.model(), request.user(), Integer.parseInt(first.group(2)));
    }

    private static String said(String stage, String user, int attempt) {
        return switch (stage) {
            case "plan" ->
                "{\"scenes\":[{\"scene_number\":1,\"purpose\":\"canary one\"},"
                        + "{\"scene_number\":2,\"purpose\":\"canary two\"},{\"scene_number\":3,\"purpose\":\"canary three\"}]}";
            case "judge" -> judged(attempt);
            case "bible" -> "{\"summary\":\"A canary came.\",\"new_facts\":[\"The canary sings.\"]}";
            default -> prose(user, stage, attempt);
        };
    }

    private static String prose(String user, String stage, int attempt) {
        Matcher wanted = LAST_LINE.matcher(user);
        if (!wanted.find()) {
            throw new IllegalArgumentException(user);
        }
        StringBuilder prose = new StringBuilder();
        for (String scene : wanted.group(1).split(",")) {
            prose.append("=== SCENE %s ===\nA canary of %s number %s counted boats and %s gulls in %s turns.\n"
                    .formatted(scene, stage, scene, scene, attempt));
            if (attempt == 2 && scene.equals("3")) {
                prose.append(REPEATED).append(". ").append(REPEATED).append(".\n");
            }
        }
        return prose.toString();
    }

    /** A scene to edit; one to write and one to edit; two to edit, as the checks want it; a new plan; passed. */
    private static String judged(int attempt) {
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
        report.putObject("hard_fail").put("safety_pass", true).putArray("continuity_conflicts");
        report.put("passed", attempt == 4);
        ArrayNode issues = report.putArray("issues");
        ArrayNode instructions = report.putArray("revision_instructions");
        switch (attempt) {
            case 0 -> {
                issue(issues, "prose", "medium", "Scene 2, where the canary sits");
                issue(issues, "the canary, it seems, is dead", "low", null);
            }
            case 1 -> {
                issue(issues, "hook", "high", "scene 3, the canary");
                issue(issues, "prose", "low", "scene 1");
            }
            case 2 -> issue(issues, "prose", "medium", "scenes 1 and 3");
            case 3 -> issue(issues, "structure", "high", null);
            default -> {}
        }
        if (attempt < 4) {
            instructions.add("Let the canary sing.");
        }
        return report.toString();
    }

    private static void issue(ArrayNode issues, String type, String severity, @Nullable String location) {
        issues.addObject()
                .put("type", type)
                .put("severity", severity)
                .put("note", "a canary note")
                .put("location", location);
    }
}
