package dev.storycrew.stages.judge;

import dev.storycrew.core.judge.JudgeReport;
import java.util.List;

/**
 * A judge's answer.
 *
 * @param inPart true if only the changed scenes were shown
 * @param unsure true if the judge cannot answer without the rest
 * @param mended for each former issue whether it is mended; empty if that was not answered
 */
public record Judgement(JudgeReport report, boolean inPart, boolean unsure, List<Boolean> mended) {
    public Judgement {
        mended = List.copyOf(mended);
    }

    /** A former issue is open, and yet no issue is named. */
    boolean contradictsItself() {
        return mended.contains(false) && report.issues().isEmpty();
    }
}
