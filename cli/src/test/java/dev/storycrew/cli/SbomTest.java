package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bill of materials that the build makes of a service's class path (phase pre-integration-test). */
@Tag("long")
class SbomTest {
    /** By which whoever ships StoryCrew owes nothing but the notice; a new one is for a person to read first. */
    private static final Set<String> ALLOWED = Set.of(
            "Apache-2.0",
            "MIT",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "BSD-4-Clause",
            "The (New) BSD License",
            "Go License",
            "Unicode-3.0",
            "CC0-1.0");

    /** Read by a person: EPL 2.0 asks nothing more of whoever ships them as they are. */
    private static final Set<String> SHIPPED_UNCHANGED = Set.of("jakarta.servlet:jakarta.servlet-api");

    @Test
    void everyLibraryMayBeShipped() throws IOException {
        assertThat(libraries())
                .isNotEmpty()
                .filteredOn(library -> !SHIPPED_UNCHANGED.contains(name(library)))
                .allSatisfy(library -> assertThat(licences(library))
                        .as(library.path("purl").asText())
                        .anyMatch(ALLOWED::contains));
    }

    @Test
    void whatIsShippedUnchangedSaysItsLicence() throws IOException {
        assertThat(libraries())
                .filteredOn(library -> SHIPPED_UNCHANGED.contains(name(library)))
                .hasSameSizeAs(SHIPPED_UNCHANGED)
                .allSatisfy(library -> assertThat(licences(library)).anyMatch(licence -> licence.startsWith("EPL")));
    }

    @Test
    void everyLibraryIsThereOnceAndReleased() throws IOException {
        assertThat(libraries().stream().map(SbomTest::name)).doesNotHaveDuplicates();
        assertThat(libraries())
                .allSatisfy(library -> assertThat(library.path("version").asText())
                        .as(name(library))
                        .doesNotContainIgnoringCase("snapshot")
                        .doesNotContainPattern("(?i)[.-](alpha|beta|rc|m)\\d*$"));
    }

    @Test
    void whatOnlyTestsNeedIsNotInIt() throws IOException {
        assertThat(components().map(SbomTest::name))
                .contains("dev.storycrew:storycrew-core", "org.apache.kafka:kafka-clients")
                .noneMatch(
                        name -> name.matches(
                                ".*(junit|assertj|awaitility|archunit|storycrew-bench|storycrew-peers|fake-provider|temporal|grpc|langgraph).*"));
    }

    private static List<JsonNode> libraries() throws IOException {
        return components()
                .filter(component -> !component.path("group").asText().equals("dev.storycrew"))
                .toList();
    }

    private static Stream<JsonNode> components() throws IOException {
        JsonNode bill = new ObjectMapper()
                .readTree(Path.of("target", "storycrew-sbom.json").toFile());
        return StreamSupport.stream(bill.path("components").spliterator(), false);
    }

    private static String name(JsonNode component) {
        return component.path("group").asText() + ":" + component.path("name").asText();
    }

    private static List<String> licences(JsonNode component) {
        return StreamSupport.stream(component.path("licenses").spliterator(), false)
                .map(entry -> entry.path("license")
                        .path("id")
                        .asText(entry.path("license").path("name").asText()))
                .toList();
    }
}
