package dev.storycrew.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.embedded.SchemaRegistry.Handed;
import dev.storycrew.embedded.SchemaStore.Version;
import dev.storycrew.embedded.SchemaStore.Visible;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Confluent's REST paths. Answers are objects to be written as JSON. */
final class RegistryRoutes {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaRegistry registry;
    private final SettingsRoutes settings;

    RegistryRoutes(SchemaRegistry registry) {
        this.registry = registry;
        this.settings = new SettingsRoutes(registry.settings());
    }

    /**
     * Answers a request.
     *
     * @throws RegistryException for an answer that is an error
     * @throws com.fasterxml.jackson.core.JsonProcessingException when the body is not JSON
     */
    Object answer(String method, URI uri, byte[] body) throws IOException {
        RegistryRequest asked = RegistryRequest.of(method, uri, body);
        return switch (asked.path().get(0)) {
            case "" -> Map.of();
            case "subjects" -> subjects(asked);
            case "schemas" -> schemas(asked);
            case "compatibility" -> compatibility(asked);
            case "config" -> settings.config(asked);
            case "mode" -> settings.mode(asked);
            case "contexts" -> List.of(".");
            default -> throw notFound();
        };
    }

    private Object subjects(RegistryRequest asked) throws IOException {
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

    private Object version(RegistryRequest asked, String subject) throws IOException {
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

    private Object schemas(RegistryRequest asked) throws IOException {
        if (asked.is("GET", 1)) {
            return registry.store().versions(asked.visible()).stream()
                    .filter(version ->
                            version.subject().startsWith(asked.query().getOrDefault("subjectPrefix", "")))
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
            case "subjects" ->
                versions.stream().map(Version::subject).distinct().toList();
            case "versions" ->
                versions.stream()
                        .map(version -> Map.of("subject", version.subject(), "version", version.version()))
                        .toList();
            default -> throw notFound();
        };
    }

    private Object compatibility(RegistryRequest asked) {
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

    private static Handed handed(RegistryRequest asked) {
        JsonNode body = asked.body();
        if (!body.path("schemaType").asText("AVRO").equals("AVRO") || !body.hasNonNull("schema")) {
            throw new RegistryException(422, 42201, "Invalid schema: this registry supports only Avro");
        }
        if (body.path("id").asInt(-1) > 0) {
            throw new RegistryException(
                    422, 42205, "Subjects of this registry are not in import mode: it assigns the ids");
        }
        List<SchemaReference> references = new ArrayList<>();
        for (JsonNode reference : body.path("references")) {
            if (!reference.hasNonNull("name") || !reference.hasNonNull("subject") || !reference.hasNonNull("version")) {
                throw new RegistryException(422, 42201, "Invalid schema: a reference needs name, subject and version");
            }
            references.add(new SchemaReference(
                    reference.get("name").asText(),
                    reference.get("subject").asText(),
                    reference.get("version").asInt()));
        }
        return new Handed(body.get("schema").asText(), references, asked.flag("normalize"));
    }

    private static RegistryException notFound() {
        return new RegistryException(404, 404, "HTTP 404 Not Found");
    }
}
