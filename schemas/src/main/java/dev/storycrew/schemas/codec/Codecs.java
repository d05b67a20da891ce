package dev.storycrew.schemas.codec;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.KeptCard;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.kpi.ChapterFigures;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.schemas.avro.AttemptEntry;
import dev.storycrew.schemas.avro.BibleChangesRecord;
import dev.storycrew.schemas.avro.BibleRecord;
import dev.storycrew.schemas.avro.BookProgressRecord;
import dev.storycrew.schemas.avro.BookStateRecord;
import dev.storycrew.schemas.avro.BriefRecord;
import dev.storycrew.schemas.avro.ChapterCanonRecord;
import dev.storycrew.schemas.avro.ChapterCardRecord;
import dev.storycrew.schemas.avro.ChapterEnvelopeRecord;
import dev.storycrew.schemas.avro.ChapterFiguresRecord;
import dev.storycrew.schemas.avro.ChapterOutcomeRecord;
import dev.storycrew.schemas.avro.ChapterProgressRecord;
import dev.storycrew.schemas.avro.ChapterRequestRecord;
import dev.storycrew.schemas.avro.ChapterStandingRecord;
import dev.storycrew.schemas.avro.CharacterRecord;
import dev.storycrew.schemas.avro.CommandResultRecord;
import dev.storycrew.schemas.avro.CostRecord;
import dev.storycrew.schemas.avro.DeadLetterRecord;
import dev.storycrew.schemas.avro.DecidedRecord;
import dev.storycrew.schemas.avro.KeptCardRecord;
import dev.storycrew.schemas.avro.KpiRollupRecord;
import dev.storycrew.schemas.avro.OperatorCommandRecord;
import dev.storycrew.schemas.avro.OrderRecord;
import dev.storycrew.schemas.avro.PairVerdictRecord;
import dev.storycrew.schemas.avro.PolicyDocumentRecord;
import dev.storycrew.schemas.avro.ReportRecord;
import dev.storycrew.schemas.avro.RetryDecisionRecord;
import dev.storycrew.schemas.avro.SceneListRecord;
import dev.storycrew.schemas.avro.SightingRecord;
import dev.storycrew.schemas.avro.StageRunRecord;
import dev.storycrew.schemas.avro.StoryBibleRecord;
import dev.storycrew.schemas.avro.WorkRecord;

/** The codec of each topic's value. */
public final class Codecs {
    private Codecs() {}

    public static Codec<ChapterRequest> chapterRequest() {
        return Codec.of(
                ChapterRequestRecord.class,
                ChapterRequestRecord.getClassSchema(),
                EventCodec::encode,
                EventCodec::decode);
    }

    public static Codec<ChapterEnvelope> chapterEnvelope() {
        return Codec.of(
                ChapterEnvelopeRecord.class,
                ChapterEnvelopeRecord.getClassSchema(),
                EnvelopeCodec::encode,
                EnvelopeCodec::decode);
    }

    public static Codec<RetryDecision> retryDecision() {
        return Codec.of(
                RetryDecisionRecord.class,
                RetryDecisionRecord.getClassSchema(),
                EventCodec::encode,
                EventCodec::decode);
    }

    public static Codec<StageRun> stageRun() {
        return Codec.of(StageRunRecord.class, StageRunRecord.getClassSchema(), EventCodec::encode, EventCodec::decode);
    }

    public static Codec<ChapterOutcome> chapterOutcome() {
        return Codec.of(
                ChapterOutcomeRecord.class,
                ChapterOutcomeRecord.getClassSchema(),
                EventCodec::encode,
                EventCodec::decode);
    }

    public static Codec<BibleSnapshot> storyBible() {
        return Codec.of(
                StoryBibleRecord.class, StoryBibleRecord.getClassSchema(), EventCodec::encode, EventCodec::decode);
    }

    public static Codec<DeadLetter> deadLetter() {
        return Codec.of(
                DeadLetterRecord.class, DeadLetterRecord.getClassSchema(), EventCodec::encode, EventCodec::decode);
    }

    public static Codec<OperatorCommand> operatorCommand() {
        return Codec.of(
                OperatorCommandRecord.class,
                OperatorCommandRecord.getClassSchema(),
                EventCodec::encode,
                EventCodec::decode);
    }

    public static Codec<CommandResult> commandResult() {
        return Codec.of(
                CommandResultRecord.class,
                CommandResultRecord.getClassSchema(),
                EventCodec::encode,
                EventCodec::decode);
    }

    public static Codec<PolicyDocument> policyDocument() {
        return Codec.of(
                PolicyDocumentRecord.class,
                PolicyDocumentRecord.getClassSchema(),
                EventCodec::encode,
                EventCodec::decode);
    }

    /** A judge report, a field of an envelope's work. */
    public static Codec<JudgeReport> judgeReport() {
        return Codec.of(ReportRecord.class, ReportRecord.getClassSchema(), JudgeCodec::encode, JudgeCodec::decode);
    }

    /** How a judge compared two texts, a field of an envelope. */
    public static Codec<PairVerdict> pairVerdict() {
        return Codec.of(
                PairVerdictRecord.class, PairVerdictRecord.getClassSchema(), JudgeCodec::encode, JudgeCodec::decode);
    }

    /** A scene list, a field of an envelope's work. */
    public static Codec<SceneList> sceneList() {
        return Codec.of(
                SceneListRecord.class, SceneListRecord.getClassSchema(), StoryCodec::encode, StoryCodec::decode);
    }

