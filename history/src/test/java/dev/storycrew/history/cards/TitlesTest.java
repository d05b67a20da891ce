package dev.storycrew.history.cards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.card.CardRequests;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Titles are searched without decoding their cards. */
class TitlesTest {
    private static final TopicCatalogue TOPICS = new TopicCatalogue("storycrew.", 1);
    private static final WireFormat WIRE = new WireFormat(
            new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", "http://127.0.0.1:1"))));

    private final CardIndex index =
            new CardIndex(new CardBytes(WIRE, TOPICS.chapterCards()), ServiceStatus.UNKNOWN, Duration.ofMinutes(15));

    @Test
    void aChapterIsFoundByAPartOfItsTitleInCapitalsOrNot() {
        put("salt", 1, "The Rope");
        put("salt", 2, "\u00DCber die Br\u00FCcke");
        put("tar", 1, "\u591C\u6E21 the rope");

        assertThat(found("ROPE")).containsExactly(new ChapterId("salt", 1), new ChapterId("tar", 1));
        assertThat(found("\u00FCber")).containsExactly(new ChapterId("salt", 2));
        assertThat(found("\u6E21")).containsExactly(new ChapterId("tar", 1));
        assertThat(found("salt")).isEmpty();
    }

    @Test
    void theSearchGoesOnAfterEachPart() {
        for (int number = 1; number <= 7; number++) {
            put("salt", number, "Part " + number);
        }

        assertThat(found("part")).hasSize(7);
    }

    @Test
    void everySchemaOfCardsBeginsWithTheFieldsThatASearchSkips() {
        assertThat(TOPICS.chapterCards().codec().schema().getFields().stream()
                        .map(Schema.Field::name)
                        .limit(CardBytes.FIRST_FIELDS.size()))
                .isEqualTo(CardBytes.FIRST_FIELDS);
    }

    private void put(String book, int number, String title) {
        ChapterCard blank = ChapterCard.blank(new ChapterId(book, number));
        index.put(new ChapterCard(
                blank.id(),
                title,
                null,
                null,
                0,
                new CardRequests(List.of(1L), List.of(), null),
                blank.path(),
                blank.spent(),
                blank.saved(),
                List.of(),
                1,
                1));
    }

    /** Two at a time. */
    private List<ChapterId> found(String text) {
        List<ChapterId> found = new ArrayList<>();
        ChapterId last = null;
        do {
            last = index.titled(new TitleText(text), last, 2, found::add);
        } while (last != null);
        return found;
    }
}
