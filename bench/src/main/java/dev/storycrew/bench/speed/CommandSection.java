package dev.storycrew.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody waits for who types a command: short ones, the first book, and a cluster that has nothing to do. */
final class CommandSection implements SpeedSection {
    private static final double VERSION_CPU = 0.8;
    private static final double CHECK_CPU = 1.5;
    private static final double RUN_WALL = 6;
    private static final double RUN_CPU = 10;
    private static final double IDLE_CORES = 0.03;
    private static final double IDLE_MEGABYTES = 300;
    private static final long LONGEST_SECONDS = 180;
    private static final long SETTLE_SECONDS = 15;
    private static final long IDLE_SECONDS = 20;
    private static final double KILOBYTES = 1024;

    /** What {@code up} says when it is there. */
    private static final Pattern UP = Pattern.compile("Kafka on (\\S+), schema registry on (\\S+);");

    /** The line that bash's {@code time} writes: real, user and system seconds. */
    private static final Pattern TIMES = Pattern.compile("took (\\S+) (\\S+) (\\S+)");

    private final Path home;
    private final Launcher launcher;

    /** @param home the checkout */
    CommandSection(Path home) {
        this.home = home;
        this.launcher = new Launcher(home);
    }

    @Override
    public String name() {
        return "commands";
    }

    private record Took(double wall, double cpu) {}

    @Override
    public List<SpeedRow> measure(Path folder) throws Exception {
        // The first one of all may build, or make an archive of classes.
        took(folder, "--version");
        List<SpeedRow> rows = new ArrayList<>();
        Took version = took(folder, "--version");
        rows.add(SpeedRow.atMost(VERSION_CPU, "--version, processor time", version.cpu, "s"));
        Took check = took(
                folder,
                "policy",
                "check",
                home.resolve("examples/policies/economy.yaml").toString());
        rows.add(SpeedRow.atMost(CHECK_CPU, "policy check, processor time", check.cpu, "s"));
        Took run = took(
                folder,
                "run",
                home.resolve("examples/the-lighthouse.yaml").toString(),
                "--data",
                folder.resolve("data").toString(),
                "--out",
                folder.resolve("out").toString());
        rows.add(SpeedRow.atMost(RUN_WALL, "run of three chapters, from start to end", run.wall, "s"));
        rows.add(SpeedRow.atMost(RUN_CPU, "run of three chapters, processor time", run.cpu, "s"));
        rows.addAll(up(folder));
        return rows;
    }

    /** The times of a command, and of all that it starts. */
    private Took took(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("bash", "-c", "TIMEFORMAT='took %R %U %S'; time \"$@\"", "bash", launcher.program()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        Process process = Launcher.start(command, output);
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroy();
            throw new IllegalStateException(
                    "./storycrew " + String.join(" ", arguments) + " did not end within " + LONGEST_SECONDS + " s");
        }
        String text = Files.readString(output);
        Matcher times = TIMES.matcher(text);
        if (process.exitValue() != 0 || !times.find()) {
            throw new IllegalStateException("./storycrew " + String.join(" ", arguments) + " ended with exit code "
                    + process.exitValue() + ": " + text);
        }
        return new Took(
                Double.parseDouble(times.group(1)),
                Double.parseDouble(times.group(2)) + Double.parseDouble(times.group(3)));
    }

    /** {@code status} of a cluster that is small, and {@code up} with nothing to do. */
    private List<SpeedRow> up(Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("up.txt");
        Process up = Launcher.start(
                List.of(
                        launcher.program(),
                        "up",
                        "--kafka-port",
                        "0",
                        "--registry-port",
                        "0",
                        "--data",
                        folder.resolve("idle").toString()),
                output);
        try {
            long began = System.nanoTime();
            Matcher there = UP.matcher(Files.readString(output));
            while (!there.find()) {
                if (!up.isAlive() || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
                    throw new IllegalStateException("./storycrew up did not come up: " + Files.readString(output));
                }
                TimeUnit.MILLISECONDS.sleep(100);
                there = UP.matcher(Files.readString(output));
            }
            Path config = Files.writeString(
                    folder.resolve("status.yaml"),
                    "kafka: {bootstrap.servers: \"%s\"}%nschema-registry: {schema.registry.url: \"%s\"}%n"
                            .formatted(there.group(1), there.group(2)));
            Took status = took(folder, "status", "--config", config.toString());
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            Path process = Path.of("/proc", Long.toString(up.pid()));
            double before = MachineUse.ofProcess(process.resolve("stat"));
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            double cores = (MachineUse.ofProcess(process.resolve("stat")) - before) / IDLE_SECONDS;
            return List.of(
                    SpeedRow.atMost(CHECK_CPU, "status of a small cluster, processor time", status.cpu, "s"),
                    SpeedRow.atMost(IDLE_CORES, "up with nothing to do", cores, "cores"),
                    SpeedRow.atMost(
                            IDLE_MEGABYTES,
                            "up with nothing to do, memory",
                            status(process, "VmRSS") / KILOBYTES,
                            "MB"),
                    new SpeedRow(
                            "up with nothing to do, threads", status(process, "Threads"), "", null, null, true, false));
        } finally {
            up.destroy();
            up.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static double status(Path process, String field) throws IOException {
        return Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElse(0);
    }
}
