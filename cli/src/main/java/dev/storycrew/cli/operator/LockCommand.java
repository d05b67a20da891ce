package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lock}: chapters' texts are a person's. */
@Command(
        name = "lock",
        mixinStandardHelpOptions = true,
        description =
                "Locks accepted chapters: their text is a person's, and no machine rewrites it. If such a chapter no longer fits what"
                        + " others say, its book is held instead. A text handed in with revise is locked once it is accepted."
                        + " Exit code 1 if refused.")
public final class LockCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BOOK", description = "The book's id, such as the-lighthouse.")
    private String book = "";

    @Parameters(index = "1", paramLabel = "CHAPTERS", description = "Chapters, such as 3, 1-10 or 1-3,7.")
    private String chapters = "";

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.sendChapters(OperatorCommand.Kind.LOCK, book, chapters);
    }
}
