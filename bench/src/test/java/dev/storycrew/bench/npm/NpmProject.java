package dev.storycrew.bench.npm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A folder with a package.json, with exactly what its lock file names installed. */
record NpmProject(Path folder) {
    private static final long INSTALL_MINUTES = 10;

    /** How a command ended, and all that it printed. */
    record Ran(int exit, String output) {}

    /** Installs it, unless that is done already. Without Node the test is skipped, and says so. */
    static NpmProject installed(String folder) throws IOException, InterruptedException {
        NpmProject project = new NpmProject(Path.of(folder));
        if (!exists("node") || !exists("npm")) {
            String missing = "SKIPPED: node and npm are not installed, so nothing in " + folder
                    + " was checked; on Debian: apt-get install nodejs npm";
            skip(missing);
        }
        Path installed = project.folder().resolve("node_modules/.package-lock.json");
        Path wanted = project.folder().resolve("package-lock.json");
        if (!Files.exists(installed)
                || Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) < 0) {
            Ran ran = project.run(INSTALL_MINUTES, List.of("npm", "ci", "--no-audit", "--no-fund"));
            assertThat(ran.exit()).as(ran.output()).isZero();
        }
        return project;
    }

    /** The same for what opens pages in Chromium; without it the test is skipped, and says so. */
    static NpmProject withBrowser(String folder) throws IOException, InterruptedException {
        NpmProject project = installed(folder);
        String output = project.node(1, "browser/find.js").output();
        if (output.startsWith("SKIPPED")) {
            skip(output.strip());
        }
        return project;
    }

    /** Loudly; and not where everything is installed on purpose, so that nothing is skipped there for good. */
    private static void skip(String missing) {
        System.err.println(missing);
        if (System.getenv("BROWSER_TOOLS_REQUIRED") != null) {
            throw new AssertionError(missing);
        }
        Assumptions.abort(missing);
    }

    /** Runs a script of the folder, or one in {@code node_modules}. */
    Ran node(long minutes, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(words));
        return run(minutes, command);
    }

    private Ran run(long minutes, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("npm", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        String.join(" ", command) + " did not end in " + minutes + " min: " + Files.readString(output));
            }
            return new Ran(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    private static boolean exists(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
