package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code unlock}: a machine may rewrite chapters again. */
@Command(
        name = "unlock",
        mixinStandardHelpOptions = true,
        description = "Unlocks chapters: from then on retry may rewrite their text." + " Exit code 1 if refused.")
public final class UnlockCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BOOK", description = "The book's id, such as the-lighthouse.")
    private String book = "";

    @Parameters(index = "1", paramLabel = "CHAPTERS", description = "Chapters, such as 3, 1-10 or 1-3,7.")
    private String chapters = "";

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.sendChapters(OperatorCommand.Kind.UNLOCK, book, chapters);
    }
}
