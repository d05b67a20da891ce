package dev.storycrew.bench.audit;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * All stages of a pipeline, with nobody asked: what a chapter says and what it rests on is as told. The router and the sequencer
 * are the real ones.
 */
final class ScriptedCrew implements AutoCloseable {
    private static final int SCENES = 2;
    private static final Usage USAGE = new Usage(1, 0, 100, 0, 0, 50, 0, 1000, true);

    private final Connection connection;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicTail tail;

    /** What the bible keeper notes of a chapter, where it is not the usual. */
    private final Map<Integer, String> facts = new ConcurrentHashMap<>();
    /** How a chapter ends, where that is not the usual. */
    private final Map<Integer, String> endings = new ConcurrentHashMap<>();
    /** In how many of a chapter's next texts the judge finds an issue. */
    private final Map<Integer, Integer> bad = new ConcurrentHashMap<>();
    /** The chapters of which an attempt says what the one before said. */
    private final Set<Integer> repeated = ConcurrentHashMap.newKeySet();
    /** The chapter whose facts a chapter rests on. */
    private final Map<Integer, Integer> restsOn;

    ScriptedCrew(Connection connection, Map<Integer, Integer> restsOn) {
        this.connection = connection;
        this.restsOn = Map.copyOf(restsOn);
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        List<Topic<?>> topics = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            topics.add(connection.topics().stage(stage));
        }
        this.tail = TopicTail.start(connection, topics, (topic, origin, value) -> work((ChapterEnvelope) value));
    }

    void says(int chapter, String fact) {
        facts.put(chapter, fact);
    }

    void ends(int chapter, String ending) {
        endings.put(chapter, ending);
    }

    /** From now on each attempt of a chapter's run has the same texts, and the judge likes each one better. */
    void repeats(int chapter) {
        repeated.add(chapter);
    }

    void fails(int chapter, int texts) {
        bad.put(chapter, texts);
    }

    private void work(ChapterEnvelope envelope) {
        Stage stage = envelope.work().report() == null ? envelope.nextStage() : Stage.BIBLE;
        Part part = stage.fills();
        if (stage == Stage.BIBLE) {
            send(envelope, stage, connection.topics().bibleResults(), noted(envelope));
        } else if (part == null) {
            send(envelope, stage, connection.topics().judgeResults(), judged(envelope));
        } else {
            ChapterEnvelope made = envelope.afterStage(made(envelope, part), cost(envelope, stage));
            send(envelope, stage, connection.topics().stage(made.nextStage()), made);
        }
    }

    private ChapterWork made(ChapterEnvelope envelope, Part part) {
        ChapterWork work = envelope.work();
        if (!part.isText()) {
            return work.withSceneList(new SceneList(
                    null,
                    null,
                    IntStream.rangeClosed(1, SCENES)
                            .mapToObj(number -> new ScenePlan(number, "purpose", null, List.of(), null, null, 250))
                            .toList()));
        }
        Map<Integer, String> texts = new TreeMap<>();
        work.missing(part)
                .forEach(scene -> texts.put(
                        scene,
                        part.label() + " " + scene + " of run " + envelope.run()
                                + (repeated.contains(envelope.id().number())
                                        ? ""
                                        : ", attempt " + envelope.attempt())));
        return work.with(part, texts);
    }

    private ChapterEnvelope judged(ChapterEnvelope envelope) {
        int number = envelope.id().number();
        boolean isBad = bad.merge(number, -1, Integer::sum) >= 0;
        List<Issue> issues = isBad ? List.of(new Issue("prose", Severity.MEDIUM, "note", "scene 1")) : List.of();
        JudgeReport report = new JudgeReport(
                new Scores(8, 8, 8, 8, isBad && repeated.contains(number) ? 5 + envelope.attempt() : 8, 8, 8),
                new HardFail(true, List.of()),
                issues.isEmpty(),
                issues,
                List.of("mend it"),
                List.of(),
                List.of());
        return envelope.afterJudge(report, cost(envelope, Stage.JUDGE));
    }

    private ChapterEnvelope noted(ChapterEnvelope accepted) {
        int number = accepted.id().number();
        Integer read = restsOn.get(number);
        List<String> reliedOn = accepted.bible().entries().stream()
                .filter(entry -> read != null && entry.chapter() == read)
                .map(entry -> entry.id().toString())
                .toList();
        String fact = facts.getOrDefault(number, "Fact of chapter " + number + ".");
        BibleChanges changes = new BibleChanges(
                        null, List.of(fact), List.of(), List.of(), List.of(), List.of(), List.of())
                .referring(List.of(), List.of(), reliedOn)
                .with(List.of(), endings.getOrDefault(number, "So ends chapter " + number + "."));
        return accepted.afterBible(
                accepted.redo() == null
                        ? changes
                        : changes.numberedAfter(
                                Objects.requireNonNull(accepted.redo()).former()),
                cost(accepted, Stage.BIBLE));
    }

    private static StageCost cost(ChapterEnvelope envelope, Stage stage) {
        return new StageCost(envelope.attempt(), stage, USAGE);
    }

    private void send(ChapterEnvelope from, Stage stage, Topic<ChapterEnvelope> to, ChapterEnvelope made) {
        put(connection.topics().stageRuns(), from.id().toString(), ran(from, stage));
        put(to, from.id().toString(), made);
    }

    /** A finished run of a stage. */
    static StageRun ran(ChapterEnvelope on, Stage stage) {
        return new StageRun(
                on.id(),
                on.requestId(),
                on.run(),
                on.attempt(),
                stage,
                StageRun.Phase.FINISHED,
                new TreeSet<>(),
                "nobody",
                "none",
                null,
                null,
                null,
                USAGE,
                true,
                1,
                "crew",
                null,
                1,
                null);
    }

    private <T> void put(Topic<T> topic, String key, T value) {
        try {
            producer.send(new ProducerRecord<>(
                            topic.name(),
                            key.getBytes(StandardCharsets.UTF_8),
                            connection.wire().encode(topic, value)))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        tail.close();
        producer.close();
    }
}
