package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cancel}: ends a chapter that is under way. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description =
                "Ends a chapter that is under way, stuck or not, as CANCELLED. A call in progress finishes and its result"
                        + " is dropped; the book is held until it is released or the chapter is retried. Exit code 1 if"
                        + " refused.")
public final class CancelCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The chapter, such as the-lighthouse/3.")
    private String chapter = "";

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.sendChapter(OperatorCommand.Kind.CANCEL, chapter, null, new TreeSet<>(), null, new TreeMap<>());
    }
}
