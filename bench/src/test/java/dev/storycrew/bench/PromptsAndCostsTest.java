package dev.storycrew.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PromptsAndCostsTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void promptsAreExportedCheckedAndRefused() throws IOException {
        String mine = folder.resolve("mine").toString();
        assertThat(run("prompts", "export", mine)).isZero();
        assertThat(out.toString()).contains("storycrew prompts check " + mine, "prompts: {dir:");
        assertThat(run("prompts", "export", mine)).isEqualTo(2);
        assertThat(err.toString()).contains("already exists").hasLineCount(1);
        assertThat(run("prompts", "export", mine, "--force")).isZero();

        assertThat(run("prompts", "check", mine)).isZero();
        assertThat(out.toString()).contains("built in").doesNotContain("edited");

        Path task = folder.resolve("mine/write.task.mustache");
        Files.writeString(task, Files.readString(task).replace("SCENES: {{scenes}}", ""));
        assertThat(run("prompts", "check", mine)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("storycrew: " + task + ": {{scenes}} is missing")
                .hasLineCount(1);
    }

    @Test
    void theLessIsMadeAgainTheLessItCosts() throws IOException {
        Path book = Files.writeString(folder.resolve("b.yaml"), """
                id: b
                title: B
                genre: story
                words-per-chapter: 400
                bible: {characters: [{name: Ida Marsh}, {name: Ole Brandt}], facts: [The bridge was closed in March.]}
                chapters:
                  - {number: 1, title: One, summary: "Ida goes. Ole stays. The bridge is shut.", hook: The door was open.}
                """);

        assertThat(run("bench", "cost", book.toString(), "--json")).isZero();

        Map<String, JsonNode> passes = new HashMap<>();
        new ObjectMapper()
                .readTree(out.toString())
                .path("b")
                .forEach(pass -> passes.put(
                        pass.path("name").asText() + " " + pass.path("scope").asText(), pass));
        for (String figure : List.of("outputTokens", "costUsd")) {
            assertThat(List.of(
                            figure(passes, "FULL_RETRY chapter", figure),
                            figure(passes, "WRITE_ONLY chapter", figure),
                            figure(passes, "WRITE_ONLY one scene", figure),
                            figure(passes, "EDIT_ONLY one scene", figure)))
                    .isSortedAccordingTo((one, other) -> Double.compare(other, one));
        }
        // An editor hands back only what it changes, and is shown the neighbours besides: in so short a chapter that is
        // no less.
        assertThat(figure(passes, "EDIT_ONLY one scene", "outputTokens"))
                .isLessThanOrEqualTo(figure(passes, "EDIT_ONLY chapter", "outputTokens"));
        assertThat(figure(passes, "WRITE_ONLY one scene, all scenes shown", "inputTokens"))
                .isGreaterThanOrEqualTo(figure(passes, "WRITE_ONLY one scene", "inputTokens"));
        assertThat(figure(passes, "first pass chapter", "calls"))
                .isEqualTo(Stage.from(Part.first()).size());
        assertThat(figure(passes, "EDIT_ONLY one scene", "calls"))
                .isEqualTo(Stage.from(Part.REVISION).size());
    }

    private static double figure(Map<String, JsonNode> passes, String pass, String figure) {
        assertThat(passes).containsKey(pass);
        return Objects.requireNonNull(passes.get(pass)).path(figure).asDouble();
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = StoryCrew.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }
}
