package dev.storycrew.schemas.codec;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.PairChoice;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.judge.PartialReview;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.schemas.avro.FindingKind;
import dev.storycrew.schemas.avro.FindingRecord;
import dev.storycrew.schemas.avro.FullReadingName;
import dev.storycrew.schemas.avro.IssueRecord;
import dev.storycrew.schemas.avro.PairChoiceName;
import dev.storycrew.schemas.avro.PairVerdictRecord;
import dev.storycrew.schemas.avro.PartialReviewRecord;
import dev.storycrew.schemas.avro.ReportRecord;
import dev.storycrew.schemas.avro.ScoresRecord;
import dev.storycrew.schemas.avro.SeverityName;
import java.util.List;

/** Judge reports on the wire. */
final class JudgeCodec {
    private JudgeCodec() {}

    static ReportRecord encode(JudgeReport report) {
        return new ReportRecord(
                encode(report.scores()),
                report.hardFail().safetyPassed(),
                report.hardFail().continuityConflicts(),
                report.passed(),
                encodeIssues(report.issues()),
                report.revisionInstructions(),
                report.strengths(),
                StoryCodec.map(
                        report.findings(),
                        finding -> new FindingRecord(
                                FindingKind.valueOf(finding.kind().name()), finding.note(), finding.scenes())));
    }

    static JudgeReport decode(ReportRecord report) {
        return new JudgeReport(
                decode(report.getScores()),
                new HardFail(report.getSafetyPassed(), report.getContinuityConflicts()),
                report.getPassed(),
                decodeIssues(report.getIssues()),
                report.getRevisionInstructions(),
                report.getStrengths(),
                report.getFindings().stream()
                        // A kind written by a newer version and unknown to this one gates nothing here.
                        .filter(finding -> finding.getKind() != FindingKind.UNKNOWN)
                        .map(finding -> new Finding(
                                Finding.Kind.valueOf(finding.getKind().name()), finding.getNote(), finding.getScenes()))
                        .toList());
    }

    static ScoresRecord encode(Scores scores) {
        return new ScoresRecord(
                scores.continuity(),
                scores.pacing(),
                scores.characterMotivation(),
                scores.genreFulfillment(),
                scores.prose(),
                scores.hook(),
                scores.clueFairness());
    }

    static Scores decode(ScoresRecord scores) {
        return new Scores(
                scores.getContinuity(),
                scores.getPacing(),
                scores.getCharacterMotivation(),
                scores.getGenreFulfillment(),
                scores.getProse(),
                scores.getHook(),
                scores.getClueFairness());
    }

    static List<IssueRecord> encodeIssues(List<Issue> issues) {
        return StoryCodec.map(
                issues,
                issue -> new IssueRecord(
                        issue.type(),
                        SeverityName.valueOf(issue.severity().name()),
                        issue.note(),
                        issue.location(),
                        issue.quote()));
    }

    static List<Issue> decodeIssues(List<IssueRecord> issues) {
        return StoryCodec.map(
                issues,
                issue -> new Issue(
                        issue.getType(),
                        Severity.valueOf(issue.getSeverity().name()),
                        issue.getNote(),
                        issue.getLocation(),
                        issue.getQuote()));
    }

    static PairVerdictRecord encode(PairVerdict verdict) {
        PairChoice laterFirst = verdict.laterFirst();
        return new PairVerdictRecord(
                verdict.earlier(),
                PairChoiceName.valueOf(verdict.earlierFirst().name()),
                laterFirst == null ? null : PairChoiceName.valueOf(laterFirst.name()));
    }

    static PairVerdict decode(PairVerdictRecord verdict) {
        PairChoiceName laterFirst = verdict.getLaterFirst();
        return new PairVerdict(
                verdict.getEarlier(),
                decode(verdict.getEarlierFirst()),
                laterFirst == null ? null : decode(laterFirst));
    }

    /** A choice of a newer version that is unknown to this one decides nothing here. */
    private static PairChoice decode(PairChoiceName choice) {
        return choice == PairChoiceName.UNKNOWN ? PairChoice.NEITHER : PairChoice.valueOf(choice.name());
    }

    static PartialReviewRecord encode(PartialReview review) {
        FullReading why = review.fullReading();
        return new PartialReviewRecord(
                review.passed(),
                review.meanScore(),
                why == null ? null : FullReadingName.valueOf(why.name()),
                review.agreed());
    }

    static PartialReview decode(PartialReviewRecord review) {
        FullReadingName why = review.getFullReading();
        return new PartialReview(
                review.getPassed(),
                review.getMeanScore(),
                why == null ? null : FullReading.valueOf(why.name()),
                review.getAgreed());
    }
}
