package dev.storycrew.stages.runtime;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.call.BeforeCallHook;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A write service in a process of its own, with a paid model replaced by a ledger, that halts itself where it is told to. */
final class WorkerProcess {
    /** What a lane that waits for its turn notes; it waits for ever when the call's duration is below 0. */
    static final String WAITING = "waiting";

    static final String POISON = "poison";
    private static final int KILLED = 137;

    private WorkerProcess() {}

    /** Arguments: bootstrap servers, registry, topic prefix, instance, lanes, call millis, ledger, halt step, halt at, session millis. */
    public static void main(String[] args) throws Exception {
        TopicCatalogue topics = new TopicCatalogue(args[2], WriteStageBroker.PARTITIONS);
        WireFormat wire =
                new WireFormat(new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", args[1]))));
        StageServiceSettings settings = new StageServiceSettings(
                Map.of("bootstrap.servers", args[0]),
                args[3],
                Integer.parseInt(args[4]),
                Duration.ofMillis(Long.parseLong(args[9])),
                Duration.ofSeconds(20));
        StageLogic logic = new LedgerLogic(Path.of(args[6]), Long.parseLong(args[5]));
        AtomicInteger reached = new AtomicInteger();
        CommitProbe probe = step -> {
            if (step.name().equals(args[7]) && reached.incrementAndGet() == Integer.parseInt(args[8])) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
        StageService service = StageService.start(settings, logic, topics, wire, probe, Protections.ALL);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    }

    /** Starts one; what it prints goes to the test's own error stream. */
    static Process start(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WorkerProcess.class.getName()));
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each call is one line of the ledger, written before the answer as a provider would charge it. */
    static class LedgerLogic implements StageLogic {
        private final Path ledger;
        private final long millis;

        LedgerLogic(Path ledger, long millis) {
            this.ledger = ledger;
            this.millis = millis;
        }

        @Override
        public Stage stage() {
            return Stage.WRITE;
        }

        @Override
        public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
            return envelope.work().missing(Part.DRAFT);
        }

        @Override
        public StageResult run(ChapterEnvelope envelope, BeforeCallHook start) throws InterruptedException {
            if (millis < 0) {
                note(WAITING);
                Thread.sleep(Long.MAX_VALUE);
            }
            start.beforeCall();
            note(envelope.id().toString());
            if (envelope.id().bookId().equals(POISON)) {
                Runtime.getRuntime().halt(KILLED);
            }
            Thread.sleep(millis);
            Map<Integer, String> drafts = new TreeMap<>();
            scenes(envelope).forEach(scene -> drafts.put(scene, "draft of " + envelope.id() + " scene " + scene));
            StageCost cost = new StageCost(envelope.attempt(), Stage.WRITE, Usage.none());
            return new StageResult(
                    envelope.afterStage(envelope.work().with(Part.DRAFT, drafts), cost), RunFacts.of(scenes(envelope)));
        }

        private void note(String line) {
            try {
                Files.writeString(
                        ledger,
                        line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND,
                        StandardOpenOption.SYNC);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
