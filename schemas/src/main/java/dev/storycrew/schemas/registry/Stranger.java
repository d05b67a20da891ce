package dev.storycrew.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Something that answers at a registry's address and is none: what it is, as far as its answer tells. */
final class Stranger {
    private static final Pattern TITLE =
            Pattern.compile("<title[^>]*>(.*?)</title", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final int MOST_WORDS = 80;
    private static final int MOST_FIELDS = 5;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;

    private Stranger() {}

    /**
     * The sentence about one that answered with something else than JSON.
     *
     * @param where its address, and what was asked for
     * @param redirect where it wants us to go; null if it does not say
     */
    static RegistryUnavailableException speaking(String where, int status, @Nullable String redirect, String body) {
        if (status >= MULTIPLE_CHOICES && status < BAD_REQUEST) {
            return sentence(where, status, redirect == null ? "a redirect" : "a redirect to " + redirect);
        }
        if (body.isBlank()) {
            return sentence(where, status, "an answer without content");
        }
        Matcher title = TITLE.matcher(body);
        if (title.find()) {
            return sentence(where, status, "a web page, '" + shortened(title.group(1)) + "'");
        }
        return sentence(where, status, body.strip().startsWith("<") ? "a web page" : "'" + shortened(body) + "'");
    }

    /** The sentence about one that answered with JSON. */
    static RegistryUnavailableException answering(String where, int status, JsonNode body) {
        if (body.path("error_code").asInt() == status) {
            // Kafka's REST services answer like a registry, but a registry's codes of what is not there have five
            // digits.
            return sentence(
                    where,
                    status,
                    "'" + shortened(body.path("message").asText())
                            + "', as a Kafka REST proxy, Kafka Connect or a wrong path would");
        }
        List<String> fields = new ArrayList<>();
        body.fieldNames().forEachRemaining(fields::add);
        String more = fields.size() > MOST_FIELDS ? ", .." : "";
        String found = fields.isEmpty()
                ? "the JSON " + shortened(body.toString())
                : "JSON with " + String.join(", ", fields.subList(0, Math.min(fields.size(), MOST_FIELDS))) + more;
        return sentence(where, status, found);
    }

    private static RegistryUnavailableException sentence(String where, int status, String found) {
        return new RegistryUnavailableException(
                "what answers at " + where + " is not a schema registry: it gave " + found + " (HTTP " + status
                        + "); put a registry's address into schema-registry: {" + ConfluentKeys.URL
                        + ": ..}, with its path if it has one (Apicurio: /apis/ccompat/v7)",
                null);
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS) + "..";
    }
}