    /** A retry order, a field of an envelope. */
    public static Codec<RetryOrder> retryOrder() {
        return Codec.of(OrderRecord.class, OrderRecord.getClassSchema(), EnvelopeCodec::encode, EnvelopeCodec::decode);
    }

    /** The work on a chapter, a field of an envelope. */
    public static Codec<ChapterWork> chapterWork() {
        return Codec.of(WorkRecord.class, WorkRecord.getClassSchema(), EnvelopeCodec::encode, EnvelopeCodec::decode);
    }

    /** One attempt, an item of an envelope's history. */
    public static Codec<AttemptRecord> attempt() {
        return Codec.of(
                AttemptEntry.class, AttemptEntry.getClassSchema(), EnvelopeCodec::encode, EnvelopeCodec::decode);
    }

    /** What one stage run cost, an item of an envelope's costs. */
    public static Codec<StageCost> stageCost() {
        return Codec.of(CostRecord.class, CostRecord.getClassSchema(), EnvelopeCodec::encode, EnvelopeCodec::decode);
    }

    /** A person of a bible. */
    public static Codec<StoryCharacter> character() {
        return Codec.of(
                CharacterRecord.class, CharacterRecord.getClassSchema(), StoryCodec::encode, StoryCodec::decode);
    }

    /** A bible, a field of envelopes, outcomes and requests. */
    public static Codec<StoryBible> bible() {
        return Codec.of(BibleRecord.class, BibleRecord.getClassSchema(), StoryCodec::encode, StoryCodec::decode);
    }

    /** What a chapter adds to the bible, a field of an envelope. */
    public static Codec<BibleChanges> bibleChanges() {
        return Codec.of(
                BibleChangesRecord.class, BibleChangesRecord.getClassSchema(), StoryCodec::encode, StoryCodec::decode);
    }

    /** What was asked for, a field of envelopes, outcomes and requests. */
    public static Codec<ChapterBrief> brief() {
        return Codec.of(BriefRecord.class, BriefRecord.getClassSchema(), StoryCodec::encode, StoryCodec::decode);
    }

    /** What an accepted chapter has to do with the bible's entries, a field of an outcome. */
    public static Codec<ChapterCanon> chapterCanon() {
        return Codec.of(
                ChapterCanonRecord.class, ChapterCanonRecord.getClassSchema(), EntryCodec::encode, EntryCodec::decode);
    }

    /** The ledger's figures of a period; also the value of a state store. */
    public static Codec<KpiRollup> kpiRollup() {
        return Codec.of(KpiRollupRecord.class, KpiRollupRecord.getClassSchema(), KpiCodec::encode, KpiCodec::decode);
    }

    /** All that is counted of a chapter; the value of a state store of the ledger. */
    public static Codec<ChapterFigures> chapterFigures() {
        return Codec.of(
                ChapterFiguresRecord.class, ChapterFiguresRecord.getClassSchema(), KpiCodec::encode, KpiCodec::decode);
    }

    /** The value of the router's state store. */
    public static Codec<LastDecision> decided() {
        return Codec.of(DecidedRecord.class, DecidedRecord.getClassSchema(), EventCodec::encode, EventCodec::decode);
    }

    /** A judged attempt's work; the value of a state store of the router. */
    public static Codec<ChapterWork> work() {
        return Codec.of(WorkRecord.class, WorkRecord.getClassSchema(), EnvelopeCodec::encode, EnvelopeCodec::decode);
    }

    /** The value of the sequencer's state store. */
    public static Codec<BookState> bookState() {
        return Codec.of(
                BookStateRecord.class, BookStateRecord.getClassSchema(), EventCodec::encode, EventCodec::decode);
    }

    /** What stands of a chapter; the value of a state store of the sequencer. */
    public static Codec<ChapterStanding> chapterStanding() {
        return Codec.of(
                ChapterStandingRecord.class,
                ChapterStandingRecord.getClassSchema(),
                EventCodec::encode,
                EventCodec::decode);
    }

    /** What the ledger takes from a record. */
    public static Codec<ProgressEvent> sighting() {
        return Codec.of(
                SightingRecord.class, SightingRecord.getClassSchema(), LedgerCodec::encode, LedgerCodec::decode);
    }

    /** How far a chapter is; the value of state stores of the ledger. */
    public static Codec<ChapterProgress> chapterProgress() {
        return Codec.of(
                ChapterProgressRecord.class,
                ChapterProgressRecord.getClassSchema(),
                LedgerCodec::encode,
                LedgerCodec::decode);
    }

    /** What operators have decided about a book; the value of a state store of the ledger. */
    public static Codec<BookProgress> bookProgress() {
        return Codec.of(
                BookProgressRecord.class,
                BookProgressRecord.getClassSchema(),
                LedgerCodec::encode,
                LedgerCodec::decode);
    }

    /** The card of a chapter, or of a book. */
    public static Codec<Card> card() {
        return Codec.of(
                ChapterCardRecord.class, ChapterCardRecord.getClassSchema(), CardCodec::encode, CardCodec::decode);
    }

    /** A card with what its savings follow from; the value of a state store of the ledger. */
    public static Codec<KeptCard> keptCard() {
        return Codec.of(KeptCardRecord.class, KeptCardRecord.getClassSchema(), CardCodec::encode, CardCodec::decode);
    }
}
