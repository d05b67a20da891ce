package dev.storycrew.bench.faults.process;

import dev.storycrew.app.health.DiskWatch;
import dev.storycrew.cli.service.Lifetime;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.embedded.BrokerNode;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code broker}: one node of a Kafka cluster on this machine, for fault campaigns. */
@Command(
        name = "broker",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Runs one node of a Kafka cluster on 127.0.0.1 until Ctrl-C or SIGTERM.")
public final class BrokerCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 500;

    @Option(names = "--node", required = true, description = "The node's id.")
    private int node;

    @Option(names = "--port", required = true, description = "For clients.")
    private int port;

    @Option(names = "--controllers", required = true, split = ",", description = "All nodes: id=controller port,..")
    private Map<Integer, Integer> controllers = Map.of();

    @Option(names = "--cluster-id", required = true, description = "The same for all nodes.")
    private String clusterId = "";

    @Option(names = "--outside", description = "Another host:port where clients reach it.")
    private @Nullable String outside;

    @Option(names = "--data", required = true, description = "Where its records are kept.")
    private Path data = Path.of("");

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Lifetime.of(spec.commandLine().getOut(), lifetime -> {
            lifetime.add(DataFolder.lock(data));
            Logging.toFile(data.resolveSibling(data.getFileName() + ".log"));
            // Kafka started on a full disk destroys its log by repairing it: topics were gone.
            DiskWatch disk = DiskWatch.on(data);
            lifetime.add(EmbeddedBroker.start(
                    data.resolve("kafka"), new BrokerNode(node, port, new TreeMap<>(controllers), clusterId, outside)));
            spec.commandLine().getOut().println("broker " + node + ": serving on 127.0.0.1:" + port);
            spec.commandLine().getOut().flush();
            while (true) {
                disk.requireSpace();
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        });
    }
}
