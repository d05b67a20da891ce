package dev.storycrew.bench.faults.process;

import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.text.NeutralDefaults;
import picocli.CommandLine;

/**
 * The main class of a campaign's processes: {@code storycrew} plus brokers and registries, told by {@link TestSwitches}
 * which protection to remove and where to halt, and ending with its parent.
 */
public final class CampaignProcess {
    private CampaignProcess() {}

    public static void main(String[] args) {
        NeutralDefaults.set();
        Tether.tie();
        CommandLine storycrew = StoryCrew.commandLine(TestSwitches.of(System.getProperties()));
        storycrew.addSubcommand(new BrokerCommand()).addSubcommand(new RegistryCommand());
        System.exit(storycrew.execute(args));
    }
}
