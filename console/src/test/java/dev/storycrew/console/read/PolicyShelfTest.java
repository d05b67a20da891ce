package dev.storycrew.console.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.Position;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.router.ActivePolicy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyShelfTest {
    private final PolicyShelf shelf = new PolicyShelf(RetryPolicy.defaults());

    private void publish(String version, int hook) {
        PolicyDocument document =
                new PolicyDocument("strict", version, "name: strict\ngates: {hook: " + hook + "}\n", "mia", 1);
        for (String key : List.of("strict@" + version, ActivePolicy.ACTIVE)) {
            shelf.take(new Event<>(
                    new TopicCatalogue("storycrew.", 1).policies(),
                    new Position("storycrew.policies", 0, 0),
                    Instant.EPOCH,
                    key,
                    document));
        }
    }

    private List<String> changes() {
        return shelf.changes().stream().map(PolicyDocument::version).toList();
    }

    @Test
    void whatIsReadOnceMoreIsThereOnce() {
        shelf.begin();
        publish("1", 8);
        publish("2", 9);
        shelf.done();
        shelf.begin();
        publish("1", 8);
        publish("2", 9);
        shelf.done();

        assertThat(changes()).containsExactly("1", "2");
    }

    @Test
    void whileItIsReadOnceMoreWhatWasKnownIsShown() {
        shelf.begin();
        publish("1", 8);
        publish("2", 9);
        shelf.done();
        shelf.begin();
        publish("1", 8);

        assertThat(changes()).containsExactly("1", "2");
        assertThat(shelf.active().reference()).isEqualTo("strict@2");

        shelf.done();
        assertThat(shelf.active().reference()).isEqualTo("strict@1");
        publish("3", 7);
        assertThat(changes()).containsExactly("1", "3");
    }

    @Test
    void aPolicyIsFoundByTheNameThatDecisionsGiveIt() {
        publish("1", 8);
        publish("2", 9);

        assertThat(shelf.named("strict@1"))
                .isNotNull()
                .extracting(policy -> policy.gates().hook())
                .isEqualTo(8.0);
        assertThat(shelf.named("default@1")).isEqualTo(RetryPolicy.defaults());
        assertThat(shelf.named("strict@9")).isNull();
    }
}
