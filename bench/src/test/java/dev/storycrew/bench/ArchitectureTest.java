package dev.storycrew.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.storycrew.core.story.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directions of the house (DESIGN.md 2, ADR 31). It lies in {@code bench} because that is the only module that sees
 * all others.
 */
@AnalyzeClasses(packages = "dev.storycrew", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final int MAX_FILES_IN_A_PACKAGE = 25;

    /** Each module's root package, and the root packages that it may use; everything else of ours it may not. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("core", Set.of()),
            Map.entry("fakeprovider", Set.of()),
            Map.entry("embedded", Set.of("core", "files")),
            Map.entry("files", Set.of("core")),
            Map.entry("llm", Set.of("core")),
            Map.entry("schemas", Set.of("core", "files")),
            Map.entry("testcluster", Set.of("embedded")),
            Map.entry("topology", Set.of("core", "files", "schemas")),
            Map.entry("stages", Set.of("core", "files", "schemas", "llm")),
            Map.entry("history", Set.of("core", "schemas")),
            Map.entry("audit", Set.of("core", "files", "schemas", "history")),
            Map.entry("app", Set.of("core", "files", "schemas", "llm", "stages", "topology", "history", "embedded")),
            Map.entry(
                    "console",
                    Set.of("core", "files", "schemas", "llm", "stages", "topology", "history", "app", "audit"))));

    static {
        MAY_USE.put("cli", allBut("fakeprovider", "testcluster"));
        MAY_USE.put("bench", allBut("testcluster"));
    }

    private static Set<String> allBut(String... modules) {
        Set<String> all = new TreeSet<>(MAY_USE.keySet());
        List.of(modules).forEach(all::remove);
        return all;
    }

    /** Each stage's task has a package of the stage's name. */
    private static final String STAGES = Stream.of(Stage.values())
            .map(Stage::label)
            .collect(Collectors.joining("|", "dev.storycrew.stages.(", ").."));

    @ArchTest
    static void eachModuleUsesOnlyThoseBelowIt(JavaClasses house) {
        MAY_USE.forEach((module, below) -> {
            String[] forbidden = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(module) && !below.contains(other))
                    .map(other -> "dev.storycrew." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.storycrew." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .check(house);
        });
    }

    @ArchTest
    static void everyModuleHasItsDirections(JavaClasses house) {
        Set<String> modules = house.stream()
                .map(each -> each.getPackageName().split("\\."))
                .filter(names -> names.length > 2)
                .map(names -> names[2])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(modules).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
    }

    @ArchTest
    static final ArchRule CORE_SEES_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("dev.storycrew.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache..",
                    "dev.langchain4j..",
                    "com.fasterxml..",
                    "org.slf4j..",
                    "java.net..",
                    "java.nio.file..");

    @ArchTest
    static final ArchRule STAGES_NEVER_SEE_EACH_OTHER =
            slices().matching(STAGES).should().notDependOnEachOther();

    @ArchTest
    static final ArchRule STAGES_KNOW_NOTHING_OF_KAFKA_OR_AVRO = noClasses()
            .that()
            .resideInAnyPackage(Stream.of(Stage.values())
                    .map(stage -> "dev.storycrew.stages." + stage.label() + "..")
                    .toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache..", "dev.storycrew.schemas..");

    @ArchTest
    static final ArchRule ONLY_THESE_SEE_KAFKA = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.storycrew.stages.runtime..",
                    "dev.storycrew.stages.metrics..",
                    "dev.storycrew.topology..",
                    "dev.storycrew.schemas..",
                    "dev.storycrew.history..",
                    "dev.storycrew.app..",
                    "dev.storycrew.embedded..",
                    "dev.storycrew.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule ONLY_THE_TOPOLOGIES_SEE_STREAMS = noClasses()
            .that()
            .resideOutsideOfPackages("dev.storycrew.topology..", "dev.storycrew.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule ONLY_THE_DOOR_SEES_LANGUAGE_MODELS = noClasses()
            .that()
            .resideOutsideOfPackage("dev.storycrew.llm..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.langchain4j..");

    @ArchTest
    static final ArchRule ONLY_TRACING_SEES_OPENTELEMETRY = noClasses()
            .that()
            .resideOutsideOfPackages("dev.storycrew.schemas.trace..", "dev.storycrew.app.tracing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.storycrew.(**)").should().beFreeOfCycles();

    /** Records that Avro generates are left out: their names are the contract's. */
    @ArchTest
    static void noSimpleNameStandsTwice(JavaClasses house) {
        Map<String, Long> count = house.stream()
                .filter(each -> each.isTopLevelClass() && !each.getPackageName().endsWith(".avro"))
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info"))
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        assertThat(count).allSatisfy((name, times) -> assertThat(times).as(name).isEqualTo(1));
    }

    @ArchTest
    static void noPackageIsTooLargeToFindAThingIn(JavaClasses house) throws IOException {
        List<String> tooLarge = new ArrayList<>();
        try (Stream<Path> folders = Files.walk(Path.of(".."))) {
            for (Path folder : folders.filter(Files::isDirectory)
                    .filter(folder -> folder.toString().contains("src/"))
                    .toList()) {
                try (Stream<Path> listed = Files.list(folder)) {
                    long files = listed.filter(file -> file.toString().endsWith(".java"))
                            .count();
                    if (files > MAX_FILES_IN_A_PACKAGE) {
                        tooLarge.add(folder + ": " + files + " files");
                    }
                }
            }
        }
        assertThat(tooLarge).isEmpty();
    }
}
