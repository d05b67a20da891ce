package dev.storycrew.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.embedded.SchemaStore.Visible;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed request.
 *
 * @param path decoded, at least one part, which is empty for {@code /}
 * @param body an empty object if there is none
 */
record RegistryRequest(String method, List<String> path, Map<String, String> query, JsonNode body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static RegistryRequest of(String method, URI uri, byte[] body) throws IOException {
        String path = uri.getRawPath().replaceAll("^/+|/+$", "");
        return new RegistryRequest(
                method,
                List.of(path.split("/")).stream().map(RegistryRequest::decoded).toList(),
                query(uri.getRawQuery()),
                body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body));
    }

    boolean is(String wantedMethod, int parts) {
        return method.equals(wantedMethod) && path.size() == parts;
    }

    boolean has(int part, String word) {
        return path.size() > part && path.get(part).equals(word);
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(query.get(name));
    }

    Visible visible() {
        return flag("deletedOnly") ? Visible.DELETED : flag("deleted") ? Visible.ALL : Visible.LIVE;
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            query.put(
                    decoded(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "true" : decoded(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }
}
