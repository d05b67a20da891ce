package dev.storycrew.cli.operator;

import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.files.book.RevisedText;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code revise}: an editor hands in a text. */
@Command(
        name = "revise",
        mixinStandardHelpOptions = true,
        description = {
            "Hands in an edited text of a chapter that has ended: an exported chapter-NN.md, with lines of * * * between scenes."
                    + " It is judged like any other but never rewritten by a machine. If it does not pass, accept it or hand in"
                    + " another.",
            "An accepted outcome stands until the text is accepted. Then the book's bible is folded anew, and chapters that rest"
                    + " on what has changed are judged again; they keep their text if it still holds. --dry-run lists them. The"
                    + " chapter is locked from then on.",
            "Exit code 1 if refused."
        })
public final class ReviseCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "The chapter, such as the-lighthouse/3.")
    private String chapter = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The edited text.")
    private Path file = Path.of("");

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws InterruptedException {
        SortedMap<Integer, String> text = RevisedText.read(file);
        return dryRun.isWanted()
                ? dryRun.print(options, chapter, OperatorCommand.Kind.REVISE, null)
                : options.sendChapter(OperatorCommand.Kind.REVISE, chapter, null, new TreeSet<>(), null, text);
    }
}
