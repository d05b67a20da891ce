package dev.storycrew.stages.prompt;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What system messages are filled with: the book and its bible, limited to what a stage may know. */
final class BookMaterial {
    /** What a template may name. */
    static final Names NAMES = new Names(
            Set.of("title", "genre", "language", "theme", "style", "tone", "pov", "forbiddenWords", "bible"),
            Set.of(
                    "truth",
                    "characters",
                    "facts",
                    "summaries",
                    "timeline",
                    "changes",
                    "openClues",
                    "resolvedClues",
                    "imagery"));

    private static final String PRESENT = "yes";

    private final Values values = new Values(NAMES);

    private BookMaterial() {}

    static Map<String, Object> of(ChapterEnvelope envelope, Stage stage) {
        BookMaterial material = new BookMaterial();
        BookFrame book = envelope.brief().book();
        material.values.text("title", book.title());
        material.values.text("genre", book.genre());
        material.values.text("language", book.language());
        material.values.text("theme", book.theme());
        material.style(book.style());
        material.bible(envelope.bible());
        TruthCard truth = envelope.bible().truthCard();
        if (truth != null && stage.knowsTheTruth()) {
            material.values.list(
                    "truth",
                    truth.entries().entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + entry.getValue())
                            .toList());
        }
        return material.values.all();
    }

    private void style(Style style) {
        values.text("tone", String.join(", ", style.tone()));
        values.text("pov", style.pov());
        values.text("forbiddenWords", String.join(", ", style.forbiddenWords()));
        boolean none = style.tone().isEmpty()
                && style.pov() == null
                && style.forbiddenWords().isEmpty();
        values.text("style", none ? "" : PRESENT);
    }

    private void bible(StoryBible bible) {
        boolean none = bible.equals(StoryBible.initial(List.of(), List.of(), bible.truthCard()));
        values.text("bible", none ? "" : PRESENT);
        values.list(
                "characters",
                bible.characters().stream().map(BookMaterial::character).toList());
        values.list("facts", bible.facts());
        values.list(
                "summaries",
                bible.summaries().entrySet().stream()
                        .map(summary -> "Chapter " + summary.getKey() + ": " + summary.getValue())
                        .toList());
        values.list(
                "timeline",
                bible.timeline().stream()
                        .map(event -> "Chapter " + event.chapter() + ": " + event.event()
                                + (event.characters().isEmpty()
                                        ? ""
                                        : " (" + String.join(", ", event.characters()) + ")"))
                        .toList());
        values.list(
                "changes",
                bible.characters().stream()
                        .filter(character -> !character.changes().isEmpty())
                        .map(character -> character.name() + ": " + String.join("; ", character.changes()))
                        .toList());
        values.list("openClues", bible.cluesPlanted());
        values.list("resolvedClues", bible.cluesResolved());
        values.list("imagery", bible.imagery());
    }

    private static String character(StoryCharacter character) {
        StringBuilder line = new StringBuilder(withoutBars(character.name()));
        append(line, "role", character.role());
        append(line, "motivation", character.motivation());
        append(line, "voice", character.voice());
        return line.toString();
    }

    private static void append(StringBuilder line, String name, @Nullable String value) {
        if (value != null) {
            line.append(" | ").append(name).append(": ").append(withoutBars(value));
        }
    }

    /** Bars separate the fields of a line. */
    private static String withoutBars(String text) {
        return text.replace('|', '/');
    }
}
