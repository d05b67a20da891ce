package dev.storycrew.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.embedded.SchemaRegistry.Handed;
import dev.storycrew.embedded.SchemaStore.Version;
import dev.storycrew.embedded.SchemaStore.Visible;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Confluent's REST paths. What an answer consists of becomes JSON. */
final class RegistryRoutes {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaRegistry registry;

    RegistryRoutes(SchemaRegistry registry) {
        this.registry = registry;
    }

    /**
     * A request taken apart.
     *
     * @param path decoded, at least one part, which is empty for {@code /}
     */
    private record Asked(String method, List<String> path, Map<String, String> query, JsonNode body) {
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
    }

    /**
     * Answers a request.
     *
     * @throws RegistryException for an answer that is an error
     * @throws com.fasterxml.jackson.core.JsonProcessingException when the body is not JSON
     */
    Object answer(String method, URI uri, byte[] body) throws IOException {
        String path = uri.getRawPath().replaceAll("^/+|/+$", "");
        Asked asked = new Asked(
                method,
                List.of(path.split("/")).stream().map(RegistryRoutes::decoded).toList(),
                query(uri.getRawQuery()),
                body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body));
        return switch (asked.path().get(0)) {
            case "" -> Map.of();
            case "subjects" -> subjects(asked);
            case "schemas" -> schemas(asked);
            case "compatibility" -> compatibility(asked);
            case "config" -> config(asked);
            case "mode" -> mode(asked);
            case "contexts" -> List.of(".");
            default -> throw notFound();
        };
    }

    private Object subjects(Asked asked) throws IOException {
        if (asked.is("GET", 1)) {
            String prefix = asked.query().getOrDefault("subjectPrefix", "");
            return registry.store().subjects(asked.visible()).stream()
                    .filter(subject -> subject.startsWith(prefix))
                    .toList();
        }
        if (asked.path().size() < 2) {
            throw notFound();
        }
        String subject = asked.path().get(1);
        if (asked.is("POST", 2)) {
            return describe(registry.find(subject, handed(asked), asked.visible()));
        }
        if (asked.is("DELETE", 2)) {
            return registry.deleteSubject(subject, asked.flag("permanent"));
        }
        if (!asked.has(2, "versions")) {
            throw notFound();
        }
        if (asked.is("POST", 3)) {
            return Map.of("id", registry.register(subject, handed(asked)));
        }
        if (asked.is("GET", 3)) {
            registry.version(subject, "latest", asked.visible());
            return registry.store().versions(subject, asked.visible()).stream()
                    .map(Version::version)
                    .toList();
        }
        return version(asked, subject);
    }

    private Object version(Asked asked, String subject) throws IOException {
        if (asked.is("DELETE", 4)) {
            return registry.deleteVersion(subject, asked.path().get(3), asked.flag("permanent"));
        }
        if (!asked.method().equals("GET")) {
            throw notFound();
        }
        Version version = registry.version(subject, asked.path().get(3), asked.visible());
        if (asked.is("GET", 4)) {
            return describe(version);
        }
        return switch (asked.path().get(4)) {
            case "schema" -> JSON.readTree(version.schema().text());
            case "referencedby" ->
                registry.store().referring(subject, version.version()).stream()
                        .map(Version::id)
                        .toList();
            default -> throw notFound();
        };
    }

    private Object schemas(Asked asked) throws IOException {
        if (asked.is("GET", 1)) {
            return registry.store().versions(asked.visible()).stream()
                    .filter(version -> version.subject()
                            .startsWith(asked.query().getOrDefault("subjectPrefix", "")))
                    .filter(version -> !asked.flag("latestOnly")
                            || version.equals(registry.version(version.subject(), "latest", asked.visible())))
                    .map(RegistryRoutes::describe)
                    .toList();
        }
        if (asked.is("GET", 2) && asked.has(1, "types")) {
            return List.of("AVRO");
        }
        if (asked.path().size() < 3 || !asked.has(1, "ids") || !asked.method().equals("GET")) {
            throw notFound();
        }
        String wanted = asked.path().get(2);
        RegisteredSchema schema = (wanted.matches("[0-9]{1,9}")
                        ? registry.store().schema(Integer.parseInt(wanted))
                        : Optional.<RegisteredSchema>empty())
                .orElseThrow(() -> new RegistryException(404, 40403, "Schema " + wanted + " not found"));
        if (asked.path().size() == 3) {
            return described(new LinkedHashMap<>(), schema);
        }
        List<Version> versions = registry.store().versions(asked.visible()).stream()
                .filter(version -> version.id() == Integer.parseInt(wanted))
                .toList();
        return switch (asked.path().get(3)) {
            case "schema" -> JSON.readTree(schema.text());
            case "subjects" -> versions.stream().map(Version::subject).distinct().toList();
            case "versions" ->
                versions.stream()
                        .map(version -> Map.of("subject", version.subject(), "version", version.version()))
                        .toList();
            default -> throw notFound();
        };
    }

    private Object compatibility(Asked asked) {
        if (!asked.method().equals("POST") || asked.path().size() < 4 || !asked.has(3, "versions")) {
            throw notFound();
        }
        String subject = asked.path().get(2);
        List<String> problems = asked.path().size() == 4
                ? registry.incompatibilities(subject, handed(asked))
                : registry.incompatibilities(
                        registry.version(subject, asked.path().get(4), Visible.LIVE), handed(asked));
        return asked.flag("verbose")
                ? Map.of("is_compatible", problems.isEmpty(), "messages", problems)
                : Map.of("is_compatible", problems.isEmpty());
    }

    private Object config(Asked asked) throws IOException {
        SubjectSettings settings = registry.settings();
        String subject = subject(asked);
        switch (asked.method()) {
            case "PUT" -> {
                Compatibility level = word(Compatibility.class, asked.body().path("compatibility"))
                        .orElseThrow(() -> new RegistryException(
                                422,
                                42203,
                                "Invalid compatibility level. Valid values are "
                                        + List.of(Compatibility.values())));
                settings.setCompatibility(subject, Optional.of(level));
                return Map.of("compatibility", level);
            }
            case "DELETE" -> {
                Compatibility level = settings.compatibility(subject);
                settings.setCompatibility(subject, Optional.empty());
                return Map.of("compatibilityLevel", level);
            }
            default -> {
                if (!subject.isEmpty()
                        && !asked.flag("defaultToGlobal")
                        && settings.ownCompatibility(subject).isEmpty()) {
                    throw new RegistryException(
                            404,
                            40408,
                            "Subject '" + subject + "' does not have subject-level compatibility configured");
                }
                return Map.of("compatibilityLevel", settings.compatibility(subject));
            }
        }
    }

    private Object mode(Asked asked) throws IOException {
        SubjectSettings settings = registry.settings();
        String subject = subject(asked);
        switch (asked.method()) {
            case "PUT" -> {
                RegistryMode mode = word(RegistryMode.class, asked.body().path("mode"))
                        .orElseThrow(() -> new RegistryException(
                                422, 42204, "Invalid mode. Valid values are " + List.of(RegistryMode.values())));
                settings.setMode(subject, Optional.of(mode));
                return Map.of("mode", mode);
            }
            case "DELETE" -> {
                RegistryMode mode = settings.mode(subject);
                settings.setMode(subject, Optional.empty());
                return Map.of("mode", mode);
            }
            default -> {
                if (!subject.isEmpty()
                        && !asked.flag("defaultToGlobal")
                        && settings.ownMode(subject).isEmpty()) {
                    throw new RegistryException(
                            404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
                }
                return Map.of("mode", settings.mode(subject));
            }
        }
    }

    private static String subject(Asked asked) {
        return asked.path().size() > 1 ? asked.path().get(1) : SubjectSettings.GLOBAL;
    }

    private static Map<String, Object> describe(Version version) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("subject", version.subject());
        answer.put("version", version.version());
        answer.put("id", version.id());
        return described(answer, version.schema());
    }

    private static Map<String, Object> described(Map<String, Object> answer, RegisteredSchema schema) {
        answer.put("schema", schema.text());
        if (!schema.references().isEmpty()) {
            answer.put("references", schema.references());
        }
        return answer;
    }

    private static Handed handed(Asked asked) {
        JsonNode body = asked.body();
        if (!body.path("schemaType").asText("AVRO").equals("AVRO") || !body.hasNonNull("schema")) {
            throw new RegistryException(422, 42201, "Invalid schema: this registry takes Avro");
        }
        if (body.path("id").asInt(-1) > 0) {
            throw new RegistryException(422, 42205, "Subjects of this registry are not in import mode: it gives the ids");
        }
        List<SchemaReference> references = new ArrayList<>();
        for (JsonNode reference : body.path("references")) {
            if (!reference.hasNonNull("name") || !reference.hasNonNull("subject") || !reference.hasNonNull("version")) {
                throw new RegistryException(422, 42201, "Invalid schema: a reference has name, subject and version");
            }
            references.add(new SchemaReference(
                    reference.get("name").asText(),
                    reference.get("subject").asText(),
                    reference.get("version").asInt()));
        }
        return new Handed(body.get("schema").asText(), references, asked.flag("normalize"));
    }

    private static <E extends Enum<E>> Optional<E> word(Class<E> words, JsonNode given) {
        return List.of(words.getEnumConstants()).stream()
                .filter(word -> word.name().equals(given.asText()))
                .findFirst();
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

    private static RegistryException notFound() {
        return new RegistryException(404, 404, "HTTP 404 Not Found");
    }
}
