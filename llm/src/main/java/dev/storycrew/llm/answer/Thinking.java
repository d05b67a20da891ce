package dev.storycrew.llm.answer;

import java.util.regex.Pattern;

/** What some models write before their answer. It is not part of the answer, whatever it looks like. */
final class Thinking {
    private static final Pattern BLOCK =
            Pattern.compile("^\\s*<(think|thinking)>.*?</\\1>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    /** Some servers swallow the opening tag. */
    private static final Pattern END = Pattern.compile("^[^{`=]*?</think(ing)?>", Pattern.CASE_INSENSITIVE);

    private Thinking() {}

    /** The answer without it; a block that is not closed stays. */
    static String removed(String answer) {
        String rest = BLOCK.matcher(answer).replaceFirst("");
        return rest.length() < answer.length() ? rest : END.matcher(answer).replaceFirst("");
    }
}
