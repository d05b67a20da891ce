package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Only the commands that are needed are made: each costs time. */
class CommandsMadeTest {
    private final CommandLine all = StoryCrew.commandLine();

    @Test
    void aCommandThatIsNamedIsMadeAloneAndIsTheSame() {
        Set<String> names = all.getSubcommands().keySet();
        assertThat(names).contains("run", "status", "policy", "dead-letters", "validate");
        for (String name : names) {
            if (name.equals("validate")) {
                continue;
            }
            CommandLine alone = StoryCrew.commandLineFor(name, "--help");

            assertThat(alone.getSubcommands()).containsOnlyKeys(name);
            assertThat(help(alone, name)).as(name).isEqualTo(help(all, name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "validate", "statsu", "", "--version --help"})
    void whatSpeaksOfOthersHasThemAll(String arguments) {
        assertThat(StoryCrew.commandLineFor(arguments.split(" ")).getSubcommands())
                .containsOnlyKeys(all.getSubcommands().keySet());
    }

    @Test
    void withoutArgumentsTheHelpHasThemAll() {
        assertThat(StoryCrew.commandLineFor().getSubcommands())
                .containsOnlyKeys(all.getSubcommands().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    void theVersionNeedsNone(String argument) {
        assertThat(StoryCrew.commandLineFor(argument).getSubcommands()).isEmpty();
    }

    private static String help(CommandLine line, String name) {
        return Objects.requireNonNull(line.getSubcommands().get(name)).getUsageMessage();
    }
}
