package dev.storycrew.schemas.codec;

import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.event.BibleAdditions;
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
import dev.storycrew.core.event.PairComparison;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.event.RedoPass;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Part;
import dev.storycrew.schemas.avro.AnswerUsageRecord;
import dev.storycrew.schemas.avro.ArmName;
import dev.storycrew.schemas.avro.BookStateRecord;
import dev.storycrew.schemas.avro.ChapterOutcomeRecord;
import dev.storycrew.schemas.avro.ChapterRequestRecord;
import dev.storycrew.schemas.avro.ChapterStandingRecord;
import dev.storycrew.schemas.avro.CommandKind;
import dev.storycrew.schemas.avro.CommandResultRecord;
import dev.storycrew.schemas.avro.CommandVerdict;
import dev.storycrew.schemas.avro.DeadLetterRecord;
import dev.storycrew.schemas.avro.DecidedRecord;
import dev.storycrew.schemas.avro.EndReasonName;
import dev.storycrew.schemas.avro.EndedRecord;
import dev.storycrew.schemas.avro.ErasureRecord;
import dev.storycrew.schemas.avro.HeaderRecord;
import dev.storycrew.schemas.avro.LevelReasonName;
import dev.storycrew.schemas.avro.OperatorCommandRecord;
import dev.storycrew.schemas.avro.OutcomeKind;
import dev.storycrew.schemas.avro.PairComparisonRecord;
import dev.storycrew.schemas.avro.PartName;
import dev.storycrew.schemas.avro.PendingRecord;
import dev.storycrew.schemas.avro.PolicyDocumentRecord;
import dev.storycrew.schemas.avro.RedoPassRecord;
import dev.storycrew.schemas.avro.RetryDecisionRecord;
import dev.storycrew.schemas.avro.RunPhase;
import dev.storycrew.schemas.avro.ScopeName;
import dev.storycrew.schemas.avro.StageRunRecord;
import dev.storycrew.schemas.avro.StoryBibleRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The records written about chapters, on the wire. */
final class EventCodec {
    private EventCodec() {}

    static ChapterRequestRecord encode(ChapterRequest request) {
        return new ChapterRequestRecord(
                request.requestId(),
                StoryCodec.encode(request.brief()),
                StoryCodec.encode(request.bible()),
                request.update(),
                StoryCodec.map(request.added().characters(), StoryCodec::encode),
                request.added().facts());
    }

    static ChapterRequest decode(ChapterRequestRecord request) {
        return new ChapterRequest(
                request.getRequestId(),
                StoryCodec.decode(request.getBrief()),
                StoryCodec.decode(request.getBible()),
                request.getUpdate(),
                new BibleAdditions(
                        StoryCodec.map(request.getAddedCharacters(), StoryCodec::decode), request.getAddedFacts()));
    }

    static RetryDecisionRecord encode(RetryDecision decision) {
        return new RetryDecisionRecord(
                decision.chapter().bookId(),
                decision.chapter().number(),
                decision.requestId(),
                decision.run(),
                decision.attempt(),
                decision.reportDigest(),
                decision.level(),
                ScopeName.valueOf(decision.scope().name()),
                List.copyOf(decision.scenes()),
                JudgeCodec.encodeIssues(decision.issues()),
                decision.failedGates(),
                decision.escalated(),
                decision.explanation(),
                decision.policy(),
                ArmName.valueOf(decision.arm().name()),
                decision.leftNanoUsd(),
                Instant.ofEpochMilli(decision.decidedAt()),
                LevelReasonName.valueOf(decision.reason().name()),
                decision.planUnreadable(),
                StoryCodec.map(decision.erasures(), EventCodec::encode),
                decision.explanationVersion());
    }

    static RetryDecision decode(RetryDecisionRecord decision) {
        return new RetryDecision(
                new ChapterId(decision.getBookId(), decision.getChapterNumber()),
                decision.getRequestId(),
                decision.getRun(),
                decision.getAttempt(),
                decision.getReportDigest(),
                decision.getLevel(),
                Scope.valueOf(decision.getScope().name()),
                new TreeSet<>(decision.getScenes()),
                JudgeCodec.decodeIssues(decision.getIssues()),
                decision.getFailedGates(),
                decision.getEscalated(),
                decision.getExplanation(),
                decision.getPolicy(),
                Arm.valueOf(decision.getArm().name()),
                decision.getLeftNanoUsd(),
                decision.getDecidedAt().toEpochMilli(),
                LevelReason.valueOf(decision.getReason().name()),
                decision.getPlanUnreadable(),
                StoryCodec.map(decision.getErasures(), EventCodec::decode),
                decision.getExplanationVersion());
    }

