package dev.storycrew.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenCounterTest {
    private static final int TEXTS = 4_000;
    private static final int PIECES = 30;

    /** What tokens begin with, end with and join: blanks of many kinds, line breaks, slashes, digits, marks, other scripts. */
    private static final List<String> PARTS = List.of(
            "\n",
            "\n",
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            " ",
            "  ",
            "\t",
            "/",
            "//",
            "\u00a0",
            "\u0085",
            "\u2028",
            "\u3000",
            "\u200b",
            "\ufeff",
            "\u180e",
            "\u0301",
            "The lamp",
            " is dark",
            ".",
            "...",
            "!?",
            "'s",
            "’s",
            "\"",
            "- ",
            "#",
            "## Scene",
            "1",
            "1987",
            ":",
            "{",
            "}",
            "\u001c",
            "\u007f",
            "海",
            "海风吹过",
            "。",
            "「",
            "é",
            "Über",
            "😀",
            "ﷺ",
            "नमस्ते",
            "<<<",
            "---",
            "\u2019");

    @Test
    void aTextHasTheTokensOfItsLinesWhateverTheyBeginAndEndWith() {
        Random random = new Random(7);
        TokenCounter counter = new TokenCounter();
        for (int number = 0; number < TEXTS; number++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(PIECES); piece >= 0; piece--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            assertThat(counter.count(text.toString())).as("%s", text).isEqualTo(Tokens.count(text.toString()));
        }
    }

    @Test
    void itForgetsWhatItKnowsBeforeThatIsMoreThanItMayAndCountsTheSame() {
        TokenCounter counter = new TokenCounter(1_000);
        for (int number = 0; number < 200; number++) {
            String text = "Salt, and the lamp that has been dark since " + number % 40 + ".\nNobody asks.";
            assertThat(counter.count(text)).isEqualTo(Tokens.count(text));
            assertThat(counter.remembered()).isBetween(1, 25);
        }
    }

    @Test
    void aLineThatComesBackIsKnown() {
        TokenCounter counter = new TokenCounter();
        counter.count("The lamp.\nThe sea.\nThe lamp.");
        counter.count("The sea.\nThe lamp.");

        assertThat(counter.remembered()).as("with a line break, and without").isEqualTo(3);
    }
}
