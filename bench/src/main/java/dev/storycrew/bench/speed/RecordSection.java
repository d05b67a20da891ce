package dev.storycrew.bench.speed;

import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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

    /** What a retry adds to the log, beside a clean chapter: its first pass and what follows acceptance, which is no part of a retry. */
    static List<SpeedRow> retries(Path folder) throws Exception {
        Map<Part, List<Long>> bytes = new HashMap<>();
        // An edit mends the pacing; a structure that failed needs another plan.
        for (String mistake : List.of("pacing", "structure")) {
            bytesByLevel(Files.createDirectories(folder.resolve(mistake)), mistake)
                    .forEach((part, more) -> bytes.computeIfAbsent(part, any -> new ArrayList<>())
                            .addAll(more));
        }
        List<SpeedRow> rows = new ArrayList<>();
        for (boolean envelopes : List.of(true, false)) {
            String what = envelopes ? "envelopes" : "all records";
            double clean = mean(bytes, FIRST_PASS, envelopes) + mean(bytes, ACCEPTED, envelopes);
            rows.add(SpeedRow.timesAtMost(
                    EDIT_SHARE,
                    what + " of an EDIT_ONLY retry on the log, against a clean chapter's",
                    mean(bytes, RetryLevel.EDIT_ONLY, envelopes),
                    clean,
                    "bytes"));
            rows.add(SpeedRow.timesAtMost(
                    FULL_SHARE,
                    what + " of a FULL_RETRY on the log, against a clean chapter's",
                    mean(bytes, RetryLevel.FULL_RETRY, envelopes),
                    clean,
                    "bytes"));
        }
        return rows;
    }

    /**
     * A part of what a chapter's records take.
     *
     * @param level of a retry; or the first pass, or what follows acceptance
     * @param envelopes true for its envelopes alone
     */
    private record Part(String level, boolean envelopes) {}

    /** The bytes of each attempt of chapters that all fail at first. */
    private static Map<Part, List<Long>> bytesByLevel(Path folder, String mistake) throws Exception {
        String mistakes = SpeedCluster.NO_MISTAKES.replace(mistake + ": 0", mistake + ": 1");
        try (SpeedCluster cluster = new SpeedCluster(folder, LANES, "0s", mistakes)) {
            cluster.carry(HistoryMaker.requests(RETRIED, 1));
            TopicCatalogue topics = cluster.connection().topics();
            Map<Attempt, Long> all = new HashMap<>();
            Map<Attempt, Long> envelopes = new HashMap<>();
            Map<Attempt, String> levels = new HashMap<>();
            LogBytes log = LogBytes.read(folder);
            Set<String> afterAcceptance = Stream.of(Stage.values())
                    .filter(Stage::followsAcceptance)
                    .flatMap(stage -> Stream.of(topics.stage(stage), topics.results(stage)))
                    .map(Topic::name)
                    .collect(Collectors.toSet());
            List<Topic<?>> read = new ArrayList<>(topics.envelopes());
            read.addAll(List.of(
                    topics.chapterRequests(),
                    topics.stageRuns(),
                    topics.retryDecisions(),
                    topics.chapters(),
                    topics.storyBibles()));
            forEach(cluster.connection(), read, (record, value) -> {
                Attempt attempt =
                        attempt(value, afterAcceptance.contains(record.topic().name()));
                long size = log.of(new TopicPartition(record.topic().name(), record.partition()), record.offset());
                all.merge(attempt, size, Long::sum);
                if (value instanceof ChapterEnvelope envelope) {
                    envelopes.merge(attempt, size, Long::sum);
                    // Once it is judged, an attempt has no order any more.
                    RetryOrder order = envelope.order();
                    if (order != null) {
                        levels.put(attempt, order.level());
                    }
                }
            });
            Map<Part, List<Long>> parts = new HashMap<>();
            all.forEach((attempt, size) -> {
                String level = attempt.accepted() ? ACCEPTED : levels.getOrDefault(attempt, FIRST_PASS);
                parts.computeIfAbsent(new Part(level, false), none -> new ArrayList<>())
                        .add(size);
                parts.computeIfAbsent(new Part(level, true), none -> new ArrayList<>())
                        .add(envelopes.getOrDefault(attempt, 0L));
            });
            return parts;
        }
    }

    /** @param number 0 for what follows its acceptance */
    private record Attempt(ChapterId chapter, int number, boolean accepted) {}

    /** The attempt that a record belongs to. A decision belongs to the retry that it begins. */
    private static Attempt attempt(Object value, boolean afterAcceptance) {
        if (value instanceof ChapterEnvelope envelope) {
            return new Attempt(envelope.id(), afterAcceptance ? 0 : envelope.attempt(), afterAcceptance);
        } else if (value instanceof StageRun run) {
            boolean after = run.stage().followsAcceptance();
            return new Attempt(run.chapter(), after ? 0 : run.attempt(), after);
        } else if (value instanceof RetryDecision decision) {
            return new Attempt(decision.chapter(), decision.attempt() + 1, false);
        } else if (value instanceof ChapterRequest request) {
            return new Attempt(request.brief().id(), 0, false);
        } else if (value instanceof ChapterOutcome outcome) {
            return new Attempt(outcome.chapter(), 0, true);
        }
        return new Attempt(((BibleSnapshot) value).leftBy(), 0, true);
    }

    private static double mean(Map<Part, List<Long>> bytes, String level, boolean envelopes) {
        return bytes.getOrDefault(new Part(level, envelopes), List.of()).stream()
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
            forEach(cluster.connection(), cluster.connection().topics().envelopes(), (record, value) -> {
                if (record.topic().name().equals(judged) && value instanceof ChapterEnvelope envelope) {
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

    private interface ValueSink {
        void take(TopicRecord record, Object value);
    }

    private static void forEach(Connection connection, Collection<? extends Topic<?>> topics, ValueSink sink) {
        TopicReader.open(connection, ReadPlan.all(List.copyOf(topics))).forEach(record -> {
            byte[] value = record.value();
            if (value != null) {
                sink.take(record, connection.wire().decode(record.topic(), value));
            }
        });
    }
}