    static ErasureRecord encode(Erasure erasure) {
        return new ErasureRecord(
                PartName.valueOf(erasure.from().name()), List.copyOf(erasure.scenes()), erasure.offered());
    }

    static Erasure decode(ErasureRecord erasure) {
        if (erasure.getFrom() == PartName.UNKNOWN) {
            throw new IllegalArgumentException("the record names a part unknown to this version");
        }
        return new Erasure(
                Part.valueOf(erasure.getFrom().name()), new TreeSet<>(erasure.getScenes()), erasure.getOffered());
    }

    static StageRunRecord encode(StageRun run) {
        AnswerUsage answer = run.answer();
        return new StageRunRecord(
                run.chapter().bookId(),
                run.chapter().number(),
                run.requestId(),
                run.run(),
                run.attempt(),
                EnvelopeCodec.encode(run.stage()),
                RunPhase.valueOf(run.phase().name()),
                List.copyOf(run.scenes()),
                run.provider(),
                run.model(),
                run.promptVersion(),
                run.promptDigest(),
                run.responseDigest(),
                EnvelopeCodec.encode(run.usage()),
                run.notionalPrice(),
                run.durationMillis(),
                run.instance(),
                run.detail(),
                Instant.ofEpochMilli(run.at()),
                List.copyOf(run.lookedAgain()),
                run.partialReview() == null ? null : JudgeCodec.encode(run.partialReview()),
                answer == null ? null : EnvelopeCodec.encode(answer),
                run.bibleLeftOut(),
                run.warnings(),
                run.compared() == null ? null : encode(run.compared()));
    }

    private static PairComparisonRecord encode(PairComparison compared) {
        PairVerdict verdict = compared.verdict();
        return new PairComparisonRecord(
                verdict == null ? null : JudgeCodec.encode(verdict), EnvelopeCodec.encode(compared.usage()));
    }

    private static PairComparison decode(PairComparisonRecord compared) {
        return new PairComparison(
                compared.getVerdict() == null ? null : JudgeCodec.decode(compared.getVerdict()),
                EnvelopeCodec.decode(compared.getUsage()));
    }

    static StageRun decode(StageRunRecord run) {
        AnswerUsageRecord answer = run.getAnswer();
        return new StageRun(
                new ChapterId(run.getBookId(), run.getChapterNumber()),
                run.getRequestId(),
                run.getRun(),
                run.getAttempt(),
                EnvelopeCodec.decode(run.getStage()),
                StageRun.Phase.valueOf(run.getPhase().name()),
                new TreeSet<>(run.getScenes()),
                run.getProvider(),
                run.getModel(),
                run.getPromptVersion(),
                run.getPromptDigest(),
                run.getResponseDigest(),
                EnvelopeCodec.decode(run.getUsage()),
                run.getNotionalPrice(),
                run.getDurationMillis(),
                run.getInstance(),
                run.getDetail(),
                run.getAt().toEpochMilli(),
                new TreeSet<>(run.getLookedAgain()),
                run.getPartialReview() == null ? null : JudgeCodec.decode(run.getPartialReview()),
                answer == null ? null : EnvelopeCodec.decode(answer),
                run.getBibleLeftOut(),
                run.getWarnings(),
                run.getCompared() == null ? null : decode(run.getCompared()));
    }

    static ChapterOutcomeRecord encode(ChapterOutcome outcome) {
        Arm arm = outcome.arm();
        return new ChapterOutcomeRecord(
                outcome.requestId(),
                StoryCodec.encode(outcome.brief()),
                outcome.run(),
                OutcomeKind.valueOf(outcome.kind().name()),
                outcome.best() == null ? null : EnvelopeCodec.encode(outcome.best()),
                outcome.bibleChanges() == null ? null : StoryCodec.encode(outcome.bibleChanges()),
                StoryCodec.encode(outcome.bible()),
                StoryCodec.map(outcome.history(), EnvelopeCodec::encode),
                EnvelopeCodec.encodeCosts(outcome.costs()),
                arm == null ? null : ArmName.valueOf(arm.name()),
                outcome.policy(),
                outcome.explanation(),
                outcome.commandId(),
                Instant.ofEpochMilli(outcome.requestedAt()),
                Instant.ofEpochMilli(outcome.endedAt()),
                EndReasonName.valueOf(outcome.reason().name()),
                outcome.leftNanoUsd(),
                outcome.explanationVersion(),
                outcome.canon() == null ? null : EntryCodec.encode(outcome.canon()),
                outcome.byHand());
    }

