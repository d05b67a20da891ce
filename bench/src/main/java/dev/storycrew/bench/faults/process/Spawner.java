package dev.storycrew.bench.faults.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts child processes, and makes sure that none outlives this one: on a normal exit by itself, on Ctrl-C by a hook
 * and, if the system has {@code setpriv}, by the kernel, which also ends stopped ones.
 */
public final class Spawner implements AutoCloseable {
    private static final List<Path> SETPRIV = List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));

    private final Set<Process> living = ConcurrentHashMap.newKeySet();
    /**
     * The kernel treats the end of the thread that started a child as the end of the parent: hence one thread that
     * never ends.
     */
    private final ExecutorService thread = Executors.newSingleThreadExecutor(runnable -> {
        Thread spawner = new Thread(runnable, "spawner");
        spawner.setDaemon(true);
        return spawner;
    });

    private final List<Runnable> afterwards = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::end, "kill-children");
    private volatile boolean closed;

    public Spawner() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a process whose standard input is held open by this one.
     *
     * @param output where its output goes
     */
    public Process start(List<String> command, Map<String, String> environment, Path output) {
        List<String> tied = new ArrayList<>();
        SETPRIV.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .ifPresent(setpriv -> tied.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL")));
        tied.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(tied);
        builder.environment().keySet().removeIf(name -> name.startsWith("STORYCREW_") || name.endsWith("_API_KEY"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        try {
            return thread.submit(() -> start(builder)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting a process", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a process cannot be started: " + e.getCause(), e.getCause());
        }
    }

    private Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new IOException("the campaign is over");
        }
        Process process = builder.start();
        living.add(process);
        process.onExit().thenAccept(living::remove);
        return process;
    }

    /** Sends a signal to one process. */
    public static void signal(String signal, Process process) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Registers something to take down once all children are gone, whatever happens. */
    public void afterwards(Runnable takeDown) {
        afterwards.add(takeDown);
    }

    /** Kills what is left. */
    @Override
    public void close() {
        end();
        thread.shutdown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already stopping.
        }
    }

    private synchronized void end() {
        closed = true;
        living.forEach(Process::destroyForcibly);
        living.forEach(process -> process.onExit().join());
        afterwards.forEach(Runnable::run);
        afterwards.clear();
    }
}
