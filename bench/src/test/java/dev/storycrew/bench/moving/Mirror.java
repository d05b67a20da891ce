package dev.storycrew.bench.moving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** MirrorMaker as a process of its own, with the settings that docs/backup.md gives. */
final class Mirror implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Mirror(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Begins to copy; {@link #log()} has what it says. */
    static Mirror start(Path folder, String from, String to) throws IOException {
        String guide = Files.readString(Path.of("../docs/backup.md"));
        int begin = guide.indexOf("```properties\n") + "```properties\n".length();
        String settings = guide.substring(begin, guide.indexOf("```", begin))
                .replace("old-broker:9092", from)
                .replace("new-broker:9092", to)
                .replace("replication.factor = 3", "replication.factor = 1");
        Path file = Files.writeString(folder.resolve("mirror.properties"), settings);
        Path log = folder.resolve("mirror.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.apache.kafka.connect.mirror.MirrorMaker",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Mirror(process, log);
    }

    boolean runs() {
        return process.isAlive();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