    static ChapterOutcome decode(ChapterOutcomeRecord outcome) {
        return new ChapterOutcome(
                outcome.getRequestId(),
                StoryCodec.decode(outcome.getBrief()),
                outcome.getRun(),
                ChapterOutcome.Kind.valueOf(outcome.getKind().name()),
                outcome.getBest() == null ? null : EnvelopeCodec.decode(outcome.getBest()),
                outcome.getBibleChanges() == null ? null : StoryCodec.decode(outcome.getBibleChanges()),
                StoryCodec.decode(outcome.getBible()),
                StoryCodec.map(outcome.getHistory(), EnvelopeCodec::decode),
                EnvelopeCodec.decodeCosts(outcome.getCosts()),
                outcome.getArm() == null ? null : Arm.valueOf(outcome.getArm().name()),
                outcome.getPolicy(),
                outcome.getExplanation(),
                outcome.getCommandId(),
                outcome.getRequestedAt().toEpochMilli(),
                outcome.getEndedAt().toEpochMilli(),
                EndReason.valueOf(outcome.getReason().name()),
                outcome.getLeftNanoUsd(),
                outcome.getExplanationVersion(),
                outcome.getCanon() == null ? null : EntryCodec.decode(outcome.getCanon()),
                outcome.getByHand());
    }

    static StoryBibleRecord encode(BibleSnapshot left) {
        return new StoryBibleRecord(
                left.leftBy().bookId(), left.leftBy().number(), left.run(), StoryCodec.encode(left.bible()));
    }

    static BibleSnapshot decode(StoryBibleRecord left) {
        return new BibleSnapshot(
                new ChapterId(left.getBookId(), left.getLeftByChapter()),
                left.getRun(),
                StoryCodec.decode(left.getBible()));
    }

    static DeadLetterRecord encode(DeadLetter letter) {
        return new DeadLetterRecord(
                letter.id(),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                wrap(letter.key()),
                wrap(letter.value()),
                letter.consumer(),
                letter.reason(),
                letter.message(),
                letter.stack(),
                letter.deliveries(),
                Instant.ofEpochMilli(letter.at()),
                letter.headers().stream()
                        .map(header -> new HeaderRecord(header.name(), wrap(header.value())))
                        .toList());
    }

