package dev.storycrew.core.canon;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names an entry of a bible: a letter for its kind and a number. The book file's entries are {@code f1}, {@code f2}, ..;
 * those of chapter 12 are {@code f12001}, {@code f12002}, .. by their places in what the bible keeper noted. So an id depends
 * on its own chapter alone: when another chapter is made again, all others keep theirs.
 *
 * @param number from 1
 */
public record EntryId(EntryKind kind, int number) {
    /** The last three digits count within a chapter. */
    public static final int PER_CHAPTER = 1000;

    private static final Pattern ID = Pattern.compile("([ftcpi])([1-9]\\d{0,8})");
    /** As requests show it, and as models repeat it: with what it stands before. */
    private static final Pattern MARK =
            Pattern.compile("\\s*[\\[(（【]\\s*([ftcpiFTCPI][1-9]\\d{0,8})\\s*[\\])）】]\\s*[:.：]?\\s*");

    public EntryId {
        if (number < 1) {
            throw new IllegalArgumentException("entries are numbered from 1, but this one is " + number);
        }
    }

    /**
     * The id of a chapter's entry.
     *
     * @param chapter 0 for the book file's
     * @param place from 1
     */
    static EntryId of(EntryKind kind, int chapter, int place) {
        return new EntryId(kind, chapter * PER_CHAPTER + place);
    }

    /**
     * Reads an id.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static EntryId parse(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "an entry's id is a letter of ftcpi and a number, such as f3, but this is '" + id + "'");
        }
        return new EntryId(EntryKind.of(id.charAt(0)).orElseThrow(), Integer.parseInt(id.substring(1)));
    }

    /**
     * The id that a model names: {@code f3}, {@code [f3]}, {@code F3.} or {@code [f3] The lamp is dark.}; whether there is
     * such an entry is another question.
     *
     * @return null if the text is no id and does not begin with one in brackets
     */
    public static @Nullable String namedBy(String answer) {
        Matcher mark = MARK.matcher(answer);
        if (mark.lookingAt()) {
            return String.valueOf(mark.group(1)).toLowerCase(Locale.ROOT);
        }
        String bare = answer.strip().replaceFirst("[.:;,：。]$", "").toLowerCase(Locale.ROOT);
        return ID.matcher(bare).matches() ? bare : null;
    }

    /** A sentence without the id that a model repeated before it. */
    public static String without(String sentence) {
        Matcher mark = MARK.matcher(sentence);
        return mark.lookingAt() ? sentence.substring(mark.end()).strip() : sentence;
    }

    /** The chapter that wrote the entry; 0 for the book file's. */
    public int chapter() {
        return number / PER_CHAPTER;
    }

    @Override
    public String toString() {
        return kind.letter() + Integer.toString(number);
    }
}
