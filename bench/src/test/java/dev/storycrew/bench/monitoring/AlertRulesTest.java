package dev.storycrew.bench.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules, their cases and their runbook; the dashboards and the script that makes them. */
class AlertRulesTest {
    private static final List<String> CASES = List.of("rules.test.yaml", "rules.long.test.yaml");

    @Test
    void eachAlertHasItsSectionInTheRunbook() throws IOException {
        String runbook = Files.readString(Monitoring.HOME.resolve("docs/alerts.md"));
        Set<String> sections = Stream.of(runbook.split("\n### "))
                .skip(1)
                .map(section -> section.lines().findFirst().orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(sections)
                .isEqualTo(Monitoring.alerts().stream()
                        .map(alert -> alert.path("alert").asText())
                        .collect(Collectors.toCollection(TreeSet::new)));
        for (String section : runbook.split("\n### ")) {
            if (section.startsWith("Storycrew")) {
                assertThat(section).contains("**Means**:", "**Look first**:", "**Run**: `./storycrew", "**Safe**:");
            }
        }
    }

    @Test
    void eachAlertWaitsAndSaysHowBadItIsAndWhatToDo() throws IOException {
        assertThat(Monitoring.alerts()).isNotEmpty().allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            assertThat(alert.path("for").asText()).as(name).matches("\\d+[mh]");
            assertThat(alert.path("labels").path("severity").asText()).as(name).matches("critical|warning|info");
            assertThat(alert.path("annotations").path("summary").asText())
                    .as(name)
                    .isNotBlank();
            assertThat(alert.path("annotations").path("runbook_url").asText())
                    .isEqualTo("docs/alerts.md#" + name.toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void eachAlertHasACaseWhereItFiresAndOneWhereItIsSilent() throws IOException {
        List<String> cases = new ArrayList<>();
        for (String file : CASES) {
            new YAMLMapper()
                    .readTree(Monitoring.RULES.resolveSibling(file).toFile())
                    .path("tests")
                    .forEach(test -> cases.add(test.path("name").asText()));
        }

        for (JsonNode alert : Monitoring.alerts()) {
            String name = alert.path("alert").asText();
            assertThat(cases).anyMatch(one -> one.startsWith(name + " fires"));
            assertThat(cases).anyMatch(one -> one.startsWith(name + " ") && one.contains("is silent"));
        }
    }

    /** What is divided by a made-up number shows the best or the worst where nothing happened. */
    @Test
    void aShareOfNothingShowsNoData() throws IOException {
        assertThat(Monitoring.panels()).hasSizeGreaterThan(20).allSatisfy((panel, expression) -> {
            if (expression.contains(" / ")) {
                assertThat(expression).as(panel).doesNotContain("vector(", " or ");
            }
        });
    }

    /** The levels tell what was worked on, and those of an operator's order are no retries. */
    @Test
    void noPanelGuessesWhatRetriesCost() throws IOException {
        assertThat(Monitoring.panels())
                .anySatisfy((panel, expression) -> assertThat(expression).contains("storycrew:retry_cost_usd:total"))
                .noneSatisfy((panel, expression) -> assertThat(expression).contains("first_pass"));
    }

    @Test
    @Tag("long")
    void promtoolFindsTheRulesRightAndTheirCasesTrue() throws Exception {
        Monitoring.require("promtool");

        run("promtool", "check", "rules", Monitoring.RULES.toString());
        run(
                "promtool",
                "check",
                "config",
                Monitoring.RULES.resolveSibling("prometheus.yaml").toString());
        for (String file : CASES) {
            run(
                    "promtool",
                    "test",
                    "rules",
                    Monitoring.RULES.resolveSibling(file).toString());
        }
    }

    @Test
    @Tag("long")
    void theDashboardsAreWhatTheirScriptMakes(@TempDir Path folder) throws Exception {
        Monitoring.require("node");

        run("node", Monitoring.GRAFANA.resolve("dashboards.mjs").toString(), folder.toString());

        assertThat(Set.of("cost.json", "quality.json", "performance.json", "alerts.json"))
                .allSatisfy(name -> assertThat(folder.resolve(name))
                        .as("node docker/grafana/dashboards.mjs makes it anew")
                        .hasSameTextualContentAs(
                                Monitoring.GRAFANA.resolve("dashboards").resolve(name)));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
    }
}
