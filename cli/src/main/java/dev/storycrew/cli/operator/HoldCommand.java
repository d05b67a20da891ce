package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hold}: no further chapter of a book is started. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description =
                "Holds a book: a chapter that is under way finishes, and no other is started until the book is released."
                        + " Exit code 1 if refused.")
public final class HoldCommand implements Callable<Integer> {
    @Parameters(paramLabel = "BOOK", description = "The book's id, such as the-lighthouse.")
    private String book = "";

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.sendBook(OperatorCommand.Kind.HOLD, book);
    }
}
