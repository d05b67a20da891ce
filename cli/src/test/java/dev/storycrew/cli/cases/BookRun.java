package dev.storycrew.cli.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.story.Stage;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.Protocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The command {@code run} as users give it, with a configuration that names a server.
 *
 * @param said what it printed
 * @param out where it wrote the books
 */
record BookRun(int exit, String said, Path out) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param folder for the books that are written, and besides it the data; the same one again goes on */
    static BookRun of(FakeProviders server, Path folder, List<Path> books) throws IOException {
        String stages = Stream.of(Stage.values())
                .map(stage -> stage.label() + ": {model: " + stage.label() + "-model}")
                .collect(Collectors.joining(", "));
        Path config = Files.writeString(folder.resolveSibling(folder.getFileName() + ".config"), """
                llm:
                  default: {provider: openai, base-url: "%s", api-key: none, timeout: 20s}
                  stages: {%s}
                """.formatted(
                        server.url(Protocol.OPENAI), stages));
        List<String> arguments = new ArrayList<>(List.of("run"));
        books.forEach(book -> arguments.add(book.toString()));
        arguments.addAll(
                List.of("--config", config.toString(), "--out", folder.toString(), "--data", folder + ".data"));
        StringWriter said = new StringWriter();
        CommandLine command = StoryCrew.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        int exit = command.execute(arguments.toArray(String[]::new));
        return new BookRun(exit, said.toString(), folder);
    }

    JsonNode report(String book) throws IOException {
        return JSON.readTree(out.resolve(book).resolve("report.json").toFile());
    }

    JsonNode chapter(String book, int number) throws IOException {
        return report(book).at("/chapters/" + (number - 1));
    }

    String text(String book, int number) throws IOException {
        return Files.readString(out.resolve(book).resolve("chapter-0" + number + ".md"));
    }
}
