package dev.storycrew.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.request.RequestRules;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SignatureTest {
    private final CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create());

    @Test
    void whoDecidesIsTheNameGivenOrTheUser() {
        assertThat(Signature.who(line, "Mia")).isEqualTo("Mia");
        assertThat(Signature.who(line, null)).isEqualTo(System.getProperty("user.name"));
        assertThat(Signature.who(line, " ")).isEqualTo(System.getProperty("user.name"));
    }

    @Test
    void aNoteMayHaveSeveralLinesAndANameMayNot() {
        assertThat(Signature.note(line, "one\ntwo")).isEqualTo("one\ntwo");
        assertThat(Signature.note(line, null)).isNull();
        assertThatThrownBy(() -> Signature.who(line, "Mia\nOle"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("--by: must not contain a line break (U+000A)");
    }

    @Test
    void whatIsTooLongForARecordOrClearsAScreenIsRefused() {
        assertThatThrownBy(() -> Signature.note(line, "n".repeat(RequestRules.MAX_SENTENCES + 1)))
                .hasMessage("--note: must have at most 2000 characters, but has 2001");
        assertThatThrownBy(() -> Signature.note(line, "\u001b[2J"))
                .hasMessage("--note: must not contain the control character U+001B");
        assertThatThrownBy(() -> Signature.id(line, "i".repeat(RequestRules.MAX_NAME + 1)))
                .hasMessageStartingWith("--id: must have at most 200 characters");
    }
}
