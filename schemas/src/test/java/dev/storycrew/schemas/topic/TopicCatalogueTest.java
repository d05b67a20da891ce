package dev.storycrew.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicCatalogueTest {
    private final TopicCatalogue catalogue = new TopicCatalogue("t.", 6);

    /** -1 is the broker's default, whatever that is: then the rest is the broker's, too. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "the broker's",
            value = {"-1, the broker's", "1, the broker's", "2, the broker's", "3, 2", "5, the broker's"})
    void whatIsAcknowledgedIsInTwoPlacesWhereOneMayBeAway(short replicas, String inSync) {
        assertThat(catalogue.all()).allSatisfy(topic -> {
            var made = catalogue.newTopic(topic, replicas);
            assertThat(made.configs().get("min.insync.replicas")).isEqualTo(inSync);
            assertThat(made.replicationFactor()).isEqualTo(replicas);
        });
    }
}
