package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.cli.options.ConfigOption;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Wrong usage is told in one line, with the command that explains more; hints lead to the same cluster. */
class WrongUsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "statu | there is no command statu; did you mean status? | ./storycrew --help",
                "policy chek | there is no command chek; did you mean check? | ./storycrew policy --help",
                "status --chaptres | there is no option --chaptres; did you mean --chapters? | ./storycrew status --help",
                "hold a-book another | '''another'' is one argument too many' | ./storycrew hold --help",
                "chapter | Missing required parameter: 'ID' | ./storycrew chapter --help",
                "dead-letters redrive | say which: ids of dead letters, --stage, --reason, or --all for all open ones"
                        + " | ./storycrew dead-letters redrive --help"
            })
    void wrongUsageIsOneLineAndTheCommandThatExplainsMore(String arguments, String sentence, String help) {
        Said said = say(arguments.split(" "));

        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).isEqualTo("storycrew: %s%n%s explains the command%n".formatted(sentence, help));
    }

    @ParameterizedTest
    @CsvSource({"policy", "topics", "audit", "prompts", "dead-letters"})
    void aCommandThatIsMissingIsFollowedByTheHelpThatListsThem(String arguments) {
        Said said = say(arguments.split(" "));

        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).startsWith("storycrew: name a command: ").contains("Commands:");
    }

    @Test
    void aPercentageOutOfRangeIsOneLine() {
        assertThat(say("rollout", "101").err())
                .isEqualTo("storycrew: PERCENT must be 0 to 100, but is 101" + System.lineSeparator());
    }

    @Test
    void aHintNamesTheConfigurationThatTheCommandWasGiven() {
        assertThat(given("--config", "storycrew.yaml").hint("status"))
                .isEqualTo("./storycrew status --config storycrew.yaml");
        assertThat(given("--config", "my files/it's.yaml").hint("export", "salt"))
                .isEqualTo("./storycrew export salt --config 'my files/it'\\''s.yaml'");
        assertThat(given().hint("status")).isEqualTo("./storycrew status");
    }

    @CommandLine.Command
    private static final class Holder {
        @CommandLine.Mixin
        private final ConfigOption option = new ConfigOption();
    }

    private static ConfigOption given(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        return holder.option;
    }

    private record Said(int exit, String err) {}

    private static Said say(String... arguments) {
        StringWriter err = new StringWriter();
        int exit = StoryCrew.commandLine().setErr(new PrintWriter(err)).execute(arguments);
        return new Said(exit, err.toString());
    }
}
