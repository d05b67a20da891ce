package dev.storycrew.cli.auditor;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.audit.trail.TrailExport;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.StartPosition;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit}: proves from the topics alone how the chapters came to be. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Proves or refutes, from the topics alone, that each chapter took the right path.")
public final class AuditCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: verify or export");
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Checks, for each chapter, that every decision follows from its report, history and policy version; that"
                        + " preserved parts are byte-identical from attempt to attempt; that there is exactly one outcome;"
                        + " that no part skipped a stage; that the runs' tokens and cost add up to the outcome's; and that"
                        + " only accepted chapters changed the bible.",
                "Exit code 0 if all of it holds, 1 if anything does not. A chapter still under way is not a violation."
            })
    int verify(
            @Option(
                            names = "--from",
                            paramLabel = "TIME",
                            description =
                                    "Only chapters that began at or after this time, such as 2026-11-24T10:00:00Z.")
                    @Nullable
                    String from,
            @Option(
                            names = "--to",
                            paramLabel = "TIME",
                            description = "Only chapters that ended at or before this time.")
                    @Nullable
                    String to,
            @Option(names = "--book", paramLabel = "BOOK", description = "Only the chapters of this book.") @Nullable
                    String book,
            @Option(
                            names = "--chapter",
                            paramLabel = "ID",
                            description = "Only this chapter, such as the-lighthouse/1.")
                    @Nullable
                    String chapter,
            @Option(names = "--json", description = "Print JSON instead of text.") boolean json,
            @Mixin ConfigOption config) {
        AuditScope scope = scope(book, chapter);
        Long since = Arguments.time(from);
        Long until = Arguments.time(to);
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        Verification verification = new Verification(
                connection, Policies.of(connection, settings.routing().policy()));
        AuditReport report = verification.run(
                scope, since == null ? StartPosition.beginning() : new StartPosition.AtTime(since), until);
        if (scope.book() != null && !report.figures().hasMet()) {
            String what = scope.chapter() == null ? "book " + scope.book() : "chapter " + chapter;
            throw new UsageException("there is no " + what + (from == null && to == null ? "" : " in that time") + "; "
                    + config.hint("status") + " lists what there is");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? AuditPrint.json(report).toPrettyString() + "\n" : AuditPrint.text(report));
        out.flush();
        return report.clean() ? 0 : 1;
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Writes the whole trail of a chapter or a book to two self-contained files: every record as a line of"
                        + " JSON, and a page with attempts, decisions and the words that changed.",
                "Both contain chapter text."
            })
    int export(
            @Parameters(paramLabel = "CHAPTER|BOOK", description = "Such as the-lighthouse/1 or the-lighthouse.")
                    String what,
            @Option(
                            names = "--out",
                            paramLabel = "DIR",
                            defaultValue = "audit",
                            description = "Where the files are written (default: ${DEFAULT-VALUE}).")
                    Path folder,
            @Mixin ConfigOption config) {
        ChapterId chapter = what.contains("/") ? Arguments.chapter(what) : null;
        TrailExport export = new TrailExport(RealCluster.connect(config.load()));
        TrailExport.Written written = chapter == null ? export.book(what, folder) : export.chapter(chapter, folder);
        if (written.records() == 0) {
            throw new UsageException("there is no " + (chapter == null ? "book " : "chapter ") + what + "; "
                    + config.hint("status") + " lists them");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Counted.of(written.records(), "record") + ": " + written.lines() + " and " + written.page());
        out.flush();
        return 0;
    }

    private static AuditScope scope(@Nullable String book, @Nullable String chapter) {
        if (chapter == null) {
            return new AuditScope(book, null);
        }
        ChapterId id = Arguments.chapter(chapter);
        if (book != null && !book.equals(id.bookId())) {
            throw new UsageException("--chapter " + chapter + " is not in --book " + book);
        }
        return new AuditScope(id.bookId(), id.number());
    }
}
