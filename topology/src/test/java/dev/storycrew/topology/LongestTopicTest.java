package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LongestTopicTest {
    private static final Pattern STORES = Pattern.compile("stores: \\[([^]]+)]");
    private static final Pattern INTERNAL = Pattern.compile("topic: (\\S+-repartition)\\)");

    @Test
    void thePrefixMayBeAsLongAsTheLongestTopicOfATopologyAllows() throws IOException {
        int longest = 0;
        for (String topology : List.of("router", "sequencer", "ledger", "card")) {
            String described = described(topology);
            longest = Math.max(
                    longest,
                    Stream.concat(
                                    matches(INTERNAL, described),
                                    matches(STORES, described)
                                            .flatMap(stores -> Stream.of(stores.split(", ")))
                                            .map(store -> store + "-changelog"))
                            .mapToInt(name -> (topology + "-" + name).length())
                            .max()
                            .orElseThrow());
        }
        for (var topic : new TopicCatalogue("", 1).all()) {
            longest = Math.max(longest, topic.name().length());
        }

        assertThat(TopicCatalogue.MAX_PREFIX_LENGTH).isEqualTo(249 - longest);
    }

    private static Stream<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult found) -> found.group(1));
    }

    private static String described(String topology) throws IOException {
        try (var golden = LongestTopicTest.class.getResourceAsStream("/" + topology + "-topology.txt")) {
            return new String(Objects.requireNonNull(golden).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
