package dev.storycrew.bench.faults.process;

import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of the fleet. If it ends while wanted, it is restarted, as by any supervisor. */
public final class Member {
    private static final long LOOK_MILLIS = 20;
    private static final String SERVING = "serving ";

    private final ChildJvm jvm;
    private final Path folder;
    private final Spawner spawner;
    private final CampaignEvents events;
    private final ScheduledExecutorService supervisor;
    private @Nullable Process process;
    private @Nullable Path output;
    private boolean wanted;
    private boolean stopped;
    private long restartDelay;
    private int starts;
    private Map<String, String> oddities = Map.of();

    public Member(
            ChildJvm jvm, Path folder, Spawner spawner, CampaignEvents events, ScheduledExecutorService supervisor) {
        this.jvm = jvm;
        this.folder = folder;
        this.spawner = spawner;
        this.events = events;
        this.supervisor = supervisor;
    }

    public String name() {
        return jvm.name();
    }

    /** The file for its orders to halt. */
    public Path orders() {
        return folder.resolve("orders").resolve(name());
    }

    public synchronized void start() {
        wanted = true;
        if (process != null && process.isAlive()) {
            return;
        }
        starts++;
        Path printed = folder.resolve("out").resolve(name() + "-" + starts + ".out");
        output = printed;
        stopped = false;
        ChildJvm now = jvm.withEnvironment(oddities);
        Process started = spawner.start(now.command(), now.environment(), printed);
        process = started;
        events.add(CampaignEvent.Kind.STARTED, name(), "pid " + started.pid());
        started.onExit().thenAccept(this::ended);
    }

    private synchronized void ended(Process dead) {
        events.add(CampaignEvent.Kind.DIED, name(), "exit code " + dead.exitValue());
        if (process != dead) {
            return;
        }
        process = null;
        if (wanted) {
            supervisor.schedule(this::startIfWanted, restartDelay, TimeUnit.MILLISECONDS);
        }
        restartDelay = 0;
    }

    private synchronized void startIfWanted() {
        if (wanted && process == null) {
            start();
        }
    }

    /** kill -9; the supervisor starts it again after a while. */
    public synchronized void kill(long downMillis) {
        restartDelay = downMillis;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** SIGTERM; the supervisor starts it again. */
    public synchronized void terminate() {
        if (process != null) {
            events.add(CampaignEvent.Kind.TERMINATED, name(), "");
            process.destroy();
        }
    }

    /** It is not restarted until it is wanted again. */
    public synchronized void unwanted() {
        wanted = false;
    }

    /** Environment variables for its next starts; empty for none. */
    public synchronized void oddities(Map<String, String> environment) {
        oddities = Map.copyOf(environment);
    }

    public synchronized void stop() {
        if (process != null) {
            stopped = true;
            Spawner.signal("STOP", process);
            events.add(CampaignEvent.Kind.STOPPED, name(), "");
        }
    }

    public synchronized void proceed() {
        if (process != null) {
            if (stopped) {
                // First, so that nothing it does afterwards comes before this.
                events.add(CampaignEvent.Kind.CONTINUED, name(), "");
            }
            Spawner.signal("CONT", process);
            stopped = false;
        }
    }

    public synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    /** How often it was started. */
    public synchronized int starts() {
        return starts;
    }

    /** True if the kernel says that it is stopped, whoever stopped it. */
    public synchronized boolean isStopped() {
        if (process == null) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).startsWith("T");
        } catch (IOException e) {
            return false;
        }
    }

    /** True once the running process has reported that it serves. */
    public synchronized boolean serving() {
        Path printed = output;
        if (!alive() || printed == null) {
            return false;
        }
        try {
            return Files.readString(printed).contains(SERVING);
        } catch (IOException e) {
            return false;
        }
    }

    /** What it has printed since its last start. */
    public synchronized String printed() {
        Path printed = output;
        try {
            return printed == null ? "" : Files.readString(printed);
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits until it serves; false if it does not in time. */
    public boolean awaitServing(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!serving()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        events.add(CampaignEvent.Kind.SERVING, name(), "");
        return true;
    }
}
