package dev.storycrew.bench.command;

import dev.storycrew.bench.peers.PeerBench;
import dev.storycrew.bench.peers.PeerKind;
import dev.storycrew.bench.peers.PeerRow;
import dev.storycrew.bench.peers.PeerTable;
import dev.storycrew.files.yaml.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench peers}: StoryCrew beside what people would otherwise use. */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        description = {
            "Carries the same chapters through StoryCrew, LangGraph4j (its savers for memory and for files) and Temporal's test"
                    + " server, one after the other in this process, and shows what each costs and guarantees. All make the same"
                    + " calls of the rehearsal model by StoryCrew's own stages and rules; what they make is compared.",
            "Each chapter is six calls (plan, write, edit, judge, and after a review that it fails edit and judge again), and"
                    + " the bible keeper's call after it is accepted.",
            "Floors of the same run: the calls alone, and a bare chain of five transactional forwarders on StoryCrew's broker.",
            "It needs the sources: the other engines are built on first use and are no part of a distribution."
        })
public final class BenchPeersCommand implements Callable<Integer> {
    @Option(
            names = "--chapters",
            paramLabel = "N",
            defaultValue = "50",
            description =
                    "Number of chapters that are carried one at a time, and again at once, after half as many to warm"
                            + " up (default: ${DEFAULT-VALUE}).")
    private int chapters = 50;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Option(
            names = "--into",
            paramLabel = "FILE",
            description = "Also put the table between the lines '" + MarkedPart.BEGIN_PEERS + "' and '" + MarkedPart.END
                    + "' of a file.")
    private @Nullable Path into;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (chapters < 1) {
            throw new UsageException("--chapters must be at least 1");
        }
        List<PeerKind> others = ServiceLoader.load(PeerKind.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (others.isEmpty()) {
            throw new UsageException(
                    "LangGraph4j and Temporal are no part of a distribution; to be measured beside them,"
                            + " StoryCrew needs its sources: run ./storycrew bench peers in a checkout");
        }
        PrintWriter err = spec.commandLine().getErr();
        List<PeerRow> rows = new PeerBench(chapters, others, line -> {
                    err.println(line);
                    err.flush();
                })
                .run();
        String table = PeerTable.markdown(rows);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? PeerTable.json(rows) + "\n" : table);
        out.flush();
        if (into != null) {
            MarkedPart.replace(into, MarkedPart.BEGIN_PEERS, table);
        }
        return 0;
    }
}
