package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code release}: a held book goes on. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description =
                "Releases a book that an operator holds. A book held by a failed chapter goes on without that chapter, for"
                        + " good. Exit code 1 if refused.")
public final class ReleaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "BOOK", description = "The book's id, such as the-lighthouse.")
    private String book = "";

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.sendBook(OperatorCommand.Kind.RELEASE, book);
    }
}
