package dev.storycrew.cli;

import dev.storycrew.app.OutOfReachException;
import dev.storycrew.app.ServiceHooks;
import dev.storycrew.cli.auditor.AuditCommand;
import dev.storycrew.cli.auditor.ChapterCommand;
import dev.storycrew.cli.auditor.ReplayCommand;
import dev.storycrew.cli.auditor.TopicsCommand;
import dev.storycrew.cli.book.ExportCommand;
import dev.storycrew.cli.book.PromptsCommand;
import dev.storycrew.cli.book.StatusCommand;
import dev.storycrew.cli.book.SubmitCommand;
import dev.storycrew.cli.deadletters.DeadLettersCommand;
import dev.storycrew.cli.operator.AcceptCommand;
import dev.storycrew.cli.operator.CancelCommand;
import dev.storycrew.cli.operator.HoldCommand;
import dev.storycrew.cli.operator.ReleaseCommand;
import dev.storycrew.cli.operator.RetryCommand;
import dev.storycrew.cli.operator.ReviseCommand;
import dev.storycrew.cli.options.BuildVersion;
import dev.storycrew.cli.policy.PolicyCommand;
import dev.storycrew.cli.policy.RolloutCommand;
import dev.storycrew.cli.service.HookedServices;
import dev.storycrew.cli.service.LedgerCommand;
import dev.storycrew.cli.service.RouterCommand;
import dev.storycrew.cli.service.RunCommand;
import dev.storycrew.cli.service.SequencerCommand;
import dev.storycrew.cli.service.StageCommand;
import dev.storycrew.cli.service.UpCommand;
import dev.storycrew.cli.terminal.HarmlessWriter;
import dev.storycrew.cli.validate.ValidateCommand;
import dev.storycrew.core.text.TerminalText;
import dev.storycrew.files.yaml.UsageException;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry. */
@Command(
        name = "storycrew",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
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
            ValidateCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 a chapter was not accepted, or a check failed; 2 wrong usage or an unusable",
            "file; 3 a needed system (broker, registry, model) is out of reach."
        })
public final class StoryCrew implements Runnable, HookedServices {
    static final int UNUSABLE = 2;
    static final int OUT_OF_REACH = 3;

    private final ServiceHooks hooks;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private StoryCrew(ServiceHooks hooks) {
        this.hooks = hooks;
    }

    @Override
    public ServiceHooks hooks() {
        return hooks;
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line. */
    public static CommandLine commandLine() {
        return commandLine(ServiceHooks.NONE);
    }

    /** The command line of a process under a fault campaign. */
    public static CommandLine commandLine(ServiceHooks hooks) {
        CommandLine storycrew = new CommandLine(new StoryCrew(hooks));
        ServiceLoader.load(SubcommandProvider.class)
                .forEach(provider -> storycrew.addSubcommand(provider.subcommand()));
        return storycrew
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(StoryCrew::execute)
                .setParameterExceptionHandler(misused(storycrew.getParameterExceptionHandler()))
                .setExecutionExceptionHandler((exception, line, parsed) -> explain(exception, line));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }

    /** Help has picocli's colours; all else that is printed may come from outside. */
    private static int execute(CommandLine.ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        HarmlessWriter.guard(parsed.commandSpec().commandLine());
        return new CommandLine.RunLast().execute(parsed);
    }

    private static CommandLine.IParameterExceptionHandler misused(CommandLine.IParameterExceptionHandler usual) {
        return (exception, arguments) -> {
            String message = String.valueOf(exception.getMessage());
            if (!TerminalText.harmless(message).equals(message)) {
                HarmlessWriter.guard(exception.getCommandLine());
            }
            return usual.handleParseException(exception, arguments);
        };
    }

    private static int explain(Exception exception, CommandLine line) throws Exception {
        int code;
        if (exception instanceof UsageException) {
            code = UNUSABLE;
        } else if (OutOfReachException.isMeantBy(exception)) {
            code = OUT_OF_REACH;
        } else {
            throw exception;
        }
        line.getErr().println("storycrew: " + exception.getMessage());
        line.getErr().flush();
        return code;
    }
}
