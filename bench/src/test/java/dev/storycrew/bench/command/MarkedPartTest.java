package dev.storycrew.bench.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.cli.StoryCrew;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MarkedPartTest {
    @TempDir
    private Path folder;

    @Test
    void onlyWhatStandsBetweenTheMarksIsReplaced() throws IOException {
        Path file =
                Files.writeString(folder.resolve("costs.md"), "before\n<!-- measured -->\nold\n<!-- end -->\nafter\n");

        MarkedPart.replace(file, "new\n\n");

        assertThat(file).hasContent("before\n<!-- measured -->\nnew\n<!-- end -->\nafter\n");
    }

    @Test
    void aDocumentCanHaveAPartForEachBenchmark() throws IOException {
        Path file = Files.writeString(
                folder.resolve("performance.md"),
                "<!-- measured -->\nspeed\n<!-- end -->\n<!-- measured: peers -->\nold\n<!-- end -->\n");

        MarkedPart.replace(file, MarkedPart.BEGIN_PEERS, "new");

        assertThat(file)
                .hasContent("<!-- measured -->\nspeed\n<!-- end -->\n<!-- measured: peers -->\nnew\n<!-- end -->\n");
    }

    @Test
    void aFileWithoutMarksStaysAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("costs.md"), "<!-- end -->\n<!-- measured -->\n");

        assertThatThrownBy(() -> MarkedPart.replace(file, "new"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has no line '<!-- measured -->'");
        assertThat(file).hasContent("<!-- end -->\n<!-- measured -->\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'bench cost --chapters 60', 'need --mix'",
        "'bench cost --policy p.yaml', 'need --mix'",
        "'bench cost --mix --chapters 2', '--chapters: must be at least 3, but is 2'",
        "'bench cost --mix --typical t.json', '--typical needs --chapters 60'",
        "'bench peers --chapters 0', '--chapters must be at least 1'",
        "'bench peers', 'run ./storycrew bench peers in a checkout'"
    })
    void optionsThatDoNotFitAreRefused(String line, String why) {
        StringWriter err = new StringWriter();
        CommandLine storycrew = StoryCrew.commandLine();
        storycrew.setErr(new PrintWriter(err));

        assertThat(storycrew.execute(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(why).hasLineCount(1);
    }
}
