package dev.storycrew.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.storycrew.core.story.Stage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directions of the house (DESIGN.md 2). */
@AnalyzeClasses(packages = "dev.storycrew", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each stage's task has a package of the stage's name. */
    private static final String STAGES = Stream.of(Stage.values())
            .map(Stage::label)
            .collect(Collectors.joining("|", "dev.storycrew.stages.(", ").."));

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
    static final ArchRule CORE_DEPENDS_ON_NOTHING_OF_OURS = noClasses()
            .that()
            .resideInAPackage("dev.storycrew.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.storycrew.schemas..",
                    "dev.storycrew.topology..",
                    "dev.storycrew.stages..",
                    "dev.storycrew.embedded..",
                    "dev.storycrew.console..");

    @ArchTest
    static final ArchRule STAGES_NEVER_SEE_EACH_OTHER =
            slices().matching(STAGES).should().notDependOnEachOther();

    @ArchTest
    static final ArchRule ONLY_THESE_SEE_KAFKA = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.storycrew.stages.runtime..",
                    "dev.storycrew.topology..",
                    "dev.storycrew.schemas..",
                    "dev.storycrew.embedded..",
                    "dev.storycrew.console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule ONLY_THE_DOOR_SEES_LANGUAGE_MODELS = noClasses()
            .that()
            .resideOutsideOfPackages("dev.storycrew.stages.llm..", "dev.storycrew.console.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.langchain4j..");

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
    static final ArchRule NOTHING_DEPENDS_ON_THE_CONSOLE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.storycrew.console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.storycrew.console..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.storycrew.(**)").should().beFreeOfCycles();
}
