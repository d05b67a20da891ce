package dev.storycrew.core.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruthGuardTest {
    private static final TruthGuard GUARD = new TruthGuard(bible());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Edda Corrow is the culprit. | true",
                "It was Edda who killed him. | true",
                "She relit the lamp with a borrowed key. | true",
                "The borrowed key lured the supply boat. | true",
                "Edda needs a reason to be in the scene. | false",
                "Let the lamp stay dark a little longer. | false",
                "The hook in scene 3 is weak. | false"
            })
    void theSolutionIsKeptAndEverythingElseMayBeSaid(String text, boolean givesAway) {
        assertThat(GUARD.givesAway(text)).isEqualTo(givesAway);
    }

    @Test
    void onlyTheSentenceThatTellsIsTakenOut() {
        assertThat(GUARD.clean("Edda Corrow is the culprit. Shorten scene 2.")).isEqualTo("Shorten scene 2.");
        assertThat(GUARD.cleaned(List.of("Edda is the murderer.", "Shorten scene 2.")))
                .containsExactly("Shorten scene 2.");
    }

    @Test
    void withoutATruthCardEverythingMayBeSaid() {
        TruthGuard open = new TruthGuard(StoryBible.initial(List.of(), List.of(), null));

        assertThat(open.clean("Edda is the murderer.")).isEqualTo("Edda is the murderer.");
    }

    private static StoryBible bible() {
        Map<String, String> card = new LinkedHashMap<>();
        card.put("culprit", "Edda Corrow");
        card.put("method", "She relit the lamp with a borrowed key to lure the supply boat onto the reef.");
        return StoryBible.initial(
                List.of(new StoryCharacter("Edda Corrow", "postmistress", null, null, List.of())),
                List.of("The lamp has been dark since 1987."),
                new TruthCard(card));
    }
}
