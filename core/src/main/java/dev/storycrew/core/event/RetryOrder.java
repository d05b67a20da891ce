package dev.storycrew.core.event;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Stage;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a retry must fix, and what helps to do so cheaply. It stays in the envelope until the next report, so that every stage of the attempt sees it.
 *
 * @param level the retry level's name
 * @param scenes the scenes that lost something; empty means the whole chapter
 * @param skip stages that this attempt skips
 * @param issues the erased report's issues, with those that failed gates added
 * @param instructions the erased report's revision instructions
 * @param formerText the judged text, by scene, of scenes that lost nothing but their last part: the editor mends it
 * @param offered what was erased but may be taken back unchanged, scene by scene
 * @param review how much of the chapter the judge reads after this retry
 * @param changed the scenes whose text this attempt has changed so far
 * @param changedWords how many of the words of those scenes are new
 * @param strengths what the erased report praised and a revision must not lose
 * @param last true if by the policy that ordered it no other retry follows
 */
public record RetryOrder(
        String level,
        Scope scope,
        SortedSet<Integer> scenes,
        Set<Stage> skip,
        List<Issue> issues,
        List<String> instructions,
        SortedMap<Integer, String> formerText,
        ChapterWork offered,
        Review review,
        SortedSet<Integer> changed,
        int changedWords,
        List<String> strengths,
        boolean last) {
    public RetryOrder {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
        skip = Set.copyOf(skip);
        issues = List.copyOf(issues);
        instructions = List.copyOf(instructions);
        formerText = Collections.unmodifiableSortedMap(new TreeMap<>(formerText));
        changed = Collections.unmodifiableSortedSet(new TreeSet<>(changed));
        strengths = List.copyOf(strengths);
    }

    /** An order that keeps nothing aside and has the whole chapter read. */
    public RetryOrder(
            String level,
            Scope scope,
            SortedSet<Integer> scenes,
            Set<Stage> skip,
            List<Issue> issues,
            List<String> instructions) {
        this(
                level,
                scope,
                scenes,
                skip,
                issues,
                instructions,
                new TreeMap<>(),
                ChapterWork.nothing(),
                Review.CHAPTER,
                new TreeSet<>(),
                0,
                List.of(),
                false);
    }

    /** An order that praises nothing. */
    public RetryOrder(
            String level,
            Scope scope,
            SortedSet<Integer> scenes,
            Set<Stage> skip,
            List<Issue> issues,
            List<String> instructions,
            SortedMap<Integer, String> formerText,
            ChapterWork offered,
            Review review,
            SortedSet<Integer> changed,
            int changedWords) {
        this(
                level,
                scope,
                scenes,
                skip,
                issues,
                instructions,
                formerText,
                offered,
                review,
                changed,
                changedWords,
                List.of(),
                false);
    }

    /** The same with what was kept aside of the judged work when it was erased. */
    public RetryOrder keepingAside(ChapterWork judged, Collection<Erasure> erasures) {
        return with(judged.formerText(erasures), judged.offered(erasures), review, changed, changedWords);
    }

    /** The same with other texts kept aside. */
    public RetryOrder keepingAside(SortedMap<Integer, String> former, ChapterWork offers) {
        return with(former, offers, review, changed, changedWords);
    }

    public RetryOrder reviewing(Review how) {
        return with(formerText, offered, how, changed, changedWords);
    }

    /**
     * The order after a stage has made texts: what was offered is taken or gone, and former texts of scenes that were
     * made anew are gone.
     *
     * @param formerTextLeft the former texts that are still good
     * @param scenes the scenes whose text is not what it was
     * @param words how many of their words are new
     */
    public RetryOrder afterTexts(SortedMap<Integer, String> formerTextLeft, SortedSet<Integer> scenes, int words) {
        SortedSet<Integer> all = new TreeSet<>(changed);
        all.addAll(scenes);
        return with(formerTextLeft, ChapterWork.nothing(), review, all, changedWords + words);
    }

    /** The same, saying what a revision must not lose. */
    public RetryOrder praising(List<String> praised) {
        return new RetryOrder(
                level,
                scope,
                scenes,
                skip,
                issues,
                instructions,
                formerText,
                offered,
                review,
                changed,
                changedWords,
                praised,
                last);
    }

    /** The same, saying whether another retry may follow. */
    public RetryOrder asLast(boolean noneFollows) {
        return new RetryOrder(
                level,
                scope,
                scenes,
                skip,
                issues,
                instructions,
                formerText,
                offered,
                review,
                changed,
                changedWords,
                strengths,
                noneFollows);
    }

    private RetryOrder with(
            SortedMap<Integer, String> former,
            ChapterWork offers,
            Review how,
            SortedSet<Integer> changedScenes,
            int words) {
        return new RetryOrder(
                level,
                scope,
                scenes,
                skip,
                issues,
                instructions,
                former,
                offers,
                how,
                changedScenes,
                words,
                strengths,
                last);
    }
}
