package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.calls.Call;
import dev.storycrew.bench.faults.calls.CallLedger;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import dev.storycrew.bench.faults.process.Member;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.Connection;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * Measures how soon work resumes after kill -9 of a worker: by the same instance once restarted, and by another process
 * if it stays away. Uses the product's own timings.
 */
public final class Takeover {
    private static final String VICTIM = "write-1";
    private static final double RESTART_TARGET = 3;
    private static final double OTHER_TARGET = 12;
    private static final FakeModel.Latency LATENCY = new FakeModel.Latency(50, 400, 400);
    private static final long LOOK_MILLIS = 5;
    private static final long PATIENCE_MILLIS = 120_000;
    private static final long RECENT_MILLIS = 15_000;
    private static final double MILLIS = 1000;

    private final CampaignSettings settings;
    private final int rounds;
    private final PrintWriter out;

    public Takeover(CampaignSettings settings, int rounds, PrintWriter out) {
        this.settings = settings;
        this.rounds = rounds;
        this.out = out;
    }

    /** Measures; true when both medians are within their targets. */
    public boolean run() throws IOException, InterruptedException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Path data = settings.data();
        Files.createDirectories(data);
        CampaignEvents events = new CampaignEvents(data.resolve("events.jsonl"));
        try (CallLedger ledger = CallLedger.create(data.resolve("ledger.jsonl"));
                FakeModel model = new FakeModel(
                        new InetSocketAddress(0).getAddress(),
                        settings.seed(),
                        ledger,
                        new ModelFaultInjector(),
                        "canary",
                        LATENCY,
                        caller -> {});
                Fleet fleet = Fleet.prepare(settings, model, events, true)) {
            Connection connection = fleet.start();
            try (CampaignProgress progress = new CampaignProgress(connection);
                    Publisher publisher = new Publisher(connection, progress, events, settings.chapters())) {
                boolean soon = tell(
                        "restarted with its instance id, from startup to its first call",
                        RESTART_TARGET,
                        measure(() -> restarted(fleet.service(VICTIM), ledger)));
                boolean taken = tell(
                        "taken over by another process, from the kill to its first call",
                        OTHER_TARGET,
                        measure(() -> takenOver(fleet.service(VICTIM), ledger)));
                publisher.enough();
                return soon && taken;
            }
        }
    }

    /** One measurement. */
    private interface Round {
        double seconds() throws InterruptedException;
    }

    private List<Double> measure(Round round) throws InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int number = 0; number < rounds; number++) {
            seconds.add(round.seconds());
        }
        return seconds.stream().sorted().toList();
    }

    private boolean tell(String what, double target, List<Double> sorted) {
        double median = sorted.get(sorted.size() / 2);
        out.println(String.format(
                Locale.ROOT,
                "%s: median %.2f s of %s (%.2f to %.2f s), target %.0f s%s",
                what,
                median,
                Counted.of(sorted.size(), "round"),
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                target,
                median <= target ? "" : ": MISSED"));
        out.flush();
        return median <= target;
    }

    private static double restarted(Member victim, CallLedger ledger) throws InterruptedException {
        await(ledger, ledger.count(), call -> call.caller().equals(VICTIM));
        victim.kill(0);
        while (victim.serving()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long before = ledger.count();
        victim.awaitServing(PATIENCE_MILLIS);
        long up = System.currentTimeMillis();
        Call first = await(ledger, before, call -> call.caller().equals(VICTIM));
        return Math.max(0, first.at() - up) / MILLIS;
    }

    private double takenOver(Member victim, CallLedger ledger) throws InterruptedException {
        await(ledger, ledger.count(), call -> call.caller().equals(VICTIM));
        long now = System.currentTimeMillis();
        Set<Integer> itsPartitions = ledger.last().stream()
                .filter(call -> call.caller().equals(VICTIM) && call.at() > now - RECENT_MILLIS)
                .map(call -> partition(call.chapter()))
                .collect(Collectors.toSet());
        victim.unwanted();
        long killed = System.currentTimeMillis();
        long before = ledger.count();
        victim.kill(0);
        Call first = await(
                ledger,
                before,
                call -> call.stage().equals("write")
                        && !call.caller().equals(VICTIM)
                        && itsPartitions.contains(partition(call.chapter())));
        victim.start();
        victim.awaitServing(PATIENCE_MILLIS);
        await(ledger, ledger.count(), call -> call.caller().equals(VICTIM));
        return (first.at() - killed) / MILLIS;
    }

    private static int partition(ChapterId chapter) {
        byte[] key = chapter.toString().getBytes(StandardCharsets.UTF_8);
        return BuiltInPartitioner.partitionForKey(key, CampaignSettings.PARTITIONS);
    }

    private static Call await(CallLedger ledger, long after, Predicate<Call> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        Call found = ledger.firstAfter(after, wanted);
        while (found == null) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no call came within " + PATIENCE_MILLIS + " ms");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            found = ledger.firstAfter(after, wanted);
        }
        return found;
    }
}
