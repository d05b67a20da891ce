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

/** {@code accept}: an operator accepts a chapter that was not accepted. */
@Command(
        name = "accept",
        mixinStandardHelpOptions = true,
        description =
                "Accepts the best attempt, or the one named, of an EXHAUSTED or CANCELLED chapter: its bible changes are"
                        + " written and its book goes on. Exit code 1 if refused.")
public final class AcceptCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The chapter, such as the-lighthouse/3.")
    private String chapter = "";

    @Option(
            names = "--attempt",
            paramLabel = "N",
            description =
                    "Which attempt of its last run: 0 for the first pass, 1 for retry 1, and so on (default: the best).")
    private @Nullable Integer attempt;

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.sendChapter(
                OperatorCommand.Kind.ACCEPT, chapter, null, new TreeSet<>(), attempt, new TreeMap<>());
    }
}
