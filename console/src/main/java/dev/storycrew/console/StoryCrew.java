package dev.storycrew.console;

import dev.storycrew.console.command.AcceptCommand;
import dev.storycrew.console.command.AuditCommand;
import dev.storycrew.console.command.BrokerCommand;
import dev.storycrew.console.command.CancelCommand;
import dev.storycrew.console.command.ChapterCommand;
import dev.storycrew.console.command.DeadLettersCommand;
import dev.storycrew.console.command.ExportCommand;
import dev.storycrew.console.command.HoldCommand;
import dev.storycrew.console.command.LedgerCommand;
import dev.storycrew.console.command.OutOfReachException;
import dev.storycrew.console.command.PolicyCommand;
import dev.storycrew.console.command.PromptsCommand;
import dev.storycrew.console.command.RegistryCommand;
import dev.storycrew.console.command.ReleaseCommand;
import dev.storycrew.console.command.ReplayCommand;
import dev.storycrew.console.command.RetryCommand;
import dev.storycrew.console.command.ReviseCommand;
import dev.storycrew.console.command.RolloutCommand;
import dev.storycrew.console.command.RouterCommand;
import dev.storycrew.console.command.RunCommand;
import dev.storycrew.console.command.SequencerCommand;
import dev.storycrew.console.command.StageCommand;
import dev.storycrew.console.command.StatusCommand;
import dev.storycrew.console.command.SubmitCommand;
import dev.storycrew.console.command.Tether;
import dev.storycrew.console.command.TopicsCommand;
import dev.storycrew.console.command.UpCommand;
import dev.storycrew.console.command.ValidateCommand;
import dev.storycrew.embedded.EmbeddedSystemException;
import dev.storycrew.schemas.serde.RegistryUnavailableException;
import dev.storycrew.schemas.yaml.UnusableFileException;
import java.util.ServiceLoader;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry. */
@Command(
        name = "storycrew",
        mixinStandardHelpOptions = true,
        version = "StoryCrew 0.1.0",
        description = "Turns chapter requests into finished chapters on Apache Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            UpCommand.class,
            StageCommand.class,
            RouterCommand.class,
            SequencerCommand.class,
            LedgerCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            ChapterCommand.class,
            AuditCommand.class,
            ReplayCommand.class,
            TopicsCommand.class,
            ExportCommand.class,
            PolicyCommand.class,
            PromptsCommand.class,
            RolloutCommand.class,
            AcceptCommand.class,
            RetryCommand.class,
            ReviseCommand.class,
            CancelCommand.class,
            DeadLettersCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            ValidateCommand.class,
            BrokerCommand.class,
            RegistryCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 a chapter was not accepted, or a check failed; 2 wrong usage or an unusable",
            "file; 3 a needed system (broker, registry, model) is out of reach."
        })
public final class StoryCrew implements Runnable {
    static final int UNUSABLE = 2;
    static final int OUT_OF_REACH = 3;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    public static void main(String[] args) {
        if (Boolean.getBoolean(Tether.PROPERTY)) {
            Tether.tie();
        }
        System.exit(commandLine().execute(args));
    }

    /** The command line, for tests as well. */
    public static CommandLine commandLine() {
        CommandLine storycrew = new CommandLine(new StoryCrew());
        ServiceLoader.load(SubcommandProvider.class)
                .forEach(provider -> storycrew.addSubcommand(provider.subcommand()));
        return storycrew
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, line, parsed) -> explain(exception, line));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }

    private static int explain(Exception exception, CommandLine line) throws Exception {
        int code;
        if (exception instanceof UnusableFileException) {
            code = UNUSABLE;
        } else if (exception instanceof EmbeddedSystemException
                || exception instanceof OutOfReachException
                || exception instanceof RegistryUnavailableException
                || exception instanceof KafkaException) {
            code = OUT_OF_REACH;
        } else {
            throw exception;
        }
        line.getErr().println("storycrew: " + exception.getMessage());
        line.getErr().flush();
        return code;
    }
}
