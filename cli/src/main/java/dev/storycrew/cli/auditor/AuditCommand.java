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
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.StartPosition;
import java.io.IOException;
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
        description = "Proves or refutes, from the topics alone, that each chapter went the way it must.")
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
                "Checks of each chapter that each decision follows from its report, history and policy version; that"
                        + " preserved parts are byte-identical from attempt to attempt; that there is exactly one outcome;"
                        + " that no part skipped a stage; that tokens and cost of the runs sum to the outcome's; that the"
                        + " bible was changed by accepted chapters only.",
                "Exit code 0 when all of it holds, 1 when something does not. A chapter under way is no violation."
            })
    int verify(
            @Option(
                            names = "--from",
                            paramLabel = "TIME",
                            description = "Chapters that began at this time or later, such as 2026-11-24T10:00:00Z.")
                    @Nullable
                    String from,
            @Option(names = "--to", paramLabel = "TIME", description = "Chapters that ended at this time or earlier.")
                    @Nullable
                    String to,
            @Option(names = "--book", paramLabel = "BOOK", description = "The chapters of this book only.") @Nullable
                    String book,
            @Option(
                            names = "--chapter",
                            paramLabel = "ID",
                            description = "This chapter only, such as the-lighthouse/1.")
                    @Nullable
                    String chapter,
            @Option(names = "--json", description = "Print it as JSON.") boolean json,
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
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? AuditPrint.json(report).toPrettyString() + "\n" : AuditPrint.text(report));
        out.flush();
        return report.clean() ? 0 : 1;
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Writes the whole trail of a chapter or a book as two files, each of which needs nothing else: every record"
                        + " as a line of JSON, and a page with attempts, decisions and the words that changed.",
                "Chapter text is in both."
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
            @Mixin ConfigOption config)
            throws IOException {
        ChapterId chapter = what.contains("/") ? Arguments.chapter(what) : null;
        TrailExport export = new TrailExport(RealCluster.connect(config.load()));
        TrailExport.Written written = chapter == null ? export.book(what, folder) : export.chapter(chapter, folder);
        if (written.records() == 0) {
            throw new UsageException("the topics know nothing of " + what + "; storycrew status lists the chapters");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(written.records() + " records: " + written.lines() + " and " + written.page());
        out.flush();
        return 0;
    }

    private static AuditScope scope(@Nullable String book, @Nullable String chapter) {
        if (chapter == null) {
            return new AuditScope(book, null);
        }
        ChapterId id = Arguments.chapter(chapter);
        if (book != null && !book.equals(id.bookId())) {
            throw new UsageException("--chapter " + chapter + " is not of --book " + book);
        }
        return new AuditScope(id.bookId(), id.number());
    }
}
