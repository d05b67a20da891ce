package dev.storycrew.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {
    @Test
    void aUsualRequestIsTaken() {
        assertThat(RequestRules.objectionTo(request(people("Mara Venn", "Tobias Hale"))))
                .isNull();
    }

    @Test
    void aPersonWhoIsAddedHasNotChangedYet() {
        StoryCharacter changed = new StoryCharacter("Tom Reed", "the ferryman", null, null, List.of("left"));
        ChapterRequest request = request(StoryBible.initial(List.of(changed), List.of(), null));

        assertThat(RequestRules.objectionTo(request)).isNull();
        assertThat(RequestRules.objectionTo(request.asUpdate(1, new BibleAdditions(List.of(changed), List.of()))))
                .isEqualTo(
                        new Objection("added-characters[0].changes", "must be empty: only chapters change a person"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh", "pt-BR", "zh-Hant-TW", "yue", "EN-us", "gsw", "es-419", "sr-Latn"})
    void aLanguageIsATagThatIsKnown(String tag) {
        assertThat(LanguageTag.objectionTo(tag)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xx", "English", "english", "en_US", "und", "zxx", "mul", "en-QQ", "qaa", "x-mine", "en-", "中文",
                "en fr", "zz-ZZ"
            })
    void anythingElseIsNoLanguage(String tag) {
        assertThat(LanguageTag.objectionTo(tag)).contains("language tag such as en");
    }

    @Test
    void aTagIsBroughtToItsUsualForm() {
        assertThat(LanguageTag.normalised("EN-us")).isEqualTo("en-US");
    }

    @ParameterizedTest
    @ValueSource(strings = {"con", "NUL", "Com1", "lpt9", "aux", "validate-1", "a b", "../x", "é", "-a", ""})
    void anIdNamesAFolderEverywhere(String id) {
        assertThat(BookNames.objectionToId(id)).isNotNull();
    }

    @Test
    void anIdHasAtMost100Characters() {
        assertThat(BookNames.objectionToId("a".repeat(100))).isNull();
        assertThat(BookNames.objectionToId("a".repeat(101))).contains("100").contains("101");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\rb",
                "a\u001b[2J",
                "a\u0000",
                "a\u007fb",
                "a\u009bb",
                "a\u202eb",
                "a\u2066b",
                "a\u2028b",
                "a\u2029b",
                "a\u0085b",
                "a\ud800b",
                "a\uffff",
                " ",
                "\u200d\u00ad",
                "\u3164"
            })
    void aLineHoldsNothingThatBreaksOrTurnsIt(String title) {
        assertThat(Writing.objectionToLine(title)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Salt", "👩‍🔬", "می‌شود", "שלום", "C++", "ก็", "e\u0301", "a\u00a0b"})
    void everyScriptMayStandInALine(String title) {
        assertThat(Writing.objectionToLine(title)).isNull();
    }

    @Test
    void aSummaryMayHaveLinesAndNoOtherControlSigns() {
        assertThat(Writing.objectionToText("One.\r\n\tTwo.")).isNull();
        assertThat(Writing.objectionToText("One.\u001b[2J")).contains("U+001B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mara venn", "Mara  Venn", " Mara Venn", "MARA VENN", "Mara\u00a0Venn", "Ma\u00adra Venn"})
    void namesThatAreTheSameAreRefused(String second) {
        assertThat(RequestRules.objectionTo(request(people("Mara Venn", second))))
                .hasToString("bible.characters[1].name: is '" + second
                        + "', the name of another character ('Mara Venn'); give each its own name");
    }

    @Test
    void namesWithTheSameAccentsAreTheSameHoweverComposed() {
        assertThat(BookNames.folded("Zoe\u0308")).isEqualTo(BookNames.folded("ZOË"));
        assertThat(BookNames.folded("Strauß")).isEqualTo(BookNames.folded("STRAUSS"));
        assertThat(BookNames.folded("Mara")).isNotEqualTo(BookNames.folded("Maria"));
    }

    @Test
    void whatCannotGoThroughIsRefusedWithItsBound() {
        assertThat(RequestRules.objectionTo(request("x".repeat(900_000), 1000)))
                .hasToString("summary: must have at most 20000 characters, but has 900000");
        assertThat(RequestRules.objectionTo(request("x", 2_000_000_000)))
                .hasToString("words-per-chapter: must be at most 200000, but is 2000000000");
        assertThat(RequestRules.objectionTo(request(facts(1001, "It rains."))))
                .hasToString("bible.facts: must have at most 1000 entries, but has 1001");
        assertThat(RequestRules.objectionTo(request(facts(1, "x".repeat(2001)))))
                .hasToString("bible.facts[0]: must have at most 2000 characters, but has 2001");
    }

    @Test
    void aWholeRequestStaysFarBelowTheRecordsLimit() {
        assertThat(String.valueOf(RequestRules.objectionTo(request(facts(1000, "雨".repeat(200))))))
                .contains("too large")
                .contains("524288");
    }

    @Test
    void aForbiddenWordThatCanMatchNothingIsRefused() {
        assertThat(RequestRules.objectionTo(forbidding("\u00ad")))
                .hasToString("style.forbidden-words[0]: must not be blank");
        assertThat(String.valueOf(RequestRules.objectionTo(forbidding("\u0301"))))
                .contains("can match nothing");
        assertThat(RequestRules.objectionTo(forbidding("—"))).isNull();
    }

    private static StoryBible people(String... names) {
        return StoryBible.initial(
                List.of(names).stream()
                        .map(name -> new StoryCharacter(name, null, null, null, List.of()))
                        .toList(),
                List.of(),
                null);
    }

    private static StoryBible facts(int count, String fact) {
        return StoryBible.initial(List.of(), Collections.nCopies(count, fact), null);
    }

    private static ChapterRequest request(StoryBible bible) {
        return request(frame(1000, List.of()), "Somebody comes.", bible);
    }

    private static ChapterRequest request(String summary, int words) {
        return request(frame(words, List.of()), summary, people("Mara"));
    }

    private static ChapterRequest forbidding(String word) {
        return request(frame(1000, List.of(word)), "Somebody comes.", people("Mara"));
    }

    private static BookFrame frame(int words, List<String> forbidden) {
        return new BookFrame("Title", "romance", "en", null, words, 0.1, new Style(List.of(), null, forbidden));
    }

    private static ChapterRequest request(BookFrame frame, String summary, StoryBible bible) {
        return new ChapterRequest(
                "id", new ChapterBrief(new ChapterId("book", 1), frame, "Salt", summary, List.of(), null), bible);
    }
}
