package dev.storycrew.cli.service;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Takes SIGINT and SIGTERM while a command runs: the JVM's own shutdown hears the first one only, and keeps the second
 * waiting.
 */
final class Signals implements AutoCloseable {
    private static final List<String> NAMES = List.of("INT", "TERM");

    private final List<Runnable> restore = new ArrayList<>();

    /** @param taken is called with the number of each signal that arrives, on a thread of its own */
    Signals(IntConsumer taken) {
        for (String name : NAMES) {
            Signal signal = new Signal(name);
            try {
                SignalHandler before = Signal.handle(signal, arrived -> taken.accept(arrived.getNumber()));
                restore.add(() -> Signal.handle(signal, before));
            } catch (IllegalArgumentException e) {
                // The JVM was told to leave it alone (-Xrs): then it does what the system does.
            }
        }
    }

    @Override
    public void close() {
        restore.forEach(Runnable::run);
    }
}
