package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code accept}: a chapter that was not accepted is, by a person's word. */
@Command(
        name = "accept",
        mixinStandardHelpOptions = true,
        description =
                "Accepts an EXHAUSTED or CANCELLED chapter's best attempt, or a named one: its bible changes are written and"
                        + " its book goes on. Exit code 1 when it is refused.")
public final class AcceptCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The chapter, such as the-lighthouse/3.")
    private String chapter = "";

    @Option(
            names = "--attempt",
            paramLabel = "N",
            description = "Which attempt of its last run: 0 for the first pass, 1 for retry 1, .. (default: the best).")
    private @Nullable Integer attempt;

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.sendChapter(
                OperatorCommand.Kind.ACCEPT, chapter, null, new TreeSet<>(), attempt, new TreeMap<>());
    }
}
