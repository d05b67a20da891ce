package dev.storycrew.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.metrics.ServiceSurvey;
import dev.storycrew.app.metrics.ServiceTopics;
import dev.storycrew.schemas.topic.TopicCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceRowTest {
    @ParameterizedTest
    @CsvSource({
        "write, ./storycrew stage write",
        "router, ./storycrew router",
        "ledger, ./storycrew ledger",
        "cards, ./storycrew ledger"
    })
    void anAbsentServiceSaysTheCommandThatStartsIt(String service, String command) {
        var row = ServicesApi.ServiceRow.of(new ServiceSurvey.Standing(service, 0, 4, 0));

        assertThat(row.state()).isEqualTo("ABSENT");
        assertThat(row.advice()).isEqualTo("start it: " + command);
    }

    @Test
    void theCardsAreAServiceOfTheirOwn() {
        assertThat(ServiceTopics.of(new TopicCatalogue("storycrew.", 4)).keySet())
                .containsExactly("plan", "write", "edit", "judge", "bible", "router", "sequencer", "ledger", "cards");
    }
}
