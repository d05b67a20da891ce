package dev.storycrew.bench.command;

import dev.storycrew.bench.faults.Campaign;
import dev.storycrew.bench.faults.CampaignSettings;
import dev.storycrew.bench.faults.FaultKind;
import dev.storycrew.bench.faults.Takeover;
import dev.storycrew.bench.faults.check.CampaignVerdict;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench faults}: breaks everything and checks what is left. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description =
                "Runs every service, the brokers and a registry as separate processes, breaks them on a seeded schedule"
                        + " while chapters are under way, and checks from all topics and the model's ledger whether anything"
                        + " was lost, duplicated or paid for twice. Exit code 1 if a check fails.")
public final class BenchFaultsCommand implements Callable<Integer> {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the schedule and books (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "30",
            description = "Number of faults (default: ${DEFAULT-VALUE}).")
    private int faults;

    @Option(
            names = "--chapters",
            paramLabel = "N",
            defaultValue = "60",
            description = "Minimum number of chapters (default: ${DEFAULT-VALUE}).")
    private int chapters;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "600",
            description = "Start no fault after this many minutes (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "1",
            description = "1, or 3 with three replicas (default: ${DEFAULT-VALUE}).")
    private int brokers;

    @Option(
            names = "--kinds",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds of fault: ${COMPLETION-CANDIDATES}.")
    private Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);

    @Option(
            names = "--without",
            paramLabel = "PROTECTION",
            defaultValue = "",
            description = "Removes one protection, to show that the checker notices: bitmap, fencing, revocation, dedup"
                    + " or starts.")
    private String without = "";

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "The policy that routers decide by (default: the built-in one).")
    private @Nullable Path policy;

    @Option(
            names = "--takeover",
            description = "Instead of a campaign, measures how soon work resumes after kill -9 of a worker.")
    private boolean takeover;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Rounds of --takeover (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--data", paramLabel = "DIR", description = "A new or empty folder (default: a temporary one).")
    private @Nullable Path data;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = folder();
        Logging.toFile(folder.resolve("campaign.log"));
        CampaignSettings settings;
        try {
            settings = new CampaignSettings(seed, faults, chapters, minutes, brokers, folder, without, kinds, policy());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        if (takeover) {
            return new Takeover(settings, rounds, out).run() ? 0 : 1;
        }
        CampaignVerdict verdict = new Campaign(settings, out).run();
        verdict.lines().forEach(out::println);
        out.flush();
        return verdict.passed() ? 0 : 1;
    }

    private @Nullable Path policy() {
        Path file = policy;
        if (file != null) {
            PolicyFile.read(file);
        }
        return file;
    }

    private Path folder() throws IOException {
        Path given = data;
        if (given == null) {
            return Files.createTempDirectory("storycrew-faults-");
        }
        if (Files.exists(given)) {
            try (Stream<Path> files = Files.list(given)) {
                if (files.findAny().isPresent()) {
                    throw new UsageException(given + " is not empty; choose a new folder with --data");
                }
            }
        }
        Files.createDirectories(given);
        return given;
    }
}
