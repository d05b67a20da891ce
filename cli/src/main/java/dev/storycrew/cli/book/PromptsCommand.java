package dev.storycrew.cli.book;

import dev.storycrew.core.story.Stage;
import dev.storycrew.stages.prompt.PromptTemplates;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prompts}: what models are asked, as files to edit. */
@Command(
        name = "prompts",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Writes the built-in prompts to files, and checks edited ones.")
public final class PromptsCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: export or check");
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Writes the built-in prompts to a folder for editing.")
    int export(
            @Parameters(paramLabel = "DIR", description = "The folder; created if missing.") Path folder,
            @Option(names = "--force", description = "Overwrite existing files.") boolean force) {
        List<Path> written = PromptTemplates.export(folder, force);
        PrintWriter out = spec.commandLine().getOut();
        written.forEach(out::println);
        out.println();
        out.println(
                "Edit the files you want to change and delete the others: a missing file falls back to the built-in");
        out.println("one. Check your work with ./storycrew prompts check " + folder);
        out.println("Use it with this in the configuration (--config): prompts: {dir: \""
                + folder.toAbsolutePath().normalize() + "\"}");
        out.println("docs/prompts.md says what each file is for, and which parts of the layout are fixed.");
        out.flush();
        return 0;
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Checks a folder of edited prompts, and says which stages they change.")
    int check(@Parameters(paramLabel = "DIR", description = "The folder.") Path folder) {
        PromptTemplates templates = PromptTemplates.load(folder);
        PrintWriter out = spec.commandLine().getOut();
        out.println(folder + ": these prompts can be used");
        for (Stage stage : Stage.values()) {
            out.println("  %-6s %-26s %s"
                    .formatted(
                            stage.label(),
                            templates.version(stage),
                            templates.isEdited(stage) ? "edited" : "built in"));
        }
        templates.advice().forEach(out::println);
        out.flush();
        return 0;
    }
}
