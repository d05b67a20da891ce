package dev.storycrew.app.validate;

import dev.storycrew.app.config.Config;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.RetryRouter;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.story.SmokeBook;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.WorkChange;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.schemas.access.DeniedException;
import dev.storycrew.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The eight checks of a deployment. Three chapters with a forced issue really run; the records they leave are checked.
 */
public final class Validation {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    private final Config config;
    private final Connection connection;
    private final Duration patience;
    private final DocumentedCommands documented;
    private final List<SmokeChapter> chapters;
    private final SmokeRecords records;

    /**
     * @param patience how long the three chapters may take
     * @param documented tells which commands the documentation names
     */
    public Validation(Config config, Connection connection, Duration patience, DocumentedCommands documented) {
        this.config = config;
        this.connection = connection;
        this.patience = patience;
        this.documented = documented;
        String book = SmokeBook.begunAt(System.currentTimeMillis());
        this.chapters = SmokeChapter.all(book);
        this.records = new SmokeRecords(connection.topics(), book);
    }

    /** Says what is missing of the documented command lines; empty if all exist. */
    public interface DocumentedCommands {
        List<String> missing(ValidationCheck check);
    }

    /** Runs all checks, in their order. */
    public List<ValidationCheck> run() throws InterruptedException {
        runSmokeChapters();
        ClusterChecks cluster = new ClusterChecks(connection);
        return List.of(
                configuration(),
                preservedOutputs(),
                roundTrip(),
                decisionTable(),
                cluster.topics(),
                cluster.schemas(),
                smoke(),
                documentation());
    }

