package dev.storycrew.bench.faults.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What was done to the fleet and what became of it, one line each. */
public final class CampaignEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final AtomicInteger fault = new AtomicInteger();

    public CampaignEvents(Path file) {
        this.file = file;
    }

    /** From here on events belong to this fault. */
    public void fault(int number) {
        fault.set(number);
    }

    /** Notes what happened to a member. */
    public void add(CampaignEvent.Kind kind, String member, String detail) {
        add(kind, member, "", detail);
    }

    /** Notes what happened, and what it is about. */
    public synchronized void add(CampaignEvent.Kind kind, String member, String subject, String detail) {
        ObjectNode line = JSON.createObjectNode();
        line.put("at", System.currentTimeMillis());
        line.put("fault", fault.get());
        line.put("kind", kind.name());
        line.put("member", member);
        line.put("subject", subject);
        line.put("detail", detail);
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads them back. */
    public static List<CampaignEvent> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(CampaignEvents::parse).toList();
        }
    }

    private static CampaignEvent parse(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            return new CampaignEvent(
                    event.path("at").asLong(),
                    event.path("fault").asInt(),
                    CampaignEvent.Kind.valueOf(event.path("kind").asText()),
                    event.path("member").asText(),
                    event.path("subject").asText(),
                    event.path("detail").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
