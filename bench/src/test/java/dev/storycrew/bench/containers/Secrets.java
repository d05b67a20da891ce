package dev.storycrew.bench.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A copy of docker/secrets, which makes what compose.secured.yaml needs in a folder beside it.
 *
 * @param script the copy
 */
record Secrets(Path script) {
    /**
     * What the script did.
     *
     * @param text what it said on both outputs
     */
    record Said(int exit, String text) {}

    static Secrets in(Path folder) throws IOException {
        Path script = folder.resolve("secrets");
        Files.copy(Path.of("../docker/secrets"), script, StandardCopyOption.COPY_ATTRIBUTES);
        return new Secrets(script);
    }

    /** Where keys and passwords are. */
    Path folder() {
        return script.resolveSibling("secured");
    }

    Said run() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(script.toString()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }
}
