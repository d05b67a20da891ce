package dev.storycrew.console.command;

import dev.storycrew.console.cluster.Connection;
import dev.storycrew.console.cluster.RealCluster;
import dev.storycrew.console.cluster.Submission;
import dev.storycrew.console.input.Book;
import dev.storycrew.console.input.BookFile;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.schemas.yaml.UnusableFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code submit}: publishes the requests of a book. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description =
                "Publishes a book's chapter requests to a cluster. Publishing the same book twice changes nothing.")
public final class SubmitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "BOOK.yaml", description = "The book file.")
    private Path file = Path.of("");

    @Option(names = "--chapter", paramLabel = "N", description = "This chapter only.")
    private @Nullable Integer chapter;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Book book = BookFile.read(file);
        List<ChapterRequest> requests = book.requests().stream()
                .filter(request -> chapter == null || request.brief().id().number() == chapter)
                .toList();
        if (requests.isEmpty()) {
            throw new UnusableFileException(file + ": there is no chapter " + chapter + "; it has 1 to "
                    + book.chapters().size());
        }
        Connection connection = RealCluster.connect(config.load());
        RealCluster.prepareTopics(connection);
        Submission.publish(connection, requests);
        requests.forEach(request -> spec.commandLine()
                .getOut()
                .println("submitted " + request.brief().id() + "  request " + request.requestId()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
