package dev.storycrew.stages.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.storycrew.core.story.Stage;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditedTemplatesTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsExportedIsWhatIsBuiltIn() {
        PromptTemplates.export(folder, false);

        PromptTemplates templates = PromptTemplates.load(folder);

        for (Stage stage : Stage.values()) {
            assertThat(templates.version(stage))
                    .isEqualTo(PromptTemplates.load().version(stage));
            assertThat(templates.isEdited(stage)).isFalse();
        }
    }

    @Test
    void exportWritesOverNothingUnlessForced() throws IOException {
        List<Path> written = PromptTemplates.export(folder, false);
        Path mine = folder.resolve("write.task.mustache");
        Files.writeString(mine, "mine");
        Files.delete(folder.resolve("book.mustache"));

        assertThatThrownBy(() -> PromptTemplates.export(folder, false))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("already exists");
        assertThat(mine).hasContent("mine");
        assertThat(folder.resolve("book.mustache")).doesNotExist();

        assertThat(PromptTemplates.export(folder, true)).isEqualTo(written);
        assertThat(Files.readString(mine)).contains("SCENES: {{scenes}}");
    }

    @Test
    void anEditChangesTheVersionOfTheStagesItReachesAndMissingFilesFallBack() throws IOException {
        PromptTemplates builtIn = PromptTemplates.load();
        Set<String> versions = new HashSet<>();
        for (int edit = 0; edit < 20; edit++) {
            Files.writeString(
                    folder.resolve("plan.system.mustache"), "You are the planner " + edit + ".\n{{> book}}\n");
            PromptTemplates edited = PromptTemplates.load(folder);
            versions.add(edited.version(Stage.PLAN));
            assertThat(edited.isEdited(Stage.PLAN)).isTrue();
            assertThat(edited.version(Stage.WRITE)).isEqualTo(builtIn.version(Stage.WRITE));
        }
        assertThat(versions).hasSize(20).allMatch(version -> version.startsWith("plan-edited-"));

        Files.writeString(
                folder.resolve("book.mustache"), Files.readString(exported("book.mustache")) + "\nOne more line.\n");
        PromptTemplates shared = PromptTemplates.load(folder);
        for (Stage stage : Stage.values()) {
            assertThat(shared.isEdited(stage)).isTrue();
        }
    }

    @Test
    void anEditorsRoleWithoutPassagesIsAskedForWholeScenesAndItsAuthorIsToldWhichFileLacksThem() throws IOException {
        Files.writeString(folder.resolve("edit.system.mustache"), "{{> book}}\n\nYou are the editor.\n");
        PromptTemplates old = PromptTemplates.load(folder);
        assertThat(old.explains(Stage.EDIT, AnswerForm.PASSAGES)).isFalse();
        assertThat(old.advice())
                .filteredOn(advice -> advice.contains("passages"))
                .singleElement(STRING)
                .startsWith("edit.system.mustache: show the lines under which passages stand");

        Files.writeString(
                folder.resolve("edit.system.mustache"),
                "{{> book}}\n\nYou are the editor. Change single paragraphs as in === SCENE 7 PARAGRAPHS 2-3 ===\n");
        assertThat(PromptTemplates.load(folder).explains(Stage.EDIT, AnswerForm.PASSAGES))
                .isTrue();
    }

    @Test
    void aJudgesRoleWithoutAReportsFormNeedsATaskThatHasIt() throws IOException {
        Files.writeString(folder.resolve("judge.system.mustache"), "{{> book}}\n\nYou are the judge.\n");

        assertThatThrownBy(() -> PromptTemplates.load(folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("judge.system.mustache: \"scores\" is missing");
    }

    @Test
    void aFileFromAnotherSystemIsTheSame() throws IOException {
        for (Path file : PromptTemplates.export(folder, false)) {
            Files.writeString(file, "\uFEFF" + Files.readString(file).replace("\n", "\r\n"));
        }

        assertThat(PromptTemplates.load(folder).isEdited(Stage.JUDGE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "write.task | SCENES: {{scenes}} |  | write.task.mustache: {{scenes}} is missing",
                "edit.task | SCENES: {{scenes}} | SCENES: {{scenes}} please | the last line must be SCENES: {{scenes}}",
                "write.task | {{scenes}} | {{scenez}} | there is no variable scenez; did you mean scenes?",
                "write.task | {{#hasIssues}} | {{#hasIssue}} | :6: there is no section hasIssue; did you mean hasIssues?",
                "write.task | {{/hasIssues}} |  | write.task.mustache:6: not a template",
                "write.task | {{language}} | {{language | :15: {{ is not closed by }}",
                "write.task | {{language}} | {{issues}} | there is no variable issues",
                "write.task | ## Task | ## To do | ## Task is missing; the heading is fixed",
                "write.task | === SCENE 1 === | === 1 === | === SCENE 1 === is missing; the answer's form is fixed",
                "judge.system | \"safety_pass\" | \"safe\" | \"safety_pass\" is missing",
                "judge.pair | \"better\" | \"best\" | \"better\" is missing",
                "judge.pair | {{secondText}} |  | {{secondText}} is missing",
                "plan.task | \"scene_number\" | \"number\" | \"scene_number\" is missing",
                "plan.task | ## Task | ## Task {{truth}} | there is no variable truth",
                "write.system | {{> book}} |  | {{> book}} is missing",
                "write.system | {{> book}} | {{> boook}} | there is no include boook; did you mean book?",
                "write.system | {{> book}} | {{> book}}{{=<% %>=}} | only {{ }} marks",
                "write.system | {{> book}} | {{> book}} {{-index}} | there is no variable -index",
                "write.system | {{> book}} | {{> book}} {{.}} | {{.}} must be inside a section",
                "book | {{forbiddenWords}} |  | forbiddenWords",
                "request | {{sceneList}} | {{sceneLst}} | there is no variable sceneLst; did you mean sceneList?",
                "request | CHAPTER {{id}} | CHAPTER: {{id}} | :1: the first line must be CHAPTER {{id}} ATTEMPT {{attempt}}",
                "request | ## Previous text | ## What is there | ## Previous text is missing"
            })
    void whatWouldFailLaterIsRefusedAtOnceWithItsPlace(String name, String from, String to, String problem)
            throws IOException {
        String text = Files.readString(exported(name + ".mustache"));
        assertThat(text).contains(from);
        Path file = folder.resolve(name + ".mustache");
        String replaced = text.replace(from, to == null ? "" : to);
        // A flag that is taken away altogether takes its section along.
        Files.writeString(
                file,
                name.equals("book")
                        ? replaced.replace("{{#forbiddenWords}}", "").replace("{{/forbiddenWords}}", "")
                        : replaced);

        assertThatThrownBy(() -> PromptTemplates.load(folder))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(problem)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void whatIsNoTemplateIsRefused() throws IOException {
        Path slip = Files.writeString(folder.resolve("wirte.task.mustache"), "x");
        assertThatThrownBy(() -> PromptTemplates.load(folder))
                .hasMessage(slip + ": no such template; did you mean write.task.mustache?");
        Files.delete(slip);

        Path noise = Files.write(folder.resolve("book.mustache"), new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> PromptTemplates.load(folder)).hasMessage(noise + ": is not UTF-8 text");
        Files.write(noise, "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> PromptTemplates.load(folder)).hasMessageStartingWith(noise + ": is larger than");

        assertThatThrownBy(() -> PromptTemplates.load(folder.resolve("none")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(": no such folder");
    }

    private Path exported(String name) {
        Path other = folder.resolve("exported");
        if (!Files.exists(other)) {
            PromptTemplates.export(other, false);
        }
        return other.resolve(name);
    }
}
