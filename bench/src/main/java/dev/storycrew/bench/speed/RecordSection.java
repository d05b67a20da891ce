package dev.storycrew.bench.speed;

import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** What is written for a retry, and how records and times grow with a book. */
final class RecordSection implements SpeedSection {
    private static final int LANES = 2;
    private static final int RETRIED = 10;
    private static final int LATE = 60;
    private static final String FIRST_PASS = "";
    private static final String ACCEPTED = "accepted";
    private static final double EDIT_SHARE = 0.35;
    private static final double FULL_SHARE = 0.8;
    private static final double LATE_TIMES = 2;
    private static final double TIME_TIMES = 1.1;
    private static final int FEW = 10;

    private final int bookLength;

    /** @param bookLength chapters of the long book */
    RecordSection(int bookLength) {
        this.bookLength = Math.max(LATE, bookLength);
    }

    @Override
    public String name() {
        return "records";
    }

    @Override
    public List<SpeedRow> measure(Path folder) throws Exception {
        List<SpeedRow> rows = new ArrayList<>(retries(Files.createDirectories(folder.resolve("retries"))));
        rows.addAll(growth(Files.createDirectories(folder.resolve("growth"))));
        return rows;
    }

    /** A retry's envelopes beside those of a clean chapter: a first pass and what follows acceptance, which is no part of a retry. */
    static List<SpeedRow> retries(Path folder) throws Exception {
        Map<String, List<Long>> bytes = new HashMap<>();
        // An edit mends the pacing; a structure that failed needs another plan.
        for (String mistake : List.of("pacing", "structure")) {
            bytesByLevel(Files.createDirectories(folder.resolve(mistake)), mistake)
                    .forEach((level, more) -> bytes.computeIfAbsent(level, any -> new ArrayList<>())
                            .addAll(more));
        }
        double clean = mean(bytes, FIRST_PASS) + mean(bytes, ACCEPTED);
        return List.of(
                SpeedRow.timesAtMost(
                        EDIT_SHARE,
                        "envelopes of an EDIT_ONLY retry on the log, against a clean chapter's",
                        mean(bytes, RetryLevel.EDIT_ONLY),
                        clean,
                        "bytes"),
                SpeedRow.timesAtMost(
                        FULL_SHARE,
                        "envelopes of a FULL_RETRY on the log, against a clean chapter's",
                        mean(bytes, RetryLevel.FULL_RETRY),
                        clean,
                        "bytes"));
    }

    /** The bytes of each attempt of chapters that all fail at first. */
    private static Map<String, List<Long>> bytesByLevel(Path folder, String mistake) throws Exception {
        String mistakes = SpeedCluster.NO_MISTAKES.replace(mistake + ": 0", mistake + ": 1");
        try (SpeedCluster cluster = new SpeedCluster(folder, LANES, "0s", mistakes)) {
            cluster.carry(HistoryMaker.requests(RETRIED, 1));
            Map<Attempt, Long> bytes = new HashMap<>();
            Map<Attempt, String> levels = new HashMap<>();
            LogBytes log = LogBytes.read(folder);
            Set<String> afterAcceptance = Stream.of(Stage.values())
                    .filter(Stage::followsAcceptance)
                    .flatMap(stage -> Stream.of(
                            cluster.connection().topics().stage(stage),
                            cluster.connection().topics().results(stage)))
                    .map(Topic::name)
                    .collect(Collectors.toSet());
            forEachEnvelope(cluster.connection(), (record, envelope) -> {
                boolean accepted = afterAcceptance.contains(record.topic().name());
                Attempt attempt = new Attempt(envelope.brief().id(), envelope.attempt(), accepted);
                bytes.merge(
                        attempt,
                        log.of(new TopicPartition(record.topic().name(), record.partition()), record.offset()),
                        Long::sum);
                // Once it is judged, an attempt has no order any more.
                RetryOrder order = envelope.order();
                if (order != null) {
                    levels.put(attempt, order.level());
                }
            });
            return bytes.entrySet().stream()
                    .collect(Collectors.groupingBy(
                            entry -> entry.getKey().accepted()
                                    ? ACCEPTED
                                    : levels.getOrDefault(entry.getKey(), FIRST_PASS),
                            Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        }
    }

    /** @param accepted true for what follows its acceptance */
    private record Attempt(ChapterId chapter, int number, boolean accepted) {}

    private static double mean(Map<String, List<Long>> byLevel, String level) {
        return byLevel.getOrDefault(level, List.of()).stream()
                .mapToLong(Long::longValue)
                .average()
                .orElse(0);
    }

    private List<SpeedRow> growth(Path folder) throws Exception {
        List<ChapterRequest> book = HistoryMaker.requests(bookLength, bookLength);
        try (SpeedCluster cluster = new SpeedCluster(folder, LANES, "0s", SpeedCluster.NO_MISTAKES)) {
            cluster.carry(book);
            Map<Integer, Integer> sizes = new HashMap<>();
            String judged = cluster.connection().topics().judgeResults().name();
            forEachEnvelope(cluster.connection(), (record, envelope) -> {
                if (record.topic().name().equals(judged)) {
                    sizes.put(envelope.brief().id().number(), Objects.requireNonNull(record.value()).length);
                }
            });
            // The first ones are slow for another reason: nothing is compiled yet.
            double early = seconds(cluster, book, FEW, 2 * FEW);
            double late = seconds(cluster, book, bookLength - FEW - 1, bookLength - 1);
            return List.of(
                    SpeedRow.timesAtMost(
                            LATE_TIMES,
                            "the judged envelope of chapter " + LATE + ", against chapter 1",
                            sizes.getOrDefault(LATE, 0),
                            sizes.getOrDefault(1, 1),
                            "bytes"),
                    SpeedRow.timesAtMost(
                            TIME_TIMES,
                            "a chapter at the end of a book of " + bookLength + ", against its beginning",
                            late * 1000,
                            early * 1000,
                            "ms"));
        }
    }

    private static double seconds(SpeedCluster cluster, List<ChapterRequest> book, int from, int to) {
        return (cluster.endedAt(book.get(to).brief().id())
                        - cluster.endedAt(book.get(from).brief().id()))
                / 1e9
                / (to - from);
    }

    private interface EnvelopeSink {
        void take(TopicRecord record, ChapterEnvelope envelope);
    }

    private static void forEachEnvelope(Connection connection, EnvelopeSink sink) {
        List<Topic<?>> topics = List.copyOf(connection.topics().envelopes());
        TopicReader.open(connection, ReadPlan.all(topics)).forEach(record -> {
            byte[] value = record.value();
            if (value != null && connection.wire().decode(record.topic(), value) instanceof ChapterEnvelope envelope) {
                sink.take(record, envelope);
            }
        });
    }
}
