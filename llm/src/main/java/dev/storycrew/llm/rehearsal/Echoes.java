package dev.storycrew.llm.rehearsal;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Changes sentences that an earlier chapter has word for word: an aside goes between their clauses. */
final class Echoes {
    private static final Pattern COMMA = Pattern.compile("[,，]? ?");
    /** No more words than these may stay together. */
    private static final int TOGETHER = 11;

    private static final int BEFORE = 4;

    private static final Pattern WORD = Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}]+(?:['’][\\p{L}\\p{N}]+)*");
    /** Where a clause may end, the better place first. */
    private static final List<Pattern> JOINTS = List.of(
            Pattern.compile("^[,，] ?(?=[\\p{L}\\p{N}])"),
            Pattern.compile("^ (?=(?:and|but|or|because|until|when|while|where|that|which|who|if|than|as)\\b)"),
            Pattern.compile("^ (?=(?:with|in|on|at|for|from|to|into|of|by|about|like)\\b)"),
            Pattern.compile("^ (?=\\p{L})"),
            Pattern.compile("^(?=\\p{IsHan})"));

    private final List<String> asides;
    private final int chapter;

    /** @param chapter by which the asides differ: another chapter may have the same sentence to change */
    Echoes(List<String> asides, int chapter) {
        this.asides = asides;
        this.chapter = chapter;
    }

    /**
     * A text with a stretch of words changed; the same one if nobody can say where.
     *
     * @param shift how many of the better places to pass over
     */
    String broken(String text, String stretch, int shift) {
        List<String> words =
                WORD.matcher(stretch).results().map(MatchResult::group).toList();
        String changed = text;
        for (int from = 0; from + TOGETHER < words.size(); from++) {
            String together = words.subList(from, from + TOGETHER + 1).stream()
                    .map(Pattern::quote)
                    .collect(Collectors.joining("[^\\p{L}\\p{N}]*"));
            Matcher found = Pattern.compile(together, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                    .matcher(changed);
            int joint = found.find() ? joint(changed, found.start(), found.end(), shift) : -1;
            if (joint >= 0) {
                Matcher comma = COMMA.matcher(changed).region(joint, changed.length());
                int rest = comma.lookingAt() ? comma.end() : joint;
                changed = changed.substring(0, joint) + aside(changed, joint) + changed.substring(rest);
            }
        }
        return changed;
    }

    /** The best joint near the middle; -1 if there is none. */
    private static int joint(String text, int start, int end, int shift) {
        List<Integer> ends = WORD.matcher(text)
                .region(start, end)
                .results()
                .map(word -> word.end())
                .toList();
        int middle = ends.size() / 2;
        int left = shift;
        for (Pattern joint : JOINTS) {
            for (int away = 0; away < middle; away++) {
                for (int index : away == 0 ? new int[] {middle} : new int[] {middle - away, middle + away}) {
                    if (index < ends.size() - 1
                            && joint.matcher(text)
                                    .region(ends.get(index), text.length())
                                    .lookingAt()
                            && left-- == 0) {
                        return ends.get(index);
                    }
                }
            }
        }
        return -1;
    }

    /** At one place of a sentence each chapter has another one, for as many chapters as there are asides. */
    private String aside(String text, int at) {
        int place = text.substring(Math.max(0, at - BEFORE), at).hashCode();
        String aside = asides.get(Math.floorMod(place + chapter, asides.size()));
        return Character.isIdeographic(aside.codePointAt(0)) ? "，" + aside + "，" : ", " + aside + ", ";
    }
}
