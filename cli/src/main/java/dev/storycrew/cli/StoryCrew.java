package dev.storycrew.cli;

import dev.storycrew.app.NativeLibraries;
import dev.storycrew.app.OutOfReachException;
import dev.storycrew.app.ServiceHooks;
import dev.storycrew.app.config.Config;
import dev.storycrew.cli.auditor.AuditCommand;
import dev.storycrew.cli.auditor.ChapterCommand;
import dev.storycrew.cli.auditor.ReplayCommand;
import dev.storycrew.cli.auditor.ReportCommand;
import dev.storycrew.cli.auditor.SchemasCommand;
import dev.storycrew.cli.auditor.TopicsCommand;
import dev.storycrew.cli.book.ExportCommand;
import dev.storycrew.cli.book.PromptsCommand;
import dev.storycrew.cli.book.StatusCommand;
import dev.storycrew.cli.book.SubmitCommand;
import dev.storycrew.cli.book.WatchCommand;
import dev.storycrew.cli.deadletters.DeadLettersCommand;
import dev.storycrew.cli.estimate.EstimateCommand;
import dev.storycrew.cli.operator.AcceptCommand;
import dev.storycrew.cli.operator.CancelCommand;
import dev.storycrew.cli.operator.HoldCommand;
import dev.storycrew.cli.operator.LockCommand;
import dev.storycrew.cli.operator.ReleaseCommand;
import dev.storycrew.cli.operator.RetryCommand;
import dev.storycrew.cli.operator.ReviseCommand;
import dev.storycrew.cli.operator.UnlockCommand;
import dev.storycrew.cli.options.BuildVersion;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.options.OutputGoneException;
import dev.storycrew.cli.policy.PolicyCommand;
import dev.storycrew.cli.policy.RolloutCommand;
import dev.storycrew.cli.service.CanaryCommand;
import dev.storycrew.cli.service.ConsoleCommand;
import dev.storycrew.cli.service.HookedServices;
import dev.storycrew.cli.service.LedgerCommand;
import dev.storycrew.cli.service.Narrating;
import dev.storycrew.cli.service.RouterCommand;
import dev.storycrew.cli.service.RunCommand;
import dev.storycrew.cli.service.SequencerCommand;
import dev.storycrew.cli.service.StageCommand;
import dev.storycrew.cli.service.UpCommand;
import dev.storycrew.cli.terminal.HarmlessWriter;
import dev.storycrew.cli.validate.ValidateCommand;
import dev.storycrew.core.text.NeutralDefaults;
import dev.storycrew.core.text.TerminalText;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlMap;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command line's entry. */
@Command(
        name = "storycrew",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = "Turns chapter requests into finished chapters on Apache Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done; 1 a chapter was not accepted, or a check failed; 2 wrong usage or an unusable file;"
                    + " 3 a needed system (broker, registry, model) is out of reach, or the result could not be written."
        })
public final class StoryCrew implements Runnable, HookedServices {
    static final int UNUSABLE = 2;
    static final int OUT_OF_REACH = 3;