    static DeadLetter decode(DeadLetterRecord letter) {
        return new DeadLetter(
                letter.getId(),
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset(),
                unwrap(letter.getKey()),
                unwrap(letter.getValue()),
                letter.getConsumer(),
                letter.getReason(),
                letter.getMessage(),
                letter.getStack(),
                letter.getDeliveries(),
                letter.getAt().toEpochMilli(),
                letter.getHeaders().stream()
                        .map(header -> new DeadLetter.Header(header.getName(), unwrap(header.getValue())))
                        .toList());
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte @Nullable [] unwrap(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    static OperatorCommandRecord encode(OperatorCommand command) {
        return new OperatorCommandRecord(
                command.id(),
                CommandKind.valueOf(command.kind().name()),
                command.target(),
                command.level(),
                List.copyOf(command.scenes()),
                command.attempt(),
                StoryCodec.encode(command.text()),
                command.note(),
                command.who(),
                Instant.ofEpochMilli(command.at()),
                List.copyOf(command.chapters()));
    }

    static OperatorCommand decode(OperatorCommandRecord command) {
        return new OperatorCommand(
                command.getId(),
                OperatorCommand.Kind.valueOf(command.getKind().name()),
                command.getTarget(),
                command.getLevel(),
                new TreeSet<>(command.getScenes()),
                command.getAttempt(),
                StoryCodec.decodeTexts(command.getText()),
                new TreeSet<>(command.getChapters()),
                command.getNote(),
                command.getWho(),
                command.getAt().toEpochMilli());
    }

    static CommandResultRecord encode(CommandResult result) {
        ChapterEnvelope start = result.start();
        return new CommandResultRecord(
                encode(result.command()),
                CommandVerdict.valueOf(result.verdict().name()),
                result.by(),
                result.explanation(),
                result.run(),
                start == null ? null : EnvelopeCodec.encode(start),
                Instant.ofEpochMilli(result.at()));
    }

    static CommandResult decode(CommandResultRecord result) {
        return new CommandResult(
                decode(result.getCommand()),
                CommandResult.Verdict.valueOf(result.getVerdict().name()),
                result.getBy(),
                result.getExplanation(),
                result.getRun(),
                result.getStart() == null ? null : EnvelopeCodec.decode(result.getStart()),
                result.getAt().toEpochMilli());
    }

    static PolicyDocumentRecord encode(PolicyDocument document) {
        return new PolicyDocumentRecord(
                document.name(),
                document.version(),
                document.body(),
                document.who(),
                Instant.ofEpochMilli(document.publishedAt()));
    }

    static PolicyDocument decode(PolicyDocumentRecord document) {
        return new PolicyDocument(
                document.getName(),
                document.getVersion(),
                document.getBody(),
                document.getWho(),
                document.getPublishedAt().toEpochMilli());
    }

    static DecidedRecord encode(LastDecision decided) {
        return new DecidedRecord(decided.run(), decided.attempt(), decided.accepted(), decided.ended());
    }

    static LastDecision decode(DecidedRecord decided) {
        return new LastDecision(decided.getRun(), decided.getAttempt(), decided.getAccepted(), decided.getEnded());
    }

    static BookStateRecord encode(BookState book) {
        BookState.Ended last = book.last();
        return new BookStateRecord(
                book.inFlight(),
                book.startedAt(),
                last == null
                        ? null
                        : new EndedRecord(
                                last.chapter(),
                                last.run(),
                                OutcomeKind.valueOf(last.kind().name()),
                                last.kept(),
                                last.costNanoUsd()),
                book.bible() == null ? null : StoryCodec.encode(book.bible()),
                book.spentNanoUsd(),
                book.heldBecause(),
                book.heldBy(),
                book.commands(),
                book.redo() == null ? null : encode(book.redo()),
                List.copyOf(book.locked()),
                List.copyOf(book.unfit()));
    }

    private static RedoPassRecord encode(RedoPass pass) {
        return new RedoPassRecord(
                pass.cause(),
                pass.recheck(),
                pass.pending().entrySet().stream()
                        .map(chapter -> new PendingRecord(chapter.getKey(), chapter.getValue()))
                        .toList(),
                pass.refold());
    }

    private static RedoPass decode(RedoPassRecord pass) {
        SortedMap<Integer, List<String>> pending = new TreeMap<>();
        pass.getPending().forEach(chapter -> pending.put(chapter.getChapter(), chapter.getBecause()));
        return new RedoPass(pass.getCause(), pass.getRecheck(), pending, pass.getRefold());
    }

    static ChapterStandingRecord encode(ChapterStanding standing) {
        return new ChapterStandingRecord(
                standing.run(),
                standing.changes() == null ? null : StoryCodec.encode(standing.changes()),
                standing.canon() == null ? null : EntryCodec.encode(standing.canon()),
                standing.lastRun(),
                standing.lastRunNanoUsd());
    }

    static ChapterStanding decode(ChapterStandingRecord standing) {
        return new ChapterStanding(
                standing.getRun(),
                standing.getChanges() == null ? null : StoryCodec.decode(standing.getChanges()),
                standing.getCanon() == null ? null : EntryCodec.decode(standing.getCanon()),
                standing.getLastRun(),
                standing.getLastRunNanoUsd());
    }

    static BookState decode(BookStateRecord book) {
        EndedRecord last = book.getLast();
        return new BookState(
                book.getInFlight(),
                book.getStartedAt(),
                last == null
                        ? null
                        : new BookState.Ended(
                                last.getChapter(),
                                last.getRun(),
                                ChapterOutcome.Kind.valueOf(last.getKind().name()),
                                last.getKept(),
                                last.getCostNanoUsd()),
                book.getBible() == null ? null : StoryCodec.decode(book.getBible()),
                book.getSpentNanoUsd(),
                book.getHeldBecause(),
                book.getHeldBy(),
                book.getCommands(),
                book.getRedo() == null ? null : decode(book.getRedo()),
                new TreeSet<>(book.getLocked()),
                new TreeSet<>(book.getUnfit()));
    }
}
