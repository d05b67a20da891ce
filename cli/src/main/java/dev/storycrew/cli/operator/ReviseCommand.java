package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.files.book.RevisedText;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code revise}: an editor hands in a text. */
@Command(
        name = "revise",
        mixinStandardHelpOptions = true,
        description =
                "Hands in an edited text of an EXHAUSTED or CANCELLED chapter: an exported chapter-NN.md, with lines of"
                        + " * * * between scenes. It is judged like any other but never rewritten by a machine. If it does"
                        + " not pass, accept it or hand in another. Exit code 1 if refused.")
public final class ReviseCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "The chapter, such as the-lighthouse/3.")
    private String chapter = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The edited text.")
    private Path file = Path.of("");

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.sendChapter(
                OperatorCommand.Kind.REVISE, chapter, null, new TreeSet<>(), null, RevisedText.read(file));
    }
}
