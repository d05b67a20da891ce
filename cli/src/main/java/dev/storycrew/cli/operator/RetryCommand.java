package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.retry.RetryLevel;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retry}: makes a chapter again that has ended. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the next run of a chapter that has ended, keeping what the level preserves: of an EXHAUSTED or CANCELLED"
                    + " chapter from its best attempt, of an ACCEPTED one from its accepted text. The stages are given the note"
                    + " as their first instruction.",
            "An accepted outcome stands until the new run is accepted. Then the book's bible is folded anew, and chapters that"
                    + " rest on what has changed are judged again; they keep their text if it still holds. --dry-run lists them.",
            "Exit code 1 if refused."
        })
public final class RetryCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The chapter, such as the-lighthouse/3.")
    private String chapter = "";

    @Option(
            names = "--level",
            required = true,
            paramLabel = "LEVEL",
            description = "EDIT_ONLY, WRITE_ONLY, FULL_RETRY, or another level of the policy; " + RetryLevel.RECHECK
                    + " only judges the text again.")
    private String level = "";

    @Option(
            names = "--scenes",
            split = ",",
            paramLabel = "N",
            description = "Only these scenes, such as 2,3 (default: the whole chapter).")
    private SortedSet<Integer> scenes = new TreeSet<>();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return dryRun.isWanted()
                ? dryRun.print(options, chapter, OperatorCommand.Kind.RETRY, level)
                : options.sendChapter(OperatorCommand.Kind.RETRY, chapter, level, scenes, null, new TreeMap<>());
    }
}
