package dev.storycrew.stages.bible;

import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.stages.answer.BrokenAnswerException;
import dev.storycrew.stages.answer.JsonAnswer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the bible keeper's answer. Everything in it is optional; an object with none of its fields is an empty change. */
final class ChangesAnswer {
    private static final Set<String> FIELDS = Set.of(
            "summary", "new_facts", "timeline", "character_changes", "clues_planted", "clues_resolved", "imagery");

    private ChangesAnswer() {}

    static BibleChanges read(String answer, TruthGuard guard) {
        if (answer.replaceAll("[`\\s]|json", "").equals("{}")) {
            return new BibleChanges(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        }
        JsonAnswer json = JsonAnswer.find(answer, FIELDS);
        try {
            return new BibleChanges(
                    summary(json.optionalText("summary"), guard),
                    guard.cleaned(json.texts("new_facts")),
                    json.optionalObjects("timeline").stream()
                            .filter(event -> !guard.givesAway(event.text("event")))
                            .map(event -> new BibleChanges.Event(event.text("event"), event.texts("characters")))
                            .toList(),
                    json.optionalObjects("character_changes").stream()
                            .filter(change -> !guard.givesAway(change.text("change")))
                            .map(change -> new BibleChanges.CharacterChange(change.text("name"), change.text("change")))
                            .toList(),
                    guard.cleaned(json.texts("clues_planted")),
                    guard.cleaned(json.texts("clues_resolved")),
                    guard.cleaned(json.texts("imagery")));
        } catch (IllegalArgumentException e) {
            throw new BrokenAnswerException(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String summary(@Nullable String summary, TruthGuard guard) {
        return summary == null ? null : guard.clean(summary);
    }
}
