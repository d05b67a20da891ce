package dev.storycrew.schemas.codec;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.kpi.ChapterFact;
import dev.storycrew.core.kpi.ChapterFigures;
import dev.storycrew.core.kpi.KpiFigure;
import dev.storycrew.core.kpi.KpiMeasure;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.schemas.avro.ArmName;
import dev.storycrew.schemas.avro.ChapterFiguresRecord;
import dev.storycrew.schemas.avro.HasEndedRecord;
import dev.storycrew.schemas.avro.KpiRollupRecord;
import dev.storycrew.schemas.avro.OutcomeKind;
import dev.storycrew.schemas.avro.PlaceRecord;
import dev.storycrew.schemas.avro.ReopenedRecord;
import dev.storycrew.schemas.avro.SentBackRecord;
import dev.storycrew.schemas.avro.StageRanRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Figures: each measure is a field of the roll-up's record, by its name. */
final class KpiCodec {
    private KpiCodec() {}

    static KpiRollupRecord encode(KpiRollup rollup) {
        Map<KpiMeasure, Map<String, Long>> byLabel = new EnumMap<>(KpiMeasure.class);
        rollup.figures()
                .forEach((figure, amount) -> byLabel.computeIfAbsent(figure.measure(), first -> new TreeMap<>())
                        .put(figure.label(), amount));
        KpiRollupRecord record = new KpiRollupRecord();
        record.put("period", rollup.period());
        for (KpiMeasure measure : KpiMeasure.values()) {
            record.put(
                    measure.field(),
                    measure.labelled() ? byLabel.getOrDefault(measure, Map.of()) : (Object) rollup.get(measure));
        }
        return record;
    }

    static KpiRollup decode(KpiRollupRecord record) {
        TreeMap<KpiFigure, Long> figures = new TreeMap<>();
        for (KpiMeasure measure : KpiMeasure.values()) {
            Object counted = record.get(measure.field());
            if (counted instanceof Map<?, ?> byLabel) {
                byLabel.forEach(
                        (label, amount) -> figures.put(new KpiFigure(measure, label.toString()), (Long) amount));
            } else {
                figures.put(new KpiFigure(measure, ""), (Long) counted);
            }
        }
        return new KpiRollup(record.getPeriod(), figures);
    }

    static ChapterFiguresRecord encode(ChapterFigures chapter) {
        ChapterFiguresRecord record = ChapterFiguresRecord.newBuilder().build();
        for (ChapterFact fact : chapter.facts()) {
            PlaceRecord place = new PlaceRecord(
                    Instant.ofEpochMilli(fact.place().at()), fact.place().offset());
            if (fact instanceof ChapterFact.StageRan ran) {
                record.getRan().add(new StageRanRecord(place, EventCodec.encode(ran.run())));
            } else if (fact instanceof ChapterFact.WasSentBack back) {
                record.getSentBack()
                        .add(new SentBackRecord(
                                place,
                                back.run(),
                                back.attempt(),
                                back.level(),
                                back.escalated(),
                                ArmName.valueOf(back.arm().name())));
            } else if (fact instanceof ChapterFact.WasReopened opened) {
                record.getReopened().add(new ReopenedRecord(place, opened.run(), opened.level()));
            } else if (fact instanceof ChapterFact.HasEnded end) {
                record.getEnded().add(encode(place, end));
            }
        }
        return record;
    }

    private static HasEndedRecord encode(PlaceRecord place, ChapterFact.HasEnded end) {
        Arm arm = end.arm();
        return new HasEndedRecord(
                place,
                end.run(),
                OutcomeKind.valueOf(end.kind().name()),
                arm == null ? null : ArmName.valueOf(arm.name()),
                StoryCodec.map(end.attempts(), EnvelopeCodec::encode),
                end.byOperator(),
                end.millis());
    }

    static ChapterFigures decode(ChapterFiguresRecord record) {
        List<ChapterFact> facts = new ArrayList<>();
        record.getRan()
                .forEach(ran ->
                        facts.add(new ChapterFact.StageRan(decode(ran.getPlace()), EventCodec.decode(ran.getRun()))));
        record.getSentBack()
                .forEach(back -> facts.add(new ChapterFact.WasSentBack(
                        decode(back.getPlace()),
                        back.getRun(),
                        back.getAttempt(),
                        back.getLevel(),
                        back.getEscalated(),
                        Arm.valueOf(back.getArm().name()))));
        record.getReopened()
                .forEach(opened -> facts.add(
                        new ChapterFact.WasReopened(decode(opened.getPlace()), opened.getRun(), opened.getLevel())));
        record.getEnded().forEach(end -> facts.add(decode(end)));
        return new ChapterFigures(facts);
    }

    private static ChapterFact.HasEnded decode(HasEndedRecord end) {
        ArmName arm = end.getArm();
        return new ChapterFact.HasEnded(
                decode(end.getPlace()),
                end.getRun(),
                ChapterOutcome.Kind.valueOf(end.getKind().name()),
                arm == null ? null : Arm.valueOf(arm.name()),
                StoryCodec.map(end.getAttempts(), EnvelopeCodec::decode),
                end.getByOperator(),
                end.getMillis());
    }

    private static ChapterFact.Place decode(PlaceRecord place) {
        return new ChapterFact.Place(place.getAt().toEpochMilli(), place.getOffset());
    }
}
