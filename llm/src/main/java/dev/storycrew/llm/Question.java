package dev.storycrew.llm;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.llm.answer.AnswerFormat;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a stage wants to know.
 *
 * @param book for taking turns when calls are limited
 * @param format of the answer
 * @param scenes the scenes asked for, for the run's record; empty if a stage works on the whole chapter
 * @param expectedOutputTokens about how long the answer will be
 * @param chapterSpent what the running run of the chapter has cost so far
 * @param bookSpent what the book's runs before this one have cost
 */
public record Question(
        String book,
        Prompt prompt,
        AnswerFormat format,
        SortedSet<Integer> scenes,
        long expectedOutputTokens,
        Money chapterSpent,
        Money bookSpent) {
    public Question {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
    }

    /** The same where the run has already spent something. */
    public Question alsoSpent(Money more) {
        return new Question(book, prompt, format, scenes, expectedOutputTokens, chapterSpent.plus(more), bookSpent);
    }

    /** About an envelope. */
    public static Question about(
            ChapterEnvelope envelope,
            Prompt prompt,
            AnswerFormat format,
            SortedSet<Integer> scenes,
            long expectedOutputTokens) {
        return new Question(
                envelope.id().bookId(),
                prompt,
                format,
                scenes,
                expectedOutputTokens,
                envelope.spent(),
                envelope.bookSpent());
    }
}