    private void runSmokeChapters() throws InterruptedException {
        try (TopicTail tail =
                TopicTail.start(connection, records.topics(), (topic, origin, value) -> records.take(topic, value))) {
            tail.awaitCaughtUp(CATCH_UP);
            publish();
            long deadline = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < deadline && !chapters.stream().allMatch(this::finished)) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private boolean finished(SmokeChapter chapter) {
        return !records.judged(chapter.judged().id(), 1).isEmpty()
                && records.runs(chapter.judged().id(), 1).size()
                        >= chapter.redone().size();
    }

    private void publish() throws InterruptedException {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        Topic<ChapterEnvelope> topic = connection.topics().judgeResults();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (SmokeChapter chapter : chapters) {
                byte[] key = chapter.judged().id().toString().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(
                                topic.name(), key, connection.wire().encode(topic, chapter.judged())))
                        .get();
            }
        } catch (ExecutionException e) {
            throw new DeniedException("WRITE", "a chapter could not be sent: " + SystemReason.of(e), e.getCause());
        }
    }

    private ValidationCheck configuration() {
        ValidationCheck check = new ValidationCheck("Configuration and policy load");
        check.noted("broker " + connection.kafka().get("bootstrap.servers") + ", registry "
                + connection.registry().get("schema.registry.url"));
        check.noted("policy " + config.routing().policy().reference() + ", max-retries "
                + config.routing().policy().maxRetries() + ", rollout "
                + config.routing().policy().rolloutPercent() + " %");
        check.require(
                config.routing().selectiveRetryEnabled(),
                "selective retry is on",
                "selective retry is off, so every retry is FULL_RETRY: ENABLE_SELECTIVE_RETRY is false");
        config.llm().models().forEach((stage, model) -> check.noted(stage.label() + " uses " + model));
        return check;
    }

    private ValidationCheck preservedOutputs() {
        ValidationCheck check = new ValidationCheck("Retry levels preserve what they should");
        for (SmokeChapter chapter : chapters) {
            ChapterWork before = chapter.judged().work();
            List<ChapterEnvelope> again = records.judged(chapter.judged().id(), 1);
            if (again.isEmpty()) {
                check.problem(chapter.level().name() + ": no second judge result on judge-results");
                continue;
            }
            ChapterWork after = again.get(0).work();
            preserved(check, chapter.level(), WorkChange.between(before, after));
        }
        return check;
    }

    /** Each issue is in the second of three scenes; only a new plan erases all of them. */
    private static void preserved(ValidationCheck check, RetryLevel level, WorkChange change) {
        SortedSet<Integer> all = new TreeSet<>(List.of(1, 2, 3));
        SortedSet<Integer> others = level.erases().isText() ? new TreeSet<>(List.of(1, 3)) : new TreeSet<>();
        for (Part part : Part.values()) {
            boolean erased = part.compareTo(level.erases()) >= 0;
            SortedSet<Integer> expected = erased ? others : all;
            // An editor may return a scene unchanged; a new plan or draft differs from the made-up one.
            boolean asExpected = part.stage().canBeSkipped()
                    ? WorkChange.scenes(change.kept(), part).containsAll(expected)
                    : WorkChange.scenes(change.kept(), part).equals(expected);
            String what = part.phrase() + (erased && !expected.isEmpty() ? " of scenes 1 and 3" : "");
            if (expected.isEmpty()) {
                check.require(
                        asExpected,
                        level.name() + " kept nothing of " + what,
                        level.name() + " did not erase all of " + what);
            } else {
                check.require(
                        asExpected,
                        level.name() + " kept " + what + " byte for byte",
                        level.name() + " did not keep " + what + " byte for byte");
            }
        }
    }

    private ValidationCheck roundTrip() {
        ValidationCheck check = new ValidationCheck("State survives serialization to Avro");
        for (SmokeChapter chapter : chapters) {
            List<ChapterEnvelope> read = records.judged(chapter.judged().id(), 0);
            check.require(
                    read.size() == 1 && read.get(0).equals(chapter.judged()),
                    "the envelope of " + chapter.judged().id() + " was read back from judge-results unchanged",
                    "the envelope of " + chapter.judged().id() + " was " + (read.isEmpty() ? "not" : "changed when")
                            + " read back from judge-results");
        }
        return check;
    }

    private ValidationCheck decisionTable() {
        ValidationCheck check = new ValidationCheck("Decisions follow the table");
        RetryPolicy policy = config.routing().policy();
        ChapterWork work = chapters.get(0).judged().work();
        Map<String, String> table = new LinkedHashMap<>();
        policy.rules().stream()
                .filter(rule -> rule.severities().isEmpty())
                .forEach(rule -> rule.issues().forEach(issue -> table.putIfAbsent(issue, rule.level())));
        table.putIfAbsent("something-unknown", policy.otherwise());
        table.forEach((type, level) -> {
            Verdict verdict = new Verdict(false, List.of(new Issue(type, Severity.MEDIUM, "", null)), List.of());
            Route route = new RetryRouter(policy, true).route(0, Arm.SELECTIVE, verdict, work);
            String decided = route instanceof Route.Retry retry ? retry.level().name() : "no retry";
            boolean disabled = policy.disabledLevels().contains(level);
            check.require(
                    decided.equals(level) || disabled,
                    type + " -> " + decided,
                    type + " -> " + decided + ", expected " + level);
        });
        for (SmokeChapter chapter : chapters) {
            List<RetryDecision> decisions = records.decisions(chapter.judged().id(), 0);
            String decided = decisions.isEmpty() ? "nothing" : decisions.get(0).level();
            check.require(
                    decisions.size() == 1 && decided.equals(chapter.level().name()),
                    "retry-decisions holds " + decided + " for "
                            + chapter.judged().id(),
                    "retry-decisions holds "
                            + (decisions.size() > 1 ? Counted.of(decisions.size(), "decision") : decided) + " for "
                            + chapter.judged().id() + ", expected "
                            + chapter.level().name());
        }
        return check;
    }

    private ValidationCheck smoke() {
        ValidationCheck check =
                new ValidationCheck("A chapter for each level really runs, and only what is needed is redone");
        for (SmokeChapter chapter : chapters) {
            List<StageRun> runs = records.runs(chapter.judged().id(), 1);
            List<Stage> redone =
                    new ArrayList<>(runs.stream().map(StageRun::stage).toList());
            redone.removeIf(Stage::followsAcceptance);
            check.require(
                    redone.equals(chapter.redone()),
                    chapter.level().name() + ": stage-runs holds " + labels(redone) + " for retry 1",
                    chapter.level().name() + ": stage-runs holds " + labels(redone) + " for retry 1, expected "
                            + labels(chapter.redone()));
            runs.stream()
                    .filter(run ->
                            chapter.level().erases().isText() && run.stage().fillsTexts())
                    .forEach(run -> check.require(
                            run.scenes().equals(new TreeSet<>(List.of(2))),
                            chapter.level().name() + ": " + run.stage().label() + " was asked for "
                                    + Scenes.named(run.scenes()),
                            chapter.level().name() + ": " + run.stage().label() + " was asked for "
                                    + (run.scenes().isEmpty() ? "no scene" : Scenes.named(run.scenes()))
                                    + ", expected scene 2"));
        }
        return check;
    }

    private static String labels(List<Stage> stages) {
        return stages.isEmpty() ? "nothing" : stages.stream().map(Stage::label).collect(Collectors.joining(", "));
    }

    private ValidationCheck documentation() {
        ValidationCheck check = new ValidationCheck("The documentation's commands exist");
        documented.missing(check).forEach(check::problem);
        return check;
    }
}
