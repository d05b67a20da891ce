package dev.storycrew.bench.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.storycrew.bench.mix.PromptCache.Billed;
import dev.storycrew.bench.mix.RecordedCall.Piece;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.Tokens;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptCacheTest {
    private static final int SECONDS_FOR_60_TOKENS = 2;

    @ParameterizedTest
    @CsvSource({"0, 0", "1023, 0", "1024, 1024", "1151, 1024", "1152, 1152", "1279, 1152", "1280, 1280"})
    void openAiCachesFrom1024TokensOnInStepsOf128(int common, int read) {
        RecordedCall first = call(words(common) + " one", 60);
        RecordedCall again = call(words(common) + " two", 60);
        assertThat(Tokens.count(words(common))).isEqualTo(common);

        assertThat(PromptCache.OPENAI.bill(List.of(first, again)))
                .extracting(Billed::readTokens)
                .containsExactly(0L, (long) read);
    }

    @Test
    void theLongestOfAllEarlierBeginningsCounts() {
        List<RecordedCall> calls = List.of(
                call(words(1_024) + " one", 60), call(words(2_048) + " two", 60), call(words(2_048) + " three", 60));

        assertThat(PromptCache.OPENAI.bill(calls))
                .extracting(Billed::readTokens)
                .containsExactly(0L, 1_024L, 2_048L);
    }

    @ParameterizedTest
    @CsvSource({"299, 1024", "301, 0"})
    void aBeginningExpiresFiveMinutesAfterItsLastUse(int seconds, int read) {
        RecordedCall slow = call(words(1_024) + " one", 60L * (seconds - 1));
        assertThat(slow.seconds()).isEqualTo(seconds);

        assertThat(PromptCache.OPENAI.bill(List.of(slow, call(words(1_024) + " two", 60))))
                .extracting(Billed::readTokens)
                .containsExactly(0L, (long) read);
    }

    @Test
    void whatIsWrittenIsWhatWasNotRead() {
        RecordedCall first = call(words(1_300), 60);

        assertThat(PromptCache.OPENAI.bill(List.of(first, first)))
                .containsExactly(new Billed(1_300, 0, 1_280, 60), new Billed(1_300, 1_280, 0, 60));
    }

    @ParameterizedTest
    @CsvSource({"1022, 0, 0", "1024, 1025, 1025", "4095, 4096, 4096"})
    void anthropicCachesWhatEndsAtAMarkIfItIsLongEnough(int marked, int written, int read) {
        RecordedCall one = marked(words(marked), " one");
        RecordedCall two = marked(words(marked), " two");

        assertThat(PromptCache.anthropic(1_024).bill(List.of(one, two)))
                .extracting(Billed::writtenTokens, Billed::readTokens)
                .containsExactly(tuple((long) written, 0L), tuple(0L, (long) read));
    }

    @Test
    void aLargerMinimumKeepsShorterMarksOut() {
        RecordedCall one = marked(words(2_000), " one");

        assertThat(PromptCache.anthropic(4_096).bill(List.of(one, one)))
                .extracting(Billed::writtenTokens, Billed::readTokens)
                .containsOnly(tuple(0L, 0L));
    }

    @Test
    void anotherWordBeforeTheMarkIsAnotherBeginning() {
        RecordedCall one = marked(words(1_100) + " one", "");
        RecordedCall two = marked(words(1_100) + " two", "");

        assertThat(PromptCache.anthropic(1_024).bill(List.of(one, two)))
                .extracting(Billed::readTokens)
                .containsOnly(0L);
    }

    @Test
    void useRefreshesAMark() {
        RecordedCall slow =
                new RecordedCall(Stage.values()[0], marked(words(1_100), "").pieces(), 1_101, 60L * 199);
        assertThat(slow.seconds()).isEqualTo(200);

        assertThat(PromptCache.anthropic(1_024).bill(List.of(slow, slow, slow)))
                .extracting(Billed::readTokens)
                .containsExactly(0L, 1_101L, 1_101L);
    }

    @Test
    void withoutACacheAllInputIsNew() {
        RecordedCall call = call(words(2_000), 60);

        assertThat(PromptCache.NONE.bill(List.of(call, call))).containsOnly(new Billed(2_000, 0, 0, 60));
    }

    @Test
    void readsAreCheaperAndWritesDearerByTheTable() {
        PriceScheme anthropic = PriceScheme.all().stream()
                .filter(scheme -> scheme.name().equals("5 to 1, Anthropic's cache"))
                .findFirst()
                .orElseThrow();

        assertThat(anthropic.cost(List.of(new Billed(1_000, 600, 300, 10)))).isEqualTo(100 + 60 + 375 + 50);
    }

    private static RecordedCall call(String text, long output) {
        return new RecordedCall(Stage.values()[0], List.of(new Piece(text, false)), Tokens.count(text), output);
    }

    private static RecordedCall marked(String text, String rest) {
        List<Piece> pieces = List.of(new Piece(text, true), new Piece(rest, false));
        return RecordedCall.of(Stage.values()[0], pieces, words(SECONDS_FOR_60_TOKENS));
    }

    /** So many tokens. */
    private static String words(int tokens) {
        return " word".repeat(tokens);
    }
}
