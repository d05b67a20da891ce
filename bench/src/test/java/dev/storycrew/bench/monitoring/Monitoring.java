package dev.storycrew.bench.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The files below {@code docker} that Prometheus and Grafana read. */
final class Monitoring {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    static final Path RULES = HOME.resolve("docker/prometheus/rules.yaml");
    static final Path GRAFANA = HOME.resolve("docker/grafana");

    private static final Pattern METRIC = Pattern.compile("\\b(storycrew_\\w+|gen_ai_\\w+|jvm_\\w+|process_\\w+)\\b");

    private Monitoring() {}

    /** The rules of all groups. */
    static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        new YAMLMapper()
                .readTree(RULES.toFile())
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    static List<JsonNode> alerts() throws IOException {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    /** The expressions of all dashboards' panels, by dashboard and title. */
    static Map<String, String> panels() throws IOException {
        Map<String, String> expressions = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(GRAFANA.resolve("dashboards"))) {
            for (Path file : files.sorted().toList()) {
                new ObjectMapper()
                        .readTree(file.toFile())
                        .path("panels")
                        .forEach(panel -> panel.path("targets")
                                .forEach(target -> expressions.put(
                                        file.getFileName() + ": "
                                                + panel.path("title").asText() + " "
                                                + target.path("refId").asText(),
                                        target.path("expr").asText())));
            }
        }
        return expressions;
    }

    /** The metrics that processes export and that rules or dashboards use; labels begin like some of them. */
    static TreeSet<String> metrics() throws IOException {
        TreeSet<String> metrics = new TreeSet<>();
        List<String> expressions = new ArrayList<>(panels().values());
        rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
        for (String expression : expressions) {
            Matcher matcher = METRIC.matcher(expression.replaceAll("by \\([^)]*\\)", ""));
            while (matcher.find()) {
                metrics.add(matcher.group(1));
            }
        }
        return metrics;
    }

    /** Skips the test, loudly, where a program of Debian's package is missing; CI installs it, and then has no excuse. */
    static void require(String program) {
        boolean there = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!there) {
            String missing =
                    "SKIPPED: " + program + " is not installed, so alerts and dashboards were not tried; on Debian:"
                            + " .ci/install prometheus prometheus-alertmanager, which starts neither";
            System.err.println(missing);
            if (System.getenv("MONITORING_TOOLS_REQUIRED") != null) {
                throw new AssertionError(missing);
            }
            Assumptions.abort(missing);
        }
    }
}
