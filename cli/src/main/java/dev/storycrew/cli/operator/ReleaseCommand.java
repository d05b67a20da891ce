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
                "Releases a book that an operator holds; one that a failed chapter holds goes on without that chapter, for"
                        + " good. Exit code 1 when it is refused.")
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
