package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.FaultFamily.SkippedException;
import dev.storycrew.bench.faults.calls.CallLedger;
import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import dev.storycrew.bench.faults.check.CampaignVerdict;
import dev.storycrew.bench.faults.check.Checker;
import dev.storycrew.bench.faults.check.Evidence;
import dev.storycrew.bench.faults.process.Member;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.Connection;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Runs a fleet, breaks it on schedule, lets it settle, and has the checker judge what is left. */
public final class Campaign {
    private static final FakeModel.Latency LATENCY =
            new FakeModel.Latency(100, 2500, CampaignSettings.DRAIN_MILLIS + 4000);
    private static final long LOOK_MILLIS = 20;
    private static final long STALL_MILLIS = 15_000;
    private static final long REST_PATIENCE_MILLIS = 120_000;
    /** Second copies leave no trace if all is well; they get time to leave one. */
    private static final long LAST_COPIES_MILLIS = 3000;

    private static final int TOLD_EVERY = 10;

    private final CampaignSettings settings;
    private final PrintWriter out;

    public Campaign(CampaignSettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** Runs it to the end. */
    public CampaignVerdict run() throws IOException, InterruptedException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Path data = settings.data();
        Files.createDirectories(data);
        CampaignEvents events = new CampaignEvents(data.resolve("events.jsonl"));
        String canary = "canary-"
                + UUID.nameUUIDFromBytes(Long.toString(settings.seed()).getBytes(StandardCharsets.UTF_8));
        ModelFaultInjector mood = new ModelFaultInjector();
        Fleet[] fleet = new Fleet[1];
        try (CallLedger ledger = CallLedger.create(data.resolve("ledger.jsonl"));
                FakeModel model = new FakeModel(
                        new InetSocketAddress(0).getAddress(),
                        settings.seed(),
                        ledger,
                        mood,
                        canary,
                        LATENCY,
                        caller -> fleet[0].service(caller).kill(0));
                Fleet started = Fleet.prepare(settings, model, events, false)) {
            fleet[0] = started;
            tell("starting " + Counted.of(started.brokers().size(), "broker") + ", a registry and "
                    + Counted.of(started.services().size(), "service") + " in " + data);
            Connection connection = started.start();
            try (CampaignProgress progress = new CampaignProgress(connection);
                    Publisher publisher = new Publisher(connection, progress, events, settings.chapters())) {
                List<FaultFamily> families = List.of(
                        new ProcessFaults(started, mood),
                        new ClusterFaults(started),
                        new HostFaults(started, events),
                        new ModelFaults(mood, publisher),
                        new RecordFaults(connection, publisher, progress, events),
                        new OperatorFaults(started, mood, publisher, progress),
                        new RedoFaults(started, connection, publisher, progress));
                inject(families, ledger, events);
                publisher.enough();
                rest(started, publisher, progress, ledger);
                tell(Counted.of(
                                progress.publishedCount(),
                                "chapter or corrupted record",
                                "chapters and corrupted records")
                        + " published, "
                        + Counted.of(ledger.count(), "call") + "; reading all topics");
            }
            Evidence evidence = new Evidence(connection, data, canary);
            return new Checker(evidence).judge();
        }
    }

    private void inject(List<FaultFamily> families, CallLedger ledger, CampaignEvents events)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(settings.minutes());
        int skipped = 0;
        for (PlannedFault fault : Schedule.of(settings)) {
            awaitCalls(ledger, ledger.count() + fault.afterCalls());
            if (System.nanoTime() > deadline) {
                tell("time is up before fault " + fault.number());
                return;
            }
            events.fault(fault.number());
            String done;
            CampaignEvent.Kind kind = CampaignEvent.Kind.INJECTED;
            try {
                done = family(families, fault.kind()).inject(fault.kind(), new Random(fault.dice()));
            } catch (SkippedException e) {
                kind = CampaignEvent.Kind.SKIPPED;
                skipped++;
                done = String.valueOf(e.getMessage());
            }
            events.add(kind, "", fault.kind().name(), done);
            if (fault.number() % TOLD_EVERY == 0) {
                tell("fault " + fault.number() + " of " + settings.faults() + " (" + skipped + " skipped), "
                        + Counted.of(ledger.count(), "call"));
            }
        }
        events.fault(0);
    }

    private static FaultFamily family(List<FaultFamily> families, FaultKind kind) throws SkippedException {
        return families.stream()
                .filter(family -> family.kinds().contains(kind))
                .findFirst()
                .orElseThrow(() -> new SkippedException("not possible on this machine"));
    }

    /** Lets calls pass; if none comes for a while, something is wrong, and the next fault must not wait for it. */
    private static void awaitCalls(CallLedger ledger, long until) throws InterruptedException {
        long began = System.currentTimeMillis();
        while (ledger.count() < until && System.currentTimeMillis() - Math.max(began, ledger.lastAt()) < STALL_MILLIS) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Waits until every chapter has ended, or nothing moves any longer. */
    private void rest(Fleet fleet, Publisher publisher, CampaignProgress progress, CallLedger ledger)
            throws InterruptedException {
        fleet.services().forEach(Member::proceed);
        do {
            while (!publisher.done() || !progress.open().isEmpty()) {
                long quiet = System.currentTimeMillis() - Math.max(ledger.lastAt(), progress.lastAt());
                if (quiet > REST_PATIENCE_MILLIS) {
                    tell("nothing is moving any longer; still open: " + progress.open());
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            TimeUnit.MILLISECONDS.sleep(LAST_COPIES_MILLIS);
            // What an operator put back at the very end is open again.
        } while (!progress.open().isEmpty());
    }

    private void tell(String line) {
        out.println(line);
        out.flush();
    }
}
