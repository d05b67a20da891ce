package dev.storycrew.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.judge.IssueTypes;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages show a name that they do not know as it is, so nobody would miss its word. */
class PageMessagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "zh"})
    void eachNameThatTheServerSendsHasAWord(String language) throws Exception {
        Set<String> words = words(language);

        assertThat(words).containsAll(names());
        assertThat(words.stream().filter(word -> word.startsWith("score.")))
                .containsExactlyInAnyOrderElementsOf(scores());
    }

    private static List<String> names() throws Exception {
        List<String> names = new ArrayList<>(scores());
        for (Field field : IssueTypes.class.getFields()) {
            names.add("issue." + field.get(null));
        }
        Stream.of(Severity.values()).forEach(severity -> names.add("severity." + lower(severity)));
        Stream.of(Stage.values()).forEach(stage -> names.add("stage." + stage.label()));
        Stream.of(Part.values()).forEach(part -> names.add("piece." + part.label()));
        Stream.of(ChapterState.values()).forEach(state -> names.add("state." + state));
        Stream.of(Arm.values()).forEach(arm -> names.addAll(List.of("arm." + arm, "arm." + lower(arm))));
        return names;
    }

    private static List<String> scores() {
        JsonNode scores = ConsoleJson.object(ConsoleJson.bytes(new Scores(1, 1, 1, 1, 1, 1, 1)));
        List<String> names = new ArrayList<>();
        scores.fieldNames().forEachRemaining(name -> names.add("score." + name));
        assertThat(names).hasSize(7);
        return names;
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private static Set<String> words(String language) {
        byte[] file = new PageFiles()
                .find("/messages/" + language + ".json")
                .orElseThrow()
                .bytes();
        Set<String> words = new TreeSet<>();
        ConsoleJson.object(file).fieldNames().forEachRemaining(words::add);
        return words;
    }
}
