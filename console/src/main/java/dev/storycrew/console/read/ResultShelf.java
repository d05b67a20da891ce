package dev.storycrew.console.read;

import dev.storycrew.core.event.CommandResult;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What became of the last commands of operators. */
public final class ResultShelf {
    private static final int KEPT = 20_000;

    private final Map<String, Entry> results = Bounded.byAge(KEPT);

    /** A result that is final, and where it is. */
    public record Entry(CommandResult result, Position position) {}

    /** Takes a record of the results' topic. */
    public synchronized void take(Event<?> event) {
        if (event.value() instanceof CommandResult result && result.verdict() != CommandResult.Verdict.PASSED_ON) {
            results.putIfAbsent(result.command().id(), new Entry(result, event.position()));
            notifyAll();
        }
    }

    /** The result of a command; null if there is none yet. */
    public synchronized @Nullable CommandResult find(String id) {
        Entry entry = results.get(id);
        return entry == null ? null : entry.result;
    }

    /** The same, waiting for it; null if there was none in time. */
    public synchronized @Nullable CommandResult await(String id, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!results.containsKey(id)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        return find(id);
    }

    /** All that are known, the last first. */
    public synchronized List<Entry> latest() {
        List<Entry> all = new ArrayList<>(results.values());
        Collections.reverse(all);
        return all;
    }
}