    /** In the order of the help. */
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            UpCommand.class,
            StageCommand.class,
            RouterCommand.class,
            SequencerCommand.class,
            LedgerCommand.class,
            ConsoleCommand.class,
            CanaryCommand.class,
            EstimateCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            ChapterCommand.class,
            AuditCommand.class,
            ReplayCommand.class,
            ReportCommand.class,
            TopicsCommand.class,
            SchemasCommand.class,
            ExportCommand.class,
            PolicyCommand.class,
            PromptsCommand.class,
            RolloutCommand.class,
            AcceptCommand.class,
            RetryCommand.class,
            ReviseCommand.class,
            LockCommand.class,
            UnlockCommand.class,
            CancelCommand.class,
            DeadLettersCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            ValidateCommand.class);

    private static final Set<String> ASKS_FOR_VERSION = Set.of("--version", "-V");

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
        NeutralDefaults.set();
        NativeLibraries.whereTheyCanBeLoaded();
        // First, because picocli keeps the System.out that it finds.
        StandardOutput output = StandardOutput.ofThisProcess();
        System.exit(execute(commandLineFor(args), output, args));
    }

    /** Executes, and fails when the result could not be printed. */
    static int execute(CommandLine storycrew, StandardOutput output, String... args) {
        PrintWriter out = output.writer();
        storycrew.setOut(out).setErr(new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true));
        int code;
        try {
            code = storycrew.execute(args);
        } catch (LinkageError e) {
            code = explain(e, storycrew);
        }
        out.flush();
        System.out.flush();
        Optional<String> loss = output.loss();
        loss.ifPresent(reason -> storycrew
                .getErr()
                .println("storycrew: standard output could not be written: " + reason
                        + "; only that output is lost, all else is done"));
        return loss.isPresent() && !narrates(storycrew) ? OUT_OF_REACH : code;
    }

    private static boolean narrates(CommandLine storycrew) {
        CommandLine.ParseResult parsed = storycrew.getParseResult();
        while (parsed != null && parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed != null
                && parsed.commandSpec().userObject() instanceof Narrating
                && !parsed.isUsageHelpRequested();
    }

    /** The command line. */
    public static CommandLine commandLine() {
        return commandLine(ServiceHooks.NONE);
    }

    /** The command line of a process under a fault campaign. */
    public static CommandLine commandLine(ServiceHooks hooks) {
        CommandLine storycrew = commandLine(hooks, COMMANDS);
        ServiceLoader.load(SubcommandProvider.class)
                .forEach(provider -> storycrew.addSubcommand(provider.subcommand()));
        return storycrew;
    }

    /**
     * What these arguments need of the command line. Making all commands takes longer than most of them do, so a command
     * that is named is made alone, unless it looks at the others.
     */
    static CommandLine commandLineFor(String... args) {
        if (args.length == 1 && ASKS_FOR_VERSION.contains(args[0])) {
            return commandLine(ServiceHooks.NONE, List.of());
        }
        return COMMANDS.stream()
                .filter(command -> args.length > 0 && named(command).equals(args[0]))
                .filter(command -> command != ValidateCommand.class)
                .findFirst()
                .map(command -> commandLine(ServiceHooks.NONE, List.of(command)))
                .orElseGet(StoryCrew::commandLine);
    }

    private static String named(Class<?> command) {
        return Objects.requireNonNull(command.getAnnotation(Command.class)).name();
    }

    private static CommandLine commandLine(ServiceHooks hooks, List<Class<?>> commands) {
        CommandLine storycrew = new CommandLine(new StoryCrew(hooks));
        commands.forEach(storycrew::addSubcommand);
        return storycrew
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(StoryCrew::guarded)
                .setParameterExceptionHandler((exception, arguments) -> misused(exception))
                .setExecutionExceptionHandler((exception, line, parsed) -> explain(exception, line));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }

    private static int explain(LinkageError problem, CommandLine line) {
        if (!NativeLibraries.isMeantBy(problem)) {
            throw problem;
        }
        line.getErr().println("storycrew: " + NativeLibraries.sentence(problem));
        line.getErr().flush();
        return OUT_OF_REACH;
    }

    /** The configuration that a command, or a mixin of it, has read; null if none. */
    private static @Nullable Config config(CommandSpec command) {
        if (command.userObject() instanceof ConfigOption option) {
            return option.loaded();
        }
        for (CommandSpec mixin : command.mixins().values()) {
            Config config = config(mixin);
            if (config != null) {
                return config;
            }
        }
        return null;
    }

    /** Help has picocli's colours; all else that is printed may come from outside. */
    private static int guarded(CommandLine.ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        HarmlessWriter.guard(parsed.commandSpec().commandLine());
        return new CommandLine.RunLast().execute(parsed);
    }

    /** One line that says what is wrong, and where to read on; the whole help only where a command is missing. */
    private static int misused(CommandLine.ParameterException exception) {
        CommandLine line = exception.getCommandLine();
        String message = exception instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched(unmatched)
                : String.valueOf(exception.getMessage());
        boolean bare = line.getParseResult() != null
                && line.getParseResult().matchedArgs().isEmpty()
                && !line.getSubcommands().isEmpty()
                && exception.getClass() == CommandLine.ParameterException.class;
        line.getErr().println("storycrew: " + TerminalText.harmless(message));
        if (bare) {
            line.usage(line.getErr());
        } else {
            line.getErr().println("./" + line.getCommandSpec().qualifiedName() + " --help explains the command");
        }
        line.getErr().flush();
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String unmatched(CommandLine.UnmatchedArgumentException exception) {
        CommandLine line = exception.getCommandLine();
        String word = exception.getUnmatched().get(0);
        if (exception.isUnknownOption()) {
            return "there is no option " + word
                    + YamlMap.nearest(word, line.getCommandSpec().optionsMap().keySet());
        }
        return line.getSubcommands().isEmpty()
                ? "'" + word + "' is one argument too many"
                : "there is no command " + word
                        + YamlMap.nearest(word, line.getSubcommands().keySet());
    }

    private static int explain(Exception exception, CommandLine line) throws Exception {
        int code;
        String message = exception.getMessage();
        Optional<String> unusable = OutOfReachException.unusableSettings(exception);
        if (unusable.isPresent()) {
            code = UNUSABLE;
            message = unusable.get();
        } else if (exception instanceof UsageException) {
            code = UNUSABLE;
        } else if (OutOfReachException.isMeantBy(exception)) {
            code = OUT_OF_REACH;
            message = OutOfReachException.sentence(exception, config(line.getCommandSpec()));
        } else if (exception instanceof OutputGoneException) {
            return 0;
        } else if (exception instanceof InvalidPathException) {
            code = UNUSABLE;
            message = SystemReason.withFile(exception);
        } else if (SystemReason.isMeantBy(exception)) {
            code = OUT_OF_REACH;
            message = SystemReason.withFile(exception);
        } else {
            throw exception;
        }
        line.getErr().println("storycrew: " + message);
        line.getErr().flush();
        return code;
    }
}
