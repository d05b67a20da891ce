package dev.storycrew.bench.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;

/**
 * What an overlay of {@code docker/kubernetes} comes to, as {@code kubectl apply -k} would send it.
 *
 * @param overlay its folder's name
 */
record Manifests(String overlay, List<JsonNode> objects) {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    /** Skips the test, loudly, where there is no kubectl. */
    static Manifests render(String overlay) throws Exception {
        Path errors = Files.createTempFile("kubectl", ".err");
        try {
            Process kubectl = new ProcessBuilder(
                            "kubectl",
                            "kustomize",
                            HOME.resolve("docker/kubernetes/overlays")
                                    .resolve(overlay)
                                    .toString())
                    .redirectError(errors.toFile())
                    .start();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            kubectl.getInputStream().transferTo(out);
            if (kubectl.waitFor() != 0) {
                throw new AssertionError(Files.readString(errors));
            }
            try (MappingIterator<JsonNode> documents = YAMLMapper.builder()
                    .build()
                    .readerFor(JsonNode.class)
                    .readValues(out.toString(StandardCharsets.UTF_8))) {
                return new Manifests(overlay, documents.readAll());
            }
        } catch (IOException e) {
            String missing =
                    "SKIPPED: the Kubernetes manifests were not checked, for kubectl is missing: " + e.getMessage();
            System.err.println(missing);
            Assumptions.abort(missing);
            throw e;
        } finally {
            Files.delete(errors);
        }
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    List<JsonNode> all(String... kinds) {
        return objects.stream()
                .filter(object -> List.of(kinds).contains(object.path("kind").asText()))
                .toList();
    }

    boolean has(String kind, String name) {
        return all(kind).stream().anyMatch(object -> name(object).equals(name));
    }

    /** Everything that makes pods. */
    List<JsonNode> workloads() {
        return all("StatefulSet", "Deployment", "Job");
    }

    /** Those that run our image. */
    List<JsonNode> ours() {
        return workloads().stream()
                .filter(workload -> podLabels(workload)
                        .getOrDefault("app.kubernetes.io/name", "")
                        .equals("storycrew"))
                .toList();
    }

    static JsonNode pod(JsonNode workload) {
        return workload.at("/spec/template/spec");
    }

    static Map<String, String> podLabels(JsonNode workload) {
        return labels(workload.at("/spec/template/metadata/labels"));
    }

    static Map<String, String> labels(JsonNode labels) {
        Map<String, String> map = new TreeMap<>();
        labels.properties()
                .forEach(label -> map.put(label.getKey(), label.getValue().asText()));
        return map;
    }

    /** The workloads whose pods a selector's labels match. */
    List<JsonNode> matching(JsonNode labels) {
        return workloads().stream()
                .filter(workload -> podLabels(workload)
                        .entrySet()
                        .containsAll(labels(labels).entrySet()))
                .toList();
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    static List<String> texts(JsonNode array) {
        return list(array).stream().map(JsonNode::asText).toList();
    }

    /** The only container of a workload's pods. */
    static JsonNode container(JsonNode workload) {
        return pod(workload).at("/containers/0");
    }

    static Map<String, String> environment(JsonNode workload) {
        Map<String, String> environment = new TreeMap<>();
        list(container(workload).path("env"))
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return environment;
    }

    /** The configuration file that our services are given. */
    String configuration() {
        return all("ConfigMap").get(0).at("/data/storycrew.yaml").asText();
    }

    JsonNode settings() throws IOException {
        return new YAMLMapper().readTree(configuration());
    }

    /** The volume claims and the volumes of a workload, by name. */
    static Map<String, JsonNode> volumes(JsonNode workload) {
        Map<String, JsonNode> volumes = new TreeMap<>();
        list(pod(workload).path("volumes"))
                .forEach(volume -> volumes.put(volume.path("name").asText(), volume));
        list(workload.at("/spec/volumeClaimTemplates")).forEach(claim -> volumes.put(name(claim), claim));
        return volumes;
    }

    Stream<JsonNode> stream(String kind) {
        return all(kind).stream();
    }
}
