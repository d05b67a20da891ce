package dev.storycrew.llm.answer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What some models write before their answer. It is not part of the answer, whatever it looks like. */
final class Thinking {
    private static final String NAMES = "(think|thinking|thought|thoughts|reasoning|reflection|analysis)";
    private static final Pattern OPENED = Pattern.compile("^\\s*<" + NAMES + ">", Pattern.CASE_INSENSITIVE);
    /** Of a block in angle brackets, in Mistral's, in Kimi's and in OpenAI's open models' form. */
    private static final Pattern END = Pattern.compile(
            "</" + NAMES
                    + "\\s*>|\\[/THINK]|◁/think▷|<\\|channel\\|>\\s*final\\b[^<\\n]{0,40}(?:<\\|constrain\\|>\\w{0,20})?<\\|message\\|>",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BEGIN =
            Pattern.compile("<" + NAMES + "\\s*>|\\[THINK]|◁think▷", Pattern.CASE_INSENSITIVE);
    private static final Pattern MARK = Pattern.compile(BEGIN + "|" + END, Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z]+");

    private Thinking() {}

    /** The answer without the blocks that it begins with; a block that is not closed stays. */
    static String removed(String answer) {
        int start = 0;
        Matcher opened = OPENED.matcher(answer);
        while (opened.region(start, answer.length()).find()) {
            Matcher closed = Pattern.compile("</" + opened.group(1) + "\\s*>", Pattern.CASE_INSENSITIVE)
                    .matcher(answer);
            if (!closed.find(opened.end())) {
                break;
            }
            start = closed.end();
        }
        return answer.substring(start);
    }

    /** Where the last thought ends, whether or not it says where it began; 0 if there is none. Some servers swallow the opening mark. */
    static int end(String answer) {
        int end = 0;
        for (Matcher closed = END.matcher(answer); closed.find(); ) {
            end = closed.end();
        }
        return end;
    }

    /**
     * Where thoughts end, in ascending order.
     *
     * @param story the index from which the answer may quote thoughts: one that begins and ends behind it is a character's
     */
    static List<Integer> ends(String answer, int story) {
        List<Integer> ends = new ArrayList<>();
        Map<String, Integer> open = new HashMap<>();
        for (Matcher mark = MARK.matcher(answer); mark.find(); ) {
            String name = NO_NAME.matcher(mark.group()).replaceAll("").toLowerCase(Locale.ROOT);
            if (BEGIN.matcher(mark.group()).matches()) {
                if (mark.start() >= story) {
                    open.merge(name, 1, Integer::sum);
                }
            } else if (open.getOrDefault(name, 0) > 0) {
                open.merge(name, -1, Integer::sum);
            } else {
                ends.add(mark.end());
            }
        }
        return ends;
    }
}
