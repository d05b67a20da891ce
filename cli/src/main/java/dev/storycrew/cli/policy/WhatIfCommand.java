package dev.storycrew.cli.policy;

import dev.storycrew.app.RealCluster;
import dev.storycrew.audit.whatif.Replay;
import dev.storycrew.audit.whatif.WhatIfReport;
import dev.storycrew.cli.auditor.Arguments;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.history.reading.StartPosition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code policy what-if}: what a policy would have decided. */
@Command(
        name = "what-if",
        mixinStandardHelpOptions = true,
        description = {
            "Replays recorded judge results through a candidate policy, with no model call: how many decisions differ,"
                    + " from which level to which, for which issues, and what that costs by each level's measured costs.",
            "It cannot know what a different retry would have written."
        })
public final class WhatIfCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The candidate policy's file.")
    private Path file = Path.of("");

    @Option(names = "--from", paramLabel = "TIME", description = "Only judge results from this time on.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only judge results up to this time.")
    private @Nullable String to;

    @Option(names = "--book", paramLabel = "BOOK", description = "Only the chapters of this book.")
    private @Nullable String book;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        RetryPolicy candidate = PolicyFile.read(file);
        Long since = Arguments.time(from);
        Long until = Arguments.time(to);
        WhatIfReport report = new Replay(RealCluster.connect(config.load()))
                .run(
                        candidate,
                        since == null ? StartPosition.beginning() : new StartPosition.AtTime(since),
                        until,
                        book);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? WhatIfPrint.json(report).toPrettyString() + "\n" : WhatIfPrint.text(report));
        out.flush();
        return 0;
    }
}
