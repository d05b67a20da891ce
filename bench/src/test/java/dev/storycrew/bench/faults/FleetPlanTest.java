package dev.storycrew.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.bench.faults.process.ChildJvm;
import dev.storycrew.core.cost.Money;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetPlanTest {
    private static final FleetPlan.Apart APART = new FleetPlan.Apart("10.213.7.1", List.of("enter"));

    @TempDir
    private Path data;

    @Test
    void theConfigurationNamesEveryBrokerAndTheRegistry() throws Exception {
        FleetPlan plan = plan(3, null);
        Files.writeString(plan.config(), plan.yaml());

        Config config = ConfigFile.load(plan.config(), Map.of());

        assertThat(plan.yaml())
                .contains("127.0.0.1:1,127.0.0.1:4,127.0.0.1:7", "http://127.0.0.1:10\"", "http://127.0.0.1:99/v1");
        assertThat(config.routing().budget().left(Money.ZERO, Money.ZERO)).hasToString("$1.0000");
    }

    @Test
    void aBrokerKnowsAllControllers() {
        assertThat(plan(3, null).brokers())
                .extracting(broker -> String.join(" ", broker.arguments()))
                .contains("broker --node 2 --port 4 --controllers 1=2,2=5,3=8 --cluster-id cluster --data "
                        + data.resolve("broker-2"));
    }

    @Test
    void onlyTheServiceApartSeesTheMachineFromOutside() {
        FleetPlan plan = plan(1, APART);

        assertThat(plan.brokers().get(0).arguments()).containsSequence("--outside", "10.213.7.1:3");
        assertThat(plan.registry().arguments()).containsSequence("--host", "0.0.0.0");
        assertThat(plan.services()).allSatisfy(service -> {
            boolean apart = service.name().equals(Fleet.APART);
            assertThat(service.wrapper()).isEqualTo(apart ? List.of("enter") : List.of());
            assertThat(service.environment()).containsEntry("OPENAI_API_KEY", "key of " + service.name());
            assertThat(service.environment().get("STORYCREW_KAFKA_BOOTSTRAP_SERVERS"))
                    .isEqualTo(apart ? "10.213.7.1:3" : null);
        });
    }

    @Test
    void busyStagesHaveTwoProcesses() {
        assertThat(plan(1, null).services())
                .extracting(ChildJvm::name)
                .containsExactly(
                        "plan-1",
                        "write-1",
                        "edit-1",
                        "judge-1",
                        "bible-1",
                        "write-2",
                        "edit-2",
                        "router-1",
                        "sequencer-1",
                        "ledger-1");
    }

    private FleetPlan plan(int brokers, FleetPlan.@Nullable Apart apart) {
        CampaignSettings settings = new CampaignSettings(1, 1, 1, 1, brokers, data, "", Set.of());
        List<Integer> ports = brokers == 1 ? List.of(1, 2, 3, 4) : List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        return new FleetPlan(settings, 99, name -> "key of " + name, ports, "cluster", apart, false);
    }
}
