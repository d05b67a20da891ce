package dev.storycrew.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.core.cost.Price;
import dev.storycrew.llm.provider.ModelSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What models cost: an operator's own prices first, then a dated table that comes with the program (its resource names
 * source, licence and date; {@code tools/prices} regenerates it). The table's prices apply only to the provider's own
 * address: what the same model costs elsewhere is unknown, and an unknown price never counts as zero.
 */
public final class PriceTable {
    private static final String RESOURCE = "/prices/prices.json";

    private final JsonNode table;
    private final Map<String, Price> own;

    private PriceTable(JsonNode table, Map<String, Price> own) {
        this.table = table;
        this.own = Map.copyOf(own);
    }

    /**
     * Reads the table.
     *
     * @param own prices by model name, overriding the table's
     */
    public static PriceTable load(Map<String, Price> own) {
        try (InputStream resource = PriceTable.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the prices " + RESOURCE + " are not in this build");
            }
            return new PriceTable(new ObjectMapper().readTree(resource), own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the table's prices come from, and their date. */
    public String source() {
        return table.path("source").asText() + ", " + table.path("date").asText();
    }

    /** The price of a model; empty if unknown. */
    public Optional<Price> find(ModelSettings settings) {
        Price given = own.get(settings.model());
        return given != null ? Optional.of(given) : listed(settings.baseUrl(), settings.model());
    }

    private Optional<Price> listed(String baseUrl, String model) {
        return StreamSupport.stream(table.path("providers").spliterator(), false)
                // The pattern must end at the end of the host name or of a path segment.
                .filter(provider -> Pattern.compile(provider.path("url").asText() + "(?=[/:]|$)")
                        .matcher(baseUrl)
                        .lookingAt())
                .flatMap(
                        provider -> StreamSupport.stream(provider.path("models").spliterator(), false))
                .filter(listed -> Pattern.compile(listed.path("match").asText())
                        .matcher(model)
                        .find())
                .findFirst()
                .map(listed -> new Price(
                        listed.path("input").asDouble(),
                        listed.path("cached").asDouble(),
                        listed.path("cacheWrite").asDouble(),
                        listed.path("output").asDouble()));
    }
}
