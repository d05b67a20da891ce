package dev.storycrew.cli.operator;

import dev.storycrew.app.OutOfReachException;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.CommandTopic;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.options.Signature;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.OperatorCommand.Kind;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.history.Connection;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands for operators' decisions have in common. */
final class OperatorOptions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(names = "--by", paramLabel = "NAME", description = "Who decides (default: the current user).")
    private @Nullable String by;

    @Option(names = "--note", paramLabel = "TEXT", description = "Why, for auditors.")
    private @Nullable String note;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "The command's id; a command sent twice with one id is carried out once (default: a new id).")
    private @Nullable String id;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Sends a command about a chapter. */
    int sendChapter(
            Kind kind,
            String target,
            @Nullable String level,
            SortedSet<Integer> scenes,
            @Nullable Integer attempt,
            SortedMap<Integer, String> text)
            throws InterruptedException {
        return send(new OperatorCommand(
                id(),
                kind,
                chapter(target).toString(),
                level,
                scenes,
                attempt,
                text,
                note(),
                who(),
                System.currentTimeMillis()));
    }

    /** Sends a command about a book. */
    int sendBook(Kind kind, String book) throws InterruptedException {
        return send(OperatorCommand.of(id(), kind, book(book), note(), who(), System.currentTimeMillis()));
    }

    /**
     * Sends a command about some chapters of a book.
     *
     * @param chapters such as {@code 1-3,7}
     */
    int sendChapters(Kind kind, String book, String chapters) throws InterruptedException {
        SortedSet<Integer> numbers;
        try {
            numbers = ChapterNumbers.parse(chapters);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        return send(
                OperatorCommand.ofChapters(id(), kind, book(book), numbers, note(), who(), System.currentTimeMillis()));
    }

    /** A chapter that was named on the command line. */
    ChapterId chapter(String target) {
        try {
            return ChapterId.parse(target);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private String book(String book) {
        if (!ChapterId.isBookId(book)) {
            throw new ParameterException(
                    spec.commandLine(), "a book id looks like the-lighthouse, but this is '" + book + "'");
        }
        return book;
    }

    /** The cluster that commands are sent to. */
    Connection cluster() {
        return RealCluster.connect(config.load());
    }

    /** The policy that the router goes by: the published one, else the configured one. */
    RetryPolicy policy() {
        Config settings = config.load();
        PolicyDocument active =
                new PolicyTopic(RealCluster.connect(settings)).read().active();
        RetryPolicy published = active == null
                ? null
                : PolicyFile.check(PolicyTopic.reference(active), active.body()).policy();
        return published == null ? settings.routing().policy() : published;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Who decides. */
    String who() {
        return Signature.who(spec.commandLine(), by);
    }

    private @Nullable String note() {
        return Signature.note(spec.commandLine(), note);
    }

    private String id() {
        return id == null || id.isBlank() ? UUID.randomUUID().toString() : Signature.id(spec.commandLine(), id);
    }

    private int send(OperatorCommand command) throws InterruptedException {
        CommandResult result = new CommandTopic(RealCluster.connect(config.load())).send(command, PATIENCE);
        PrintWriter out = spec.commandLine().getOut();
        if (result == null) {
            throw new OutOfReachException("command " + command.id() + " was sent but not answered within "
                    + PATIENCE.toSeconds() + " s; are the sequencer and router running? Send it again with --id "
                    + command.id() + " to get its answer");
        }
        boolean done = result.verdict() == CommandResult.Verdict.DONE;
        out.println((done ? "done: " : "refused: ") + result.explanation());
        out.println("command " + command.id());
        out.flush();
        return done ? 0 : 1;
    }
}
