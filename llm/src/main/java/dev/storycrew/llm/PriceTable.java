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
 * source, licence and date; {@code tools/prices} makes it anew). A table's price holds for its provider's own address
 * alone: what the same name costs elsewhere is not known, and an unknown price is never taken for none.
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
     * @param own prices by model name, in front of the table's
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

    /** Where the table's prices come from and of which day they are. */
    public String source() {
        return table.path("source").asText() + ", " + table.path("date").asText();
    }

    /** The price of a model; empty when it is not known. */
    public Optional<Price> find(ModelSettings settings) {
        Price given = own.get(settings.model());
        return given != null ? Optional.of(given) : listed(settings.baseUrl(), settings.model());
    }

    private Optional<Price> listed(String baseUrl, String model) {
        return StreamSupport.stream(table.path("providers").spliterator(), false)
                // The pattern must end where the host's name does, or a part of the path.
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
