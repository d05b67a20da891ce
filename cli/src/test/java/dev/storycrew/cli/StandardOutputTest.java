package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardOutputTest {
    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "policy", "run --help", "prompts export --help"})
    void aResultThatCannotBePrintedIsNotDone(String arguments) {
        assertThat(exit("No space left on device", arguments)).isEqualTo(arguments.equals("policy") ? 2 : 3);
    }

    @Test
    void aReaderThatHasReadEnoughIsNoFailure() {
        assertThat(exit("Broken pipe", "--help")).isZero();
    }

    @Test
    void whatIsPrintedIsUtf8WhateverTheMachineUses() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput(printed);

        output.writer().println("书 — ١");

        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("书 — ١");
        assertThat(output.loss()).isEmpty();
    }

    private static int exit(String problem, String arguments) {
        StandardOutput output = new StandardOutput(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(problem);
            }
        });
        return StoryCrew.execute(StoryCrew.commandLine(), output, arguments.split(" "));
    }
}
