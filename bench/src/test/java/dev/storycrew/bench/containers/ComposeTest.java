package dev.storycrew.bench.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the compose files must agree on; .ci/compose brings them up. */
class ComposeTest {
    private static final Path DOCKER = Path.of("../docker");
    private static final Pattern PUBLISHED = Pattern.compile("127\\.0\\.0\\.1:\\$\\{(\\w+):-(\\d+)\\}:\\d+");
    /** It runs once, before the others. */
    private static final Set<String> ONE_SHOT = Set.of("topics");

    @Test
    void noTwoServicesOfAnyProfilesPublishTheSamePort() throws Exception {
        List<String> variables = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (Map.Entry<String, JsonNode> service : services("compose.yaml")) {
            for (JsonNode port : service.getValue().path("ports")) {
                Matcher matcher = PUBLISHED.matcher(port.asText());
                assertThat(matcher.matches())
                        .as("%s of %s: on loopback, with a variable", port, service.getKey())
                        .isTrue();
                variables.add(matcher.group(1));
                ports.add(matcher.group(2));
            }
        }

        assertThat(ports).hasSizeGreaterThan(4).doesNotHaveDuplicates();
        assertThat(variables).doesNotHaveDuplicates();
        assertThat(Files.readString(Path.of("../docs/deployment.md"))).contains(ports);
    }

    @Test
    void everyServiceOfOursIsScrapedAndKnowsItsSecretsAndTheOneBroker() throws Exception {
        Set<String> ours =
                names("compose.yaml", service -> Set.of("service", "stage").contains(merged(service)));
        ours.removeAll(ONE_SHOT);
        Set<String> secured = names(
                "compose.secured.yaml",
                service -> service.path("volumes").toString().contains("/run/secrets") && !service.has("image"));
        Set<String> byOneBroker =
                names("compose.one-broker.yaml", service -> service.asText().equals("service"));
        Set<String> scraped = new TreeSet<>();
        yaml("prometheus/prometheus.yaml")
                .at("/scrape_configs/0/dns_sd_configs/0/names")
                .forEach(name -> scraped.add(name.asText()));

        assertThat(ours).contains("write", "router", "canary");
        assertThat(scraped).isEqualTo(ours);
        assertThat(secured).containsAll(ours);
        assertThat(byOneBroker).containsAll(ours);
    }

    @Test
    void nobodyLogsInToGrafanaWithThePasswordThatItIsPublishedWith() throws Exception {
        assertThat(yaml("compose.yaml")
                        .at("/services/grafana/environment/GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION")
                        .asText())
                .isEqualTo("true");
    }

    /** What {@code <<} names; an alias is read as the name of its anchor. */
    private static String merged(JsonNode service) {
        return service.path("<<").asText();
    }

    private static Set<String> names(String file, Predicate<JsonNode> which) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> service : services(file)) {
            if (which.test(service.getValue())) {
                names.add(service.getKey());
            }
        }
        return names;
    }

    private static Set<Map.Entry<String, JsonNode>> services(String file) throws IOException {
        return yaml(file).path("services").properties();
    }

    private static JsonNode yaml(String file) throws IOException {
        return new YAMLMapper().readTree(DOCKER.resolve(file).toFile());
    }
}
