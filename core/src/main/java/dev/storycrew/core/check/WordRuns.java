package dev.storycrew.core.check;

import dev.storycrew.core.text.Marks;
import java.util.Arrays;
import java.util.List;

/** Hashes of runs of words, by which texts are compared that are not at hand together. */
final class WordRuns {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private WordRuns() {}

    static List<Long> boxed(long[] hashes) {
        return Arrays.stream(hashes).boxed().toList();
    }

    /** A hash of each run of a length, in order; a rolling one, for a chapter may be long. */
    static long[] hashes(List<String> tokens, int length) {
        if (tokens.size() < length) {
            return new long[0];
        }
        long leaving = 1;
        for (int power = 1; power < length; power++) {
            leaving *= FACTOR;
        }
        long[] words = tokens.stream().mapToLong(WordRuns::hash).toArray();
        long[] runs = new long[words.length - length + 1];
        long rolling = 0;
        for (int index = 0; index < words.length; index++) {
            if (index >= length) {
                rolling -= words[index - length] * leaving;
            }
            rolling = rolling * FACTOR + words[index];
            if (index >= length - 1) {
                runs[index - length + 1] = mixed(rolling) & Marks.MASK;
            }
        }
        return runs;
    }

    private static long hash(String token) {
        long hash = 0xCBF29CE484222325L;
        for (int index = 0; index < token.length(); index++) {
            hash = (hash ^ token.charAt(index)) * 0x100000001B3L;
        }
        return mixed(hash);
    }

    private static long mixed(long hash) {
        long mixed = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
