package dev.storycrew.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A folder with the launcher, as after a clone. Its Maven is a script that puts jars where the real build does, and
 * writes down that it was called: either the program that is tested, or a stand-in that prints its arguments.
 *
 * @param home of the checkout
 */
record Checkout(Path home) {
    /** Prints its arguments, its folder, the property that names the checkout, and its class path; so does its training. */
    private static final String STAND_IN = """
            package dev.storycrew.cli;

            public class StoryCrew {
                public static void main(String[] args) {
                    System.out.println("args " + String.join("|", args));
                    System.out.println("in " + System.getProperty("user.dir"));
                    System.out.println("home " + System.getProperty("storycrew.home"));
                    System.out.println("java " + System.getProperty("java.specification.version"));
                    System.out.println("jars " + System.getProperty("java.class.path"));
                }
            }

            class Training {
                public static void main(String[] args) {
                    StoryCrew.main(args);
                }
            }
            """;

    record Said(int exit, String out, String err) {}

    /** With a stand-in for the program. */
    static Checkout withStandIn(Path home) throws Exception {
        Path sources = Files.createDirectories(home.resolve("stand-in"));
        Path source = Files.writeString(sources.resolve("StoryCrew.java"), STAND_IN);
        Path classes = Files.createDirectories(sources.resolve("classes"));
        int compiled = javax.tools.ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", classes.toString(), source.toString());
        if (compiled != 0) {
            throw new IllegalStateException("the stand-in does not compile");
        }
        Path jars = Files.createDirectories(home.resolve("jars"));
        jar(classes, jars.resolve("storycrew-cli-1.jar"));
        return in(home);
    }

    /** With the program that is on this test's class path. */
    static Checkout withProgram(Path home) throws Exception {
        Path jars = Files.createDirectories(home.resolve("jars/lib"));
        int folders = 0;
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path from = Path.of(entry);
            if (Files.isDirectory(from)) {
                jar(
                        from,
                        from.endsWith("cli/target/classes")
                                ? home.resolve("jars/storycrew-cli-1.jar")
                                : jars.resolve("folder-" + ++folders + ".jar"));
            } else if (Files.exists(from)) {
                place(from, jars.resolve(from.getFileName()));
            }
        }
        return in(home);
    }

    private static Checkout in(Path home) throws IOException {
        Files.createDirectories(home.resolve("cli/src/main"));
        Files.createDirectories(home.resolve("examples"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.writeString(home.resolve("cli/pom.xml"), "<project/>");
        Files.copy(Path.of("../examples/the-lighthouse.yaml"), home.resolve("examples/the-lighthouse.yaml"));
        Files.copy(Path.of("../storycrew"), home.resolve("storycrew"), StandardCopyOption.COPY_ATTRIBUTES);
        Path maven = Files.writeString(home.resolve("mvnw"), """
                #!/bin/sh
                set -e
                echo "$@" >>maven-calls
                [ ! -e build-fails ] || { echo "the compiler's complaint"; exit 1; }
                rm -rf cli/target && mkdir -p cli/target/lib
                cp -Rl jars/. cli/target/ 2>/dev/null || cp -R jars/. cli/target/
                case "$*" in
                    *"-pl !peers"*) ;;
                    *) mkdir -p peers/target/lib && touch peers/target/lib/engine.jar ;;
                esac
                """);
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Checkout(home);
    }

    private static void place(Path jar, Path as) throws IOException {
        try {
            Files.createLink(as, jar);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(jar, as); // It is on another file system.
        }
    }

    private static void jar(Path folder, Path file) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
                Stream<Path> found = Files.walk(folder)) {
            for (Path one : found.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(folder.relativize(one).toString()));
                Files.copy(one, jar);
                jar.closeEntry();
            }
        }
    }

    /** What a distribution has: what is built, and nothing to build it from. */
    void takeAwayTheSources() throws Exception {
        execute(home, Map.of(), List.of("rm", "-r", "pom.xml", "mvnw", "cli/pom.xml", "cli/src", "cli/target/built"));
    }

    Path launcher() {
        return home.resolve("storycrew");
    }

    /** How often Maven was called. */
    int builds() throws IOException {
        Path calls = home.resolve("maven-calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    List<Path> archives() throws IOException {
        try (Stream<Path> found = Files.list(home.resolve("cli/target"))) {
            return found.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    /** Runs the launcher from its own folder. */
    Said run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(arguments));
        return execute(home, Map.of(), command);
    }

    /**
     * Runs a command.
     *
     * @param environment an empty value takes the variable away
     */
    static Said execute(Path folder, Map<String, String> environment, List<String> command) throws Exception {
        Path errors = Files.createTempFile("launcher", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Process process = builder.start();
        process.getOutputStream().close();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        process.getInputStream().transferTo(out);
        int exit = process.waitFor();
        String err = Files.readString(errors);
        Files.delete(errors);
        return new Said(exit, out.toString(StandardCharsets.UTF_8), err);
    }
}
