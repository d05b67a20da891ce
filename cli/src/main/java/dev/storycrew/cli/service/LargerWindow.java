package dev.storycrew.cli.service;

import dev.storycrew.app.operate.deadletter.Letter;
import dev.storycrew.app.operate.deadletter.Redrive;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.TopicTail;
import dev.storycrew.llm.provider.CallFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chapters that died because a request was too long for its model's window. Whoever starts {@code run} again may have
 * given the model a larger one, or the stage another model, so their work is taken up where it was.
 */
final class LargerWindow {
    private static final String WHO = "run";
    private static final String WHY = "run was started again, and the model's window may be larger now";
    private static final long LOOK_MILLIS = 20;

    private LargerWindow() {}

    /**
     * Puts the chapters' dead letters back.
     *
     * @param journal fed by {@code tail}; when this returns, it knows what was put back
     * @param display told of each chapter
     */
    static void tryAgain(
            Set<ChapterId> chapters, Journal journal, TopicTail tail, Connection connection, Consumer<String> display)
            throws InterruptedException {
        Map<ChapterId, String> back = new HashMap<>();
        if (chapters.stream().noneMatch(chapter -> deadLetter(chapter, journal) != null)) {
            return;
        }
        try (Redrive redrive = Redrive.begin(connection)) {
            for (Letter each : redrive.letters()) {
                DeadLetter letter = each.letter();
                ChapterId chapter = letter.chapter();
                boolean helps = each.state() == Letter.State.OPEN && CallFailure.Kind.isOfTheWindow(letter.reason());
                if (helps && chapter != null && chapters.contains(chapter)) {
                    redrive.put(each, WHO, WHY);
                    back.put(chapter, letter.id());
                    display.accept(chapter + "  taken up again: its request was too long for the model's window");
                }
            }
        }
        while (back.entrySet().stream().anyMatch(put -> put.getValue().equals(deadLetter(put.getKey(), journal)))) {
            tail.requireReading();
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** The id of the dead letter that holds a chapter up; null if there is none that a window could explain. */
    private static @Nullable String deadLetter(ChapterId chapter, Journal journal) {
        DeadLetter letter = journal.chapter(chapter).deadLetter();
        return letter == null || !CallFailure.Kind.isOfTheWindow(letter.reason()) ? null : letter.id();
    }
}
