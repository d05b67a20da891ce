package dev.storycrew.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.avro.BibleChangesRecord;
import dev.storycrew.schemas.avro.BibleRecord;
import dev.storycrew.schemas.avro.BriefRecord;
import dev.storycrew.schemas.avro.ChapterOutcomeRecord;
import dev.storycrew.schemas.avro.EndReasonName;
import dev.storycrew.schemas.avro.LevelReasonName;
import dev.storycrew.schemas.avro.OrderRecord;
import dev.storycrew.schemas.avro.PartName;
import dev.storycrew.schemas.avro.RetryDecisionRecord;
import dev.storycrew.schemas.avro.SceneRecord;
import dev.storycrew.schemas.avro.StageRunRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Decisions and outcomes that were written before their reasons were fields. */
class OlderRecordsTest {
    private static final Set<String> FACTS = Set.of("reason", "planUnreadable", "erasures", "explanationVersion");

    @Test
    void aDecisionFromBeforeKnowsNoReason() throws IOException {
        RetryDecision decision =
                Codecs.retryDecision().decode(writtenWithout(FACTS, RetryDecisionRecord.getClassSchema()));

        assertThat(decision.reason()).isEqualTo(LevelReason.UNKNOWN);
        assertThat(decision.planUnreadable()).isFalse();
        assertThat(decision.erasures()).isEmpty();
        assertThat(decision.explanationVersion()).isZero();
    }

    @Test
    void anOutcomeFromBeforeKnowsNeitherReasonNorWhatWasLeft() throws IOException {
        ChapterOutcomeRecord read = (ChapterOutcomeRecord) writtenWithout(
                Set.of("reason", "leftNanoUsd", "explanationVersion"), ChapterOutcomeRecord.getClassSchema());

        assertThat(read.getReason()).isEqualTo(EndReasonName.UNKNOWN);
        assertThat(read.getLeftNanoUsd()).isNull();
        assertThat(read.getExplanationVersion()).isZero();
    }

    @Test
    void aBookFromBeforeRemembersNoEndingAndDoesNotSayWhatFollows() throws IOException {
        assertThat(((BibleRecord) writtenWithout(Set.of("ending"), BibleRecord.getClassSchema())).getEnding())
                .isNull();
        assertThat(((BibleChangesRecord) writtenWithout(Set.of("ending"), BibleChangesRecord.getClassSchema()))
                        .getEnding())
                .isNull();
        assertThat(((BriefRecord) writtenWithout(Set.of("next"), BriefRecord.getClassSchema())).getNext())
                .isNull();
    }

    @Test
    void whatWasWrittenBeforeAnEditorOfFictionAskedForMoreIsRead() throws IOException {
        assertThat(((BibleRecord) writtenWithout(Set.of("phrases"), BibleRecord.getClassSchema())).getPhrases())
                .isNull();
        assertThat(((BibleChangesRecord) writtenWithout(Set.of("phrases"), BibleChangesRecord.getClassSchema()))
                        .getPhrases())
                .isNull();
        SceneRecord scene = (SceneRecord) writtenWithout(Set.of("knows", "ending"), SceneRecord.getClassSchema());
        assertThat(scene.getKnows()).isNull();
        assertThat(scene.getEnding()).isNull();
        OrderRecord order = (OrderRecord) writtenWithout(Set.of("strengths", "last"), OrderRecord.getClassSchema());
        assertThat(order.getStrengths()).isEmpty();
        assertThat(order.getLast()).isFalse();
        assertThat(((StageRunRecord) writtenWithout(Set.of("compared"), StageRunRecord.getClassSchema())).getCompared())
                .isNull();
    }

    /** Decisions name reports by their digests, and audits count those again. */
    @Test
    void aReportThatQuotesNothingHasTheDigestThatItHadBeforeThereWereQuotes() {
        assertThat(Digests.report(report(null)))
                .isEqualTo("8019b7e27dabeaca871b0436219517333ee9c3fe11cd16c3f16a9d5c6a9adb07")
                .isNotEqualTo(Digests.report(report("a quote")));
        assertThat(Digests.report(report("a quote"))).isNotEqualTo(Digests.report(report("another one")));
    }

    private static JudgeReport report(@Nullable String quote) {
        return new JudgeReport(
                new Scores(8, 7.5, 8, 8, 8, 6, 8),
                new HardFail(true, List.of()),
                false,
                List.of(
                        new Issue("hook", Severity.HIGH, "open it", "scene 2", quote),
                        new Issue("prose", Severity.LOW, "", null)),
                List.of("mend it"),
                List.of("the rain"),
                List.of(Finding.inScenes(Finding.Kind.REPETITION, "twice", List.of(1, 2))));
    }

    @Test
    void aStageRunFromBeforeDoesNotSayWhatItsAnswerUsedAndTodaysDoes() throws IOException {
        StageRunRecord before = (StageRunRecord) writtenWithout(Set.of("answer"), StageRunRecord.getClassSchema());
        assertThat(before.getAnswer()).isNull();

        Usage one = new Usage(1, 0, 100, 20, 70, 30, 5, 700, true);
        for (Price price : Arrays.asList(new Price(1, 0.1, 1.25, 5), null)) {
            StageRun run = new StageRun(
                    ChapterId.parse("book/1"),
                    "request",
                    1,
                    0,
                    Stage.first(),
                    StageRun.Phase.FINISHED,
                    new TreeSet<>(),
                    "openai",
                    "model",
                    "version",
                    "prompt",
                    "response",
                    one.plus(one),
                    false,
                    1,
                    "instance",
                    null,
                    2,
                    new AnswerUsage(one, 80, price));
            assertThat(Codecs.stageRun().decode(Codecs.stageRun().encode(run))).isEqualTo(run);
        }
    }

    @Test
    void everyReasonAndPartHasItsNameOnTheWire() {
        assertThat(names(LevelReason.values())).isEqualTo(names(LevelReasonName.values()));
        assertThat(names(EndReason.values())).isEqualTo(names(EndReasonName.values()));
        assertThat(names(PartName.values())).startsWith(names(Part.values()).toArray(new String[0]));
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    /** A record at random, written with a schema that lacks some of the fields and read with today's. */
    private static SpecificRecord writtenWithout(Set<String> fields, Schema today) throws IOException {
        Schema before = Schema.createRecord(
                today.getName(),
                null,
                today.getNamespace(),
                false,
                today.getFields().stream()
                        .filter(field -> !fields.contains(field.name()))
                        .map(field -> new Schema.Field(field, field.schema()))
                        .toList());
        GenericRecord old =
                (GenericRecord) new RandomData(before, 1, 7).iterator().next();
        if (before.getField("chapterNumber") != null) {
            old.put("bookId", "book");
            old.put("chapterNumber", 1);
        }
        OwnRecords.trust();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(before).write(old, encoder);
        encoder.flush();
        return new SpecificDatumReader<SpecificRecord>(before, today, SpecificData.getForSchema(today))
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }
}
