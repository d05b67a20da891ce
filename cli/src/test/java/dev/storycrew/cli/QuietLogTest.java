package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A warning is for a person who can do something about it. */
@Tag("long")
class QuietLogTest {
    /** By which Kafka says that the machine stood still for seconds; then not all went well, and the line is right. */
    private static final Pattern STARVED =
            Pattern.compile(".*(controller event queue overloaded|heartbeat request .*REQUEST_TIMED_OUT).*");

    @TempDir
    private Path folder;

    @Test
    void runsInWhichAllGoesWellWarnOfNothing() throws Exception {
        Path book = Files.writeString(folder.resolve("long.yaml"), TestBooks.tenChapters());

        assertThat(run(Path.of("../examples/the-lighthouse.yaml"))).isZero();
        assertThat(run(book)).isZero();

        assertThat(warnings(folder.resolve("data/logs/storycrew.log")))
                .allMatch(warning -> STARVED.matcher(warning).matches());
    }

    private int run(Path book) {
        return StoryCrew.commandLine()
                .execute(
                        "run",
                        book.toString(),
                        "--out",
                        folder.resolve("out").toString(),
                        "--data",
                        folder.resolve("data").toString());
    }

    private static List<String> warnings(Path log) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> warnings = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            JsonNode event = json.readTree(line);
            if (!List.of("INFO", "DEBUG").contains(event.path("log.level").asText())) {
                warnings.add(event.path("log.level").asText() + " "
                        + event.path("log.logger").asText() + ": "
                        + event.path("message").asText() + " "
                        + event.path("error.message").asText());
            }
        }
        assertThat(Files.size(log)).as("the log holds something").isPositive();
        return warnings;
    }
}
