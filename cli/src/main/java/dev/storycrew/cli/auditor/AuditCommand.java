package dev.storycrew.cli.auditor;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.audit.card.CardAudit;
import dev.storycrew.audit.card.CardAuditReport;
import dev.storycrew.audit.kpi.KpiAudit;
import dev.storycrew.audit.kpi.KpiAuditReport;
import dev.storycrew.audit.trail.TrailExport;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.console.export.ExportPage;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.StartPosition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
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
    /** A ledger that works commits every second. */
    private static final Duration LEDGER_BEHIND = Duration.ofSeconds(5);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: verify, export, kpis or cards");
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
                        + " JSON, and the console's chapter page, with all runs, the changes of the text, the costs and the"
                        + " audit's proof, which opens in any browser without a network.",
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
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        RetryPolicy configured = settings.routing().policy();
        Policies policies = Policies.of(connection, configured);
        TrailExport export = new TrailExport(
                connection,
                new Verification(connection, policies),
                new ExportPage(
                        connection.topics(),
                        configured,
                        reference -> policies.find(reference).orElse(null),
                        InstantSource.system()));
        TrailExport.Written written = chapter == null ? export.book(what, folder) : export.chapter(chapter, folder);
        AuditReport proof = written.proof();
        if (proof == null) {
            throw new UsageException("there is no " + (chapter == null ? "book " : "chapter ") + what + "; "
                    + config.hint("status") + " lists them");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Counted.of(written.records(), "record") + ": " + written.lines() + " and " + written.page());
        out.println(
                proof.clean()
                        ? "the audit found nothing that contradicts the rules"
                        : "\u2717 the audit found "
                                + Counted.of(proof.violations().size(), "violation") + "; the page lists them");
        out.flush();
        return 0;
    }

    @Command(
            name = "kpis",
            mixinStandardHelpOptions = true,
            description = {
                "Counts the figures of kpi-daily and kpi-monthly again, from the records of the chapters, and names every"
                        + " figure that differs, with its period.",
                "A period is not checked if records behind it are no longer kept. The exit code is 0 if"
                        + " all others agree, 1 if any figure differs."
            })
    int kpis(
            @Option(
                            names = "--from",
                            paramLabel = "DAY",
                            description =
                                    "Only this UTC day and later ones, such as 2026-11-24; months from its month on.")
                    @Nullable
                    String from,
            @Option(
                            names = "--to",
                            paramLabel = "DAY",
                            description = "Only this UTC day and earlier ones; months up to its month.")
                    @Nullable
                    String to,
            @Option(names = "--json", description = "Print JSON instead of text.") boolean json,
            @Mixin ConfigOption config)
            throws InterruptedException {
        String first = Arguments.day("--from", from);
        String last = Arguments.day("--to", to);
        if (first != null && last != null && first.compareTo(last) > 0) {
            throw new UsageException("--from " + from + " is after --to " + to);
        }
        KpiAuditReport report = new KpiAudit(RealCluster.connect(config.load()), LEDGER_BEHIND).run(first, last);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? KpiAuditPrint.json(report).toPrettyString() + "\n" : KpiAuditPrint.text(report));
        out.flush();
        return report.clean() ? 0 : 1;
    }

    @Command(
            name = "cards",
            mixinStandardHelpOptions = true,
            description = {
                "Rebuilds the cards of chapter-cards from the records of the chapters, and names every"
                        + " card that differs, is missing, or belongs to no record in the topics.",
                "A card is not checked if records behind it are no longer kept. The exit code is 0 if"
                        + " all others agree, otherwise 1."
            })
    int cards(
            @Option(names = "--book", paramLabel = "ID", description = "Only this book.") @Nullable String book,
            @Mixin ConfigOption config) {
        CardAuditReport report =
                new CardAudit(RealCluster.connect(config.load())).run(book == null ? Set.of() : Set.of(book));
        PrintWriter out = spec.commandLine().getOut();
        report.differences().forEach(difference -> out.println("\u2717 " + difference));
        out.println(Counted.of(report.agreeing(), "card") + (report.agreeing() == 1 ? " agrees" : " agree")
                + " with the records, " + report.unknown() + " not checked, "
                + report.differences().size() + " wrong");
        out.flush();
        return report.clean() ? 0 : 1;
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
