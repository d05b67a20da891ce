package dev.storycrew.cli.deadletters;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.operate.deadletter.Letter;
import dev.storycrew.app.operate.deadletter.LetterBox;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead-letters show}: everything about one. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows why a record was dead-lettered, and whether it can be put back on its topic.")
public final class DeadLettersShowCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ID",
            description = "The dead letter's id, as dead-letters list prints it, such as storycrew.write-2@17.")
    private String id = "";

    @Option(names = "--json", description = "Print JSON instead of text, with the original bytes in base64.")
    private boolean json;

    @Option(names = "--save", paramLabel = "FILE", description = "Also writes the original bytes to this file.")
    private @Nullable Path save;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        Letter found = LetterBox.read(RealCluster.connect(config.load())).letters().stream()
                .filter(letter -> letter.letter().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new UsageException("there is no dead letter " + id + "; "
                        + config.hint("dead-letters", "list", "--all") + " lists them"));
        spec.commandLine()
                .getOut()
                .println(json ? LetterPrint.fullJson(found).toPrettyString() : LetterPrint.full(found));
        spec.commandLine().getOut().flush();
        byte[] value = found.letter().value();
        if (save != null && value != null) {
            try {
                Files.write(save, value);
            } catch (IOException e) {
                throw new UsageException(save + ": cannot be written: " + e.getMessage());
            }
        }
        return 0;
    }
}
