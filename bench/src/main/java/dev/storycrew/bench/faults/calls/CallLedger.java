package dev.storycrew.bench.faults.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.story.ChapterId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fake model's books: one line per call, on disk before the answer is sent. */
public final class CallLedger implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int MAX_KEPT = 2000;

    private final FileChannel file;
    private final Deque<Call> last = new ArrayDeque<>();
    private final AtomicLong count = new AtomicLong();
    private volatile long lastAt = System.currentTimeMillis();

    private CallLedger(FileChannel file) {
        this.file = file;
    }

    /** Begins a new one. */
    public static CallLedger create(Path path) throws IOException {
        return new CallLedger(FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** How many calls there were. */
    public long count() {
        return count.get();
    }

    /** When the last one came, in milliseconds since the epoch; at first when the ledger was made. */
    public long lastAt() {
        return lastAt;
    }

    /** The first matching recent call after a number; null if there is none. */
    public synchronized @Nullable Call firstAfter(long number, Predicate<Call> wanted) {
        return last.stream()
                .filter(call -> call.number() > number && wanted.test(call))
                .findFirst()
                .orElse(null);
    }

    /** The last calls, oldest first. */
    public synchronized List<Call> last() {
        return List.copyOf(last);
    }

    /** Writes a call down, safely; its number is given here. */
    public synchronized void write(Call call) {
        last.add(call.numbered(count.get() + 1));
        if (last.size() > MAX_KEPT) {
            last.removeFirst();
        }
        ObjectNode line = JSON.createObjectNode();
        line.put("n", count.get() + 1);
        line.put("at", call.at());
        line.put("caller", call.caller());
        line.put("stage", call.stage());
        line.put("chapter", call.chapter().toString());
        line.put("attempt", call.attempt());
        line.put("scenes", call.scenes());
        line.put("answer", call.answer());
        line.put("latency", call.latencyMillis());
        line.put("leak", call.leak());
        try {
            file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lastAt = call.at();
        count.incrementAndGet();
    }

    /** Reads a ledger back. */
    public static List<Call> read(Path path) throws IOException {
        try (Stream<String> lines = Files.lines(path)) {
            return lines.map(CallLedger::parse).toList();
        }
    }

    private static Call parse(String line) {
        try {
            JsonNode call = JSON.readTree(line);
            return new Call(
                    call.path("n").asLong(),
                    call.path("at").asLong(),
                    call.path("caller").asText(),
                    call.path("stage").asText(),
                    ChapterId.parse(call.path("chapter").asText()),
                    call.path("attempt").asInt(),
                    call.path("scenes").asText(),
                    call.path("answer").asText(),
                    call.path("latency").asLong(),
                    call.path("leak").asBoolean());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
