package dev.storycrew.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.bench.faults.check.CampaignVerdict;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short campaign: about three minutes. {@code -Dstorycrew.campaign.faults}, {@code .chapters}, {@code .seed} and
 * {@code .brokers} make it another one.
 */
@Tag("long")
class FaultCampaignTest {
    @TempDir
    private Path folder;

    @Test
    void whateverBreaksNothingIsLostDoubledOrPaidTwice() throws Exception {
        CampaignSettings settings = new CampaignSettings(
                Long.getLong("storycrew.campaign.seed", 11),
                Integer.getInteger("storycrew.campaign.faults", 20),
                Integer.getInteger("storycrew.campaign.chapters", 60),
                Integer.getInteger("storycrew.campaign.minutes", 30),
                Integer.getInteger("storycrew.campaign.brokers", 1),
                folder.resolve("campaign"),
                "",
                Set.of());

        CampaignVerdict verdict =
                new Campaign(settings, new PrintWriter(System.out, true, StandardCharsets.UTF_8)).run();

        assertThat(verdict.failed()).as(String.join("\n", verdict.lines())).isEmpty();
    }
}
