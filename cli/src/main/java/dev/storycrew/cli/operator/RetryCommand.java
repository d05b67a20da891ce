package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retry}: redoes a chapter that was not accepted. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description =
                "Starts the next run of an EXHAUSTED or CANCELLED chapter from its best attempt, keeping what the level"
                        + " preserves. The stages are given the note as their first instruction. Exit code 1 if refused.")
public final class RetryCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The chapter, such as the-lighthouse/3.")
    private String chapter = "";

    @Option(
            names = "--level",
            required = true,
            paramLabel = "LEVEL",
            description = "EDIT_ONLY, WRITE_ONLY, FULL_RETRY, or another level of the policy.")
    private String level = "";

    @Option(
            names = "--scenes",
            split = ",",
            paramLabel = "N",
            description = "Only these scenes, such as 2,3 (default: the whole chapter).")
    private SortedSet<Integer> scenes = new TreeSet<>();

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.sendChapter(OperatorCommand.Kind.RETRY, chapter, level, scenes, null, new TreeMap<>());
    }
}
