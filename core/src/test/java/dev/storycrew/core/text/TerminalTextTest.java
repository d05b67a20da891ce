package dev.storycrew.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
    @Test
    void whatWouldMoveTheCursorIsSpelledOut() {
        assertThat(TerminalText.harmless("a\u001b[2Jb\u009b2J\u007f\u202e\u2028\u2066\u0007\rc"))
                .isEqualTo("a\\u001b[2Jb\\u009b2J\\u007f\\u202e\\u2028\\u2066\\u0007\\u000dc");
    }

    @Test
    void textOfAnyScriptIsLeftAlone() {
        String text = "Salt\tand\nlines\r\n雨 👩‍🔬 می‌شود";
        assertThat(TerminalText.harmless(text)).isEqualTo(text);
    }
}
