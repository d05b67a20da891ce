package dev.storycrew.stages.bible;

import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.llm.answer.JsonAnswer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bible keeper's answer. Everything in it is optional; an object with none of its fields is an empty change.
 */
final class ChangesAnswer {
    private static final Set<String> FIELDS = Set.of(
            "summary",
            "new_facts",
            "timeline",
            "character_changes",
            "clues_planted",
            "clues_resolved",
            "imagery",
            "withdrawn",
            "relied_on");

    static final AnswerFormat FORMAT = new AnswerFormat("bible_changes", """
            {"type":"object","additionalProperties":false,
             "required":["summary","new_facts","timeline","character_changes","clues_planted","clues_resolved","imagery",
              "withdrawn","relied_on"],
             "properties":{
              "summary":{"type":"string"},
              "new_facts":{"type":"array","items":{"type":"string"}},
              "timeline":{"type":"array","items":{"type":"object","additionalProperties":false,
               "required":["event","characters"],
               "properties":{"event":{"type":"string"},"characters":{"type":"array","items":{"type":"string"}}}}},
              "character_changes":{"type":"array","items":{"type":"object","additionalProperties":false,
               "required":["name","change"],
               "properties":{"name":{"type":"string"},"change":{"type":"string"}}}},
              "clues_planted":{"type":"array","items":{"type":"string"}},
              "clues_resolved":{"type":"array","items":{"type":"string"}},
              "imagery":{"type":"array","items":{"type":"string"}},
              "withdrawn":{"type":"array","items":{"type":"object","additionalProperties":false,
               "required":["id","because"],
               "properties":{"id":{"type":"string"},"because":{"type":"string"}}}},
              "relied_on":{"type":"array","items":{"type":"string"}}}}
            """);

    private static final String ID = "id";

    private ChangesAnswer() {}

    static BibleChanges read(String answer, TruthGuard guard) {
        JsonAnswer json = JsonAnswer.find(answer, Set.of(), FIELDS);
        try {
            List<String> resolved = guard.cleaned(named(json, "clues_resolved", "clue", "text"));
            return new BibleChanges(
                            summary(json.optionalText("summary"), guard),
                            guard.cleaned(json.texts("new_facts")),
                            json.optionalObjects("timeline").stream()
                                    .map(event ->
                                            new BibleChanges.Event(event.text("event"), event.texts("characters")))
                                    // Harmless words next to a name can be the solution, so both are checked together.
                                    .filter(event -> !guard.givesAway(
                                            event.event() + " " + String.join(", ", event.characters())))
                                    .toList(),
                            json.optionalObjects("character_changes").stream()
                                    .map(change -> new BibleChanges.CharacterChange(
                                            change.text("name"), change.text("change")))
                                    .filter(change -> !guard.givesAway(change.name() + " " + change.change()))
                                    .toList(),
                            guard.cleaned(json.texts("clues_planted")),
                            resolved,
                            guard.cleaned(json.texts("imagery")))
                    .referring(
                            resolved,
                            json.optionalObjects("withdrawn", "id").stream()
                                    .map(ended -> withdrawal(ended, guard))
                                    .toList(),
                            json.has("relied_on") ? named(json, "relied_on") : null);
        } catch (IllegalArgumentException e) {
            throw new BrokenAnswerException(String.valueOf(e.getMessage()));
        }
    }

    /** Entries that are named by a text each, or by an object with an id or, where there is none, with words. */
    private static List<String> named(JsonAnswer json, String list, String... words) {
        return json.optionalObjects(list, ID).stream()
                .map(entry -> Stream.concat(Stream.of(ID), Stream.of(words))
                        .map(entry::optionalText)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** One without an id names no entry: that is told, and no reason to ask again. */
    private static BibleChanges.Withdrawal withdrawal(JsonAnswer ended, TruthGuard guard) {
        String because = ended.optionalText("because");
        String id = ended.optionalText("id");
        return new BibleChanges.Withdrawal(
                id == null ? "" : id, because == null || guard.givesAway(because) ? null : because);
    }

    private static @Nullable String summary(@Nullable String summary, TruthGuard guard) {
        String cleaned = summary == null ? TruthGuard.WITHHELD : guard.clean(summary);
        return cleaned.equals(TruthGuard.WITHHELD) ? null : cleaned;
    }
}
