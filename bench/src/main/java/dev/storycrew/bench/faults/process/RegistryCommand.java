package dev.storycrew.bench.faults.process;

import dev.storycrew.cli.service.Lifetime;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.embedded.EmbeddedRegistry;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code registry}: a schema registry on this machine, for fault campaigns. */
@Command(
        name = "registry",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Runs a small schema registry until Ctrl-C or SIGTERM.")
public final class RegistryCommand implements Callable<Integer> {
    @Option(names = "--host", defaultValue = "127.0.0.1", description = "The address (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--port", required = true, description = "The port.")
    private int port;

    @Option(names = "--data", required = true, description = "Where ids are kept.")
    private Path data = Path.of("");

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Logging.toFile(data.resolveSibling(data.getFileName() + ".log"));
        return Lifetime.of(spec.commandLine().getOut(), lifetime -> {
            EmbeddedRegistry registry = EmbeddedRegistry.start(data, host, port);
            lifetime.add(registry);
            spec.commandLine().getOut().println("registry: serving on " + registry.url());
            spec.commandLine().getOut().flush();
            Thread.sleep(Long.MAX_VALUE);
            return 0;
        });
    }
}
