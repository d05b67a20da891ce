package dev.storycrew.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameFormsTest {
    @ParameterizedTest
    @CsvSource({
        "ru,Мара,'И тогда Мару увидели все.'",
        "uk-UA,Мара,'І тоді Мару побачили всі.'",
        "pl,Marta,'Wtedy zobaczył Martę i odszedł.'",
        "cs,Marta,'A potom Martu nikdo neviděl.'",
        "fi,Maria,'Silloin hän näki Marian ja lähti.'",
        "en,Jane,'They met in June again.'",
        "en,Marco,'They met in March again.'",
        "en,Mondas,'They met on Monday again.'",
        "en,Bansk,'They robbed the Bank, and the bank was closed.'"
    })
    void anInflectedNameADayAndAWordAreNoMisspellings(String language, String known, String text) {
        assertThat(find(language, known, text)).isEmpty();
    }

    @Test
    void aMisspellingIsAskedAboutAndNotClaimed() {
        assertThat(find("en", "Mara", "And then Marra came in."))
                .singleElement()
                .satisfies(finding -> assertThat(finding.note())
                        .isEqualTo("Is 'Marra' in scene 1 a misspelling of 'Mara'? If it is another word or person,"
                                + " leave it."));
    }

    private static List<Finding> find(String language, String known, String text) {
        BookFrame frame = new BookFrame("T", "mystery", language, null, 9, 0.1, new Style(List.of(), null, List.of()));
        SceneList plan = new SceneList(null, null, List.of(new ScenePlan(1, "p", null, List.of(), null, null, 9)));
        return NameForms.find(new CheckInput(
                new ChapterBrief(new ChapterId("b", 1), frame, "t", "s", List.of(), null),
                StoryBible.initial(List.of(new StoryCharacter(known, null, null, null, List.of())), List.of(), null),
                plan,
                new TreeMap<>(Map.of(1, text))));
    }
}
