package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.storycrew.cli.Checkout.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, wherever it lies and whoever calls it. */
@Tag("long")
class LauncherTest {
    @TempDir
    private Path folder;

    private Checkout checkout = new Checkout(Path.of(""));

    @BeforeEach
    void newCheckout() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        checkout = Checkout.withStandIn(Files.createDirectory(folder.resolve("story crew 故事")));
    }

    @Test
    void itBuildsOnFirstUseAndThenOnlyWhenASourceHasChanged() throws Exception {
        Said first = checkout.run("status");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.err()).contains("building");

        Said second = checkout.run("status", "--json");
        assertThat(second.out()).contains("args status|--json");
        assertThat(second.err()).isEmpty();
        assertThat(checkout.builds()).isEqualTo(1);

        Path source = Files.writeString(checkout.home().resolve("cli/src/main/New.java"), "class New {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        checkout.run("status");
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void onlyBenchPeersBuildsOtherEnginesAndHasThemOnItsClassPath() throws Exception {
        assertThat(checkout.run("bench", "speed").out()).doesNotContain("engine.jar");
        assertThat(checkout.home().resolve("peers")).doesNotExist();

        assertThat(checkout.run("bench", "peers").out()).contains("peers/target/lib/engine.jar");
        assertThat(checkout.run("bench", "peers").err()).isEmpty();
        assertThat(checkout.run("bench", "speed").out()).doesNotContain("engine.jar");
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void itWorksFromAnyFolderAndThroughLinks() throws Exception {
        checkout.run("status");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("absolute"), checkout.launcher());
        Files.createSymbolicLink(bin.resolve("relative"), bin.relativize(checkout.launcher()));
        Files.createSymbolicLink(bin.resolve("-link of a link"), Path.of("relative"));
        for (String link : List.of("absolute", "relative", "-link of a link")) {
            Said said = Checkout.execute(bin, Map.of("CDPATH", "/:/tmp"), List.of("./" + link, "status"));

            assertThat(said.exit()).as(said.err()).isZero();
            assertThat(said.err()).as(link).isEmpty();
            assertThat(said.out()).contains("in " + bin, "home " + checkout.home());
        }
    }

    @Test
    void aShellThatOverwritesNothingAndFindsFoldersElsewhereBuildsToo() throws Exception {
        Said said = Checkout.execute(
                folder,
                Map.of("CDPATH", "/:/tmp", "SHELLOPTS", "noclobber"),
                List.of("bash", "story crew 故事/storycrew", "status"));

        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out()).contains("args status");
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws Exception {
        assertThat(checkout.run("run", "a b.yaml", "", "*", "灯塔.yaml").out()).contains("args run|a b.yaml||*|灯塔.yaml");
    }

    @Test
    void aUserWithoutAHomeKeepsWhatMavenDownloadsInTheCheckout() throws Exception {
        Said said = Checkout.execute(
                folder, Map.of("HOME", ""), List.of(checkout.launcher().toString(), "status"));

        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.err()).contains("no home folder", checkout.home() + "/.m2");
        assertThat(checkout.home().resolve("maven-calls")).content().contains("-Dmaven.repo.local=");
    }

    @Test
    void aBuildThatFailsSaysWhyAndLeavesNoLock() throws Exception {
        Path fails = Files.createFile(checkout.home().resolve("build-fails"));
        Said said = checkout.run("status");

        assertThat(said.exit()).isEqualTo(3);
        assertThat(said.err()).contains("the compiler's complaint", "the build failed");
        assertThat(checkout.home().resolve(".building")).doesNotExist();

        Files.delete(fails);
        assertThat(checkout.run("status").exit()).isZero();
    }

    @Test
    void theLockOfADeadBuildIsTakenAway() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.writeString(
                Files.createDirectory(checkout.home().resolve(".building")).resolve("pid"), dead.pid() + "\n");

        assertThat(checkout.run("status").exit()).isZero();
    }

    @Test
    void aJavaThatIsMissingOrTooOldIsNamed() throws Exception {
        Said missing = Checkout.execute(
                folder,
                Map.of("JAVA_HOME", "/nowhere"),
                List.of(checkout.launcher().toString(), "status"));
        assertThat(missing.exit()).isEqualTo(3);
        assertThat(missing.err()).contains("JAVA_HOME, which is /nowhere").hasLineCount(1);

        Path bin = Files.createDirectories(folder.resolve("old/bin"));
        Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"11.0.2\"\n");
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Said old = Checkout.execute(
                folder,
                Map.of("JAVA_HOME", folder.resolve("old").toString()),
                List.of(checkout.launcher().toString(), "status"));
        assertThat(old.exit()).isEqualTo(3);
        assertThat(old.err()).contains("too old (version 11)").hasLineCount(1);
    }

    @Test
    void theClassArchiveIsMadeOnceForEachBuild() throws Exception {
        checkout.run("status");
        Path archive = checkout.archives().get(0);
        FileTime made = Files.getLastModifiedTime(archive);
        assertThat(Files.size(archive)).isPositive();
        checkout.run("status");
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);

        // Somebody called Maven: the jars are others, though the sources are the same.
        Path jar = checkout.home().resolve("cli/target/storycrew-cli-1.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(checkout.run("status").err()).contains("faster starts").hasLineCount(1);
    }

    @Test
    void anArchiveThatDoesNotFitIsNotTalkedAbout() throws Exception {
        checkout.run("status");
        for (Path archive : checkout.archives()) {
            Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-r--r--"));
            Files.writeString(archive, "no archive");
        }

        Said said = checkout.run("status");

        assertThat(said.exit()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).startsWith("args status");
    }

    @Test
    void aMovedCheckoutGoesOn() throws Exception {
        checkout.run("status");
        Checkout moved = new Checkout(Files.move(checkout.home(), folder.resolve("moved")));

        Said said = moved.run("status");

        assertThat(said.exit()).isZero();
        assertThat(said.out()).contains("home " + moved.home());
        assertThat(moved.builds()).isEqualTo(1);
    }

    @Test
    void whereThereAreNoSourcesNothingIsBuilt() throws Exception {
        checkout.run("status");
        checkout.takeAwayTheSources();
        Checkout moved = new Checkout(Files.move(checkout.home(), folder.resolve("moved")));

        Said first = moved.run("status");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).contains("args status", "home " + moved.home());
        assertThat(first.err()).contains("faster starts").hasLineCount(1);

        assertThat(moved.run("status").err()).isEmpty();
        assertThat(moved.builds()).isEqualTo(1);
    }

    @Test
    void aUserWhoMayNotWriteUsesWhatIsBuilt() throws Exception {
        checkout.run("status");

        Said said = asAnotherUser("status");

        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out()).contains("args status");
        assertThat(said.err()).isEmpty();
        assertThat(checkout.home().resolve(".building")).doesNotExist();
    }

    @Test
    void aUserWhoMayNotWriteIsToldThatTheBuildIsOlderThanTheSources() throws Exception {
        checkout.run("status");
        Path source = Files.writeString(checkout.home().resolve("cli/src/main/New.java"), "class New {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

        Said said = asAnotherUser("status");

        assertThat(said.exit()).isZero();
        assertThat(said.err())
                .contains("warning: the sources are newer than the build")
                .hasLineCount(1);
    }

    @Test
    void aUserWhoMayNotWriteIsToldAtOnceThatNothingIsBuilt() throws Exception {
        Said said = asAnotherUser("status");

        assertThat(said.exit()).isEqualTo(3);
        assertThat(said.err())
                .contains("not been built yet", "cannot be written to")
                .hasLineCount(1);
    }

    /** Somebody without a home, a name and rights. */
    private Said asAnotherUser(String... arguments) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/usr/bin/setpriv")));
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                checkout.launcher().toString()));
        command.addAll(List.of(arguments));
        return Checkout.execute(Path.of("/"), Map.of("HOME", "/nonexistent"), command);
    }

    @Test
    void noJdkHasAnythingToSayAboutTheProgram() throws Exception {
        Checkout program = Checkout.withProgram(Files.createDirectory(folder.resolve("program")));
        for (Path jdk : jdks()) {
            Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
            String launcher = program.launcher().toString();
            Checkout.execute(folder, environment, List.of(launcher, "--version"));

            Said version = Checkout.execute(folder, environment, List.of(launcher, "--version"));
            assertThat(version.err()).as("%s", jdk).isEmpty();
            assertThat(version.out()).as("%s", jdk).startsWith("StoryCrew ").hasLineCount(1);
            Said run = Checkout.execute(
                    folder,
                    environment,
                    List.of(
                            launcher,
                            "run",
                            program.home()
                                    .resolve("examples/the-lighthouse.yaml")
                                    .toString(),
                            "--data",
                            folder.resolve("data-" + jdk.getFileName()).toString()));
            assertThat(run.err()).as("%s", jdk).isEmpty();
            assertThat(run.exit()).as("%s: %s", jdk, run.out()).isZero();
            assertThat(run.out())
                    .as("%s", jdk)
                    .doesNotContainIgnoringCase("warning")
                    .doesNotContain("[error]");
        }
    }

    /** The JDKs of this machine that the launcher accepts. */
    private static List<Path> jdks() throws Exception {
        List<Path> found = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        Path all = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(all)) {
            try (Stream<Path> folders = Files.list(all)) {
                folders.filter(jdk -> !Files.isSymbolicLink(jdk) && Files.isExecutable(jdk.resolve("bin/javac")))
                        .filter(jdk -> Files.exists(jdk.resolve("release")))
                        .forEach(found::add);
            }
        }
        return found.stream().distinct().toList();
    }
}
