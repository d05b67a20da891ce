package dev.storycrew.bench.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.bench.faults.calls.Call;
import dev.storycrew.bench.faults.calls.CampaignEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * When whose work in hand could get lost: deaths, stops and cuts by the campaign's events; partitions that were
 * revoked, and brokers
 * that were fenced by their own controller, by the logs.
 */
final class OpenWindows {
    /** A call may be recorded after its caller died: the request was already sent. */
    private static final long SLACK_MILLIS = 1000;

    private static final long CAUSE_MILLIS = 60_000;
    private static final Set<CampaignEvent.Kind> HARM = EnumSet.of(
            CampaignEvent.Kind.DIED,
            CampaignEvent.Kind.STOPPED,
            CampaignEvent.Kind.CUT_OFF,
            CampaignEvent.Kind.CONTINUED);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<CampaignEvent> events;
    private final List<Drop> drops;
    private final List<Long> fences;
    private final Map<String, Integer> counts = new TreeMap<>();

    private OpenWindows(List<CampaignEvent> events, List<Drop> drops, List<Long> fences) {
        this.events = events;
        this.drops = drops;
        this.fences = fences;
    }

    /** Work given up because its partition was revoked. */
    private record Drop(long at, String member) {}

    /** @param data the campaign's folder */
    static OpenWindows of(List<CampaignEvent> events, Path data) {
        return new OpenWindows(
                events,
                drops(data.resolve("services")).stream()
                        .flatMap(drop -> byOurClock(drop, events))
                        .toList(),
                fences(data));
    }

    /** Logs use their process's clock, which may have been off: all times the entry can mean. */
    private static Stream<Drop> byOurClock(Drop drop, List<CampaignEvent> events) {
        List<Drop> possible = new ArrayList<>();
        long offset = 0;
        long since = 0;
        List<CampaignEvent> clocks = events.stream()
                .filter(event -> event.kind() == CampaignEvent.Kind.CLOCK
                        && event.member().equals(drop.member()))
                .toList();
        for (CampaignEvent clock : clocks) {
            addIfWithin(possible, drop, offset, since, clock.at());
            offset = Long.parseLong(clock.subject());
            since = clock.at();
        }
        addIfWithin(possible, drop, offset, since, Long.MAX_VALUE);
        return possible.stream();
    }

    private static void addIfWithin(List<Drop> possible, Drop drop, long offset, long since, long until) {
        long at = drop.at() - offset;
        if (at >= since && at <= until) {
            possible.add(new Drop(at, drop.member()));
        }
    }

    /**
     * True if something happened to the caller between the two calls, or if the second caller was stopped with its
     * request already sent: no membership check can come between the last one and the request.
     */
    boolean open(Call before, Call again) {
        if (wasOnItsWayWhenStopped(again)) {
            counts.merge("on its way when stopped", 1, Integer::sum);
            return true;
        }
        for (CampaignEvent event : events) {
            if (event.member().equals(before.caller())
                    && HARM.contains(event.kind())
                    && event.at() >= before.at() - SLACK_MILLIS
                    && event.at() <= again.at()) {
                counts.merge(event.kind().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
                return true;
            }
        }
        for (Drop drop : drops) {
            if (drop.member().equals(before.caller())
                    && drop.at() >= before.at()
                    && drop.at() <= again.at()
                    && caused(drop)) {
                counts.merge("partition went", 1, Integer::sum);
                return true;
            }
        }
        return false;
    }

    private boolean wasOnItsWayWhenStopped(Call again) {
        return events.stream()
                .anyMatch(event -> event.member().equals(again.caller())
                        && event.kind() == CampaignEvent.Kind.CONTINUED
                        && event.at() <= again.at()
                        && event.at() >= again.at() - SLACK_MILLIS);
    }

    /** A partition is revoked when a group member joins, leaves or is out of reach, or a broker is: never by itself. */
    private boolean caused(Drop drop) {
        String stage = drop.member().substring(0, drop.member().lastIndexOf('-') + 1);
        return Stream.concat(
                        events.stream()
                                .filter(event -> event.member().startsWith(stage)
                                        || event.member().startsWith("broker-"))
                                .map(CampaignEvent::at),
                        fences.stream())
                .anyMatch(at -> at <= drop.at() && at >= drop.at() - CAUSE_MILLIS);
    }

    String counts() {
        return counts.isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        counts.entrySet().stream()
                                .map(count -> count.getKey() + " " + count.getValue())
                                .toList());
    }

    private static List<Drop> drops(Path services) {
        List<Drop> drops = new ArrayList<>();
        try (Stream<Path> files = Files.walk(services)) {
            for (Path file :
                    files.filter(path -> path.toString().contains(".log")).toList()) {
                String member = services.relativize(file).getName(0).toString();
                lines(file, "partition_gone").stream()
                        .filter(line -> text(line, "dropped").matches("[1-9][0-9]*"))
                        .forEach(line -> drops.add(new Drop(at(line), member)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return drops;
    }

    /** A controller that hears nothing from a broker for too long fences it, and all groups it coordinates move. */
    private static List<Long> fences(Path data) {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().matches("broker-\\d+\\.log"))
                    .flatMap(file -> lines(file, "Timed out heartbeat from broker").stream())
                    .map(OpenWindows::at)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> lines(Path file, String containing) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains(containing))
                    .map(OpenWindows::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long at(JsonNode line) {
        return Instant.parse(line.path("@timestamp").asText()).toEpochMilli();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(JsonNode line, String field) {
        return line.findPath(field).asText();
    }
}
