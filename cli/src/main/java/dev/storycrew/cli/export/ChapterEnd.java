package dev.storycrew.cli.export;

import dev.storycrew.app.export.FinishedChapter;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.history.ChapterView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a chapter once nothing more can happen.
 *
 * @param word {@code ACCEPTED}, {@code EXHAUSTED}, {@code CANCELLED}, {@code DEAD_LETTERED} or {@code HELD}
 */
public record ChapterEnd(ChapterBrief brief, ChapterView view, String word) {
    public static final String ACCEPTED = "ACCEPTED";
    public static final String DEAD_LETTERED = "DEAD_LETTERED";
    public static final String HELD = "HELD";

    /** The state of a chapter according to the topics; a chapter without an end is held. */
    public static ChapterEnd of(ChapterBrief brief, ChapterView view) {
        ChapterOutcome outcome = view.standing();
        if (outcome != null) {
            return new ChapterEnd(brief, view, outcome.kind().name());
        }
        return new ChapterEnd(brief, view, view.deadLetter() != null ? DEAD_LETTERED : HELD);
    }

    public boolean accepted() {
        return word.equals(ACCEPTED);
    }

    public int number() {
        return brief.id().number();
    }

    /** The text to keep; null when there is none. */
    public @Nullable BestAttempt text() {
        ChapterOutcome outcome = view.standing();
        return outcome == null ? null : outcome.best();
    }

    /** As a book prints it; empty when there is no text to keep. */
    Optional<FinishedChapter> finished() {
        ChapterOutcome outcome = view.standing();
        BestAttempt text = text();
        return outcome == null || text == null
                ? Optional.empty()
                : Optional.of(new FinishedChapter(number(), title(), text.text(), outcome.endedAt()));
    }

    /** The author's title, whatever the planner called the chapter. */
    public String title() {
        return brief.title();
    }
}
