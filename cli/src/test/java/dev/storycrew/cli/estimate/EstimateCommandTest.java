package dev.storycrew.cli.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.cli.StoryCrew;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EstimateCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path book = Path.of("");
    private int nobody;

    @BeforeEach
    void writeBook() throws IOException {
        book = Files.writeString(folder.resolve("b.yaml"), book("b", 3_000, 2));
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
    }

    @Test
    void aBookHasARangeAndSaysFromWhatItIsConcluded() throws IOException {
        assertThat(run("estimate", book.toString(), "--config", config("").toString()))
                .isZero();

        assertThat(out.toString())
                .contains("b: 2 chapters of 3,000 words", "low", "likely", "high", "cost (notional)")
                .contains("based on: what a typical book took in the benchmark")
                .contains("no cluster's history: there is no broker at 127.0.0.1:" + nobody);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void programsGetTheSameFigures() throws IOException {
        Path second = Files.writeString(folder.resolve("c.yaml"), book("c", 3_000, 4));
        assertThat(run(
                        "estimate",
                        book.toString(),
                        second.toString(),
                        "--json",
                        "--config",
                        config("").toString()))
                .isZero();

        JsonNode books = new ObjectMapper().readTree(out.toString()).path("books");
        assertThat(books).hasSize(2);
        for (JsonNode one : books) {
            for (String figure : new String[] {"input_tokens", "output_tokens", "cost_usd", "retries_per_chapter"}) {
                JsonNode range = one.path(figure);
                assertThat(range.path("low").asDouble()).isPositive();
                assertThat(range.path("low").asDouble())
                        .isLessThan(range.path("likely").asDouble());
                assertThat(range.path("likely").asDouble())
                        .isLessThan(range.path("high").asDouble());
            }
        }
        double two = books.path(0).path("output_tokens").path("likely").asDouble();
        double four = books.path(1).path("output_tokens").path("likely").asDouble();
        assertThat(four / two).isBetween(1.99, 2.01);
    }

    @Test
    void aModelWithoutAPriceHasOnlyTokens() throws IOException {
        Path config = config("llm: {default: {base-url: 'http://127.0.0.1:9/v1', model: nobodys-model}}\n"
                + "budget: {per-book-usd: 1}\n");
        assertThat(run("estimate", book.toString(), "--config", config.toString()))
                .isZero();

        assertThat(out.toString())
                .contains("no known price for nobodys-model, so only tokens are estimated; set its price in llm.prices")
                .contains("warning: the budget has no effect on models without a price: nobodys-model")
                .doesNotContain("$");
    }

    @Test
    void aPriceOfOnesOwnCounts() throws IOException {
        Path config = config("llm:\n  default: {base-url: 'http://127.0.0.1:9/v1', model: ours}\n"
                + "  prices: {ours: {input: 0, cached: 0, output: 1000000}}\n");
        assertThat(run("estimate", book.toString(), "--json", "--config", config.toString()))
                .isZero();

        JsonNode one = new ObjectMapper().readTree(out.toString()).path("books").path(0);
        assertThat(one.path("cost_usd").path("likely").asDouble())
                .isBetween(
                        one.path("output_tokens").path("likely").asDouble() - 1,
                        one.path("output_tokens").path("likely").asDouble() + 1);
    }

    @Test
    void aBookThatDoesNotFitIntoItsBudgetIsWarnedOf() throws IOException {
        Path config = config("budget: {per-chapter-usd: 0.0001, per-book-usd: 1000}\n");
        assertThat(run("estimate", book.toString(), "--config", config.toString()))
                .isZero();

        assertThat(out.toString())
                .contains("warning: b: a chapter will cost $0.0", "more than budget.per-chapter-usd ($0.0001)")
                .doesNotContain("per-book-usd");
    }

    @Test
    void aBookThatCannotBeReadIsRefused() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "id: b\n");
        assertThat(run("estimate", broken.toString())).isEqualTo(2);
        assertThat(err.toString()).startsWith("storycrew: " + broken).hasLineCount(1);

        assertThat(run("estimate")).isEqualTo(2);
    }

    @Test
    void aLongerBibleCostsMore() throws IOException {
        Path rich = Files.writeString(
                folder.resolve("rich.yaml"),
                book("b", 3_000, 2)
                        .replace(
                                "facts: [",
                                "facts: ["
                                        + IntStream.range(0, 50)
                                                .mapToObj(number -> "Fact " + number + " is known to everybody here, ")
                                                .collect(Collectors.joining())));
        assertThat(input(rich)).isGreaterThan(input(book) + 1_000);
    }

    private double input(Path file) throws IOException {
        assertThat(run(
                        "estimate",
                        file.toString(),
                        "--json",
                        "--config",
                        config("").toString()))
                .isZero();
        return new ObjectMapper()
                .readTree(out.toString())
                .path("books")
                .path(0)
                .path("input_tokens")
                .path("likely")
                .asDouble();
    }

    private Path config(String more) throws IOException {
        return Files.writeString(
                folder.resolve("storycrew.yaml"), "kafka: {bootstrap.servers: '127.0.0.1:" + nobody + "'}\n" + more);
    }

    private static String book(String id, int words, int chapters) {
        StringBuilder text = new StringBuilder("id: " + id + "\ntitle: B\ngenre: story\nwords-per-chapter: " + words
                + "\nbible: {characters: [{name: Ida Marsh}], facts: [The bridge was closed in March.]}\nchapters:\n");
        for (int number = 1; number <= chapters; number++) {
            text.append("  - {number: ").append(number).append(", title: One, summary: Ida goes.}\n");
        }
        return text.toString();
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = StoryCrew.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }
}
