package dev.storycrew.stages.prompt;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.selection.BibleSection;
import dev.storycrew.core.selection.BibleSelection;
import dev.storycrew.core.selection.SelectedBible;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.llm.TokenCounter;
import dev.storycrew.llm.answer.Fence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What system messages are filled with: the book and its bible, limited to what a stage may know and to a budget. */
final class BookMaterial {
    /** What a template may name. */
    static final Names NAMES = new Names(
            Set.of(
                    "title",
                    "genre",
                    "language",
                    "theme",
                    "style",
                    "tone",
                    "pov",
                    "povCharacter",
                    "tense",
                    "person",
                    "samples",
                    "forbiddenWords",
                    "bible"),
            Stream.concat(Stream.of("truth"), Stream.of(BibleSection.values()).map(BookMaterial::list))
                    .collect(Collectors.toSet()));

    /** Where the lines of a list stand that an edited template does not have. */
    private static final Map<BibleSection, BibleSection> INSTEAD = Map.of(
            BibleSection.MORE_CHARACTERS, BibleSection.CHARACTERS,
            BibleSection.EARLIER, BibleSection.SUMMARIES,
            BibleSection.MORE_FACTS, BibleSection.FACTS,
            BibleSection.OTHERS, BibleSection.FACTS);

    private static final String PRESENT = "yes";
    private static final int TRUTHS_SHARE = 2;

    /** The bible's headings, which its budget pays for too. */
    private static final String HEADINGS = """

            ## Story bible
            An entry's id, such as [f3], is never part of a text.
            ### Characters
            ### Earlier chapters
            ### Facts
            ### More facts
            ### More characters
            ### Resolved clues
            ### Imagery (already used: do not repeat)
            ### Timeline
            ### What happened so far
            ### How they have changed
            ### Open clues
            ### Others, who may not be in this chapter
            """;

    private final Values values = new Values(NAMES);
    private final int bibleTokens;
    private final TokenCounter counter;
    private int leftOut;

    private BookMaterial(int bibleTokens, TokenCounter counter) {
        this.bibleTokens = bibleTokens;
        this.counter = counter;
    }

    /**
     * Values for a template.
     *
     * @param leftOut how many of the bible's entries, and of the truth card's where it is shown, are not there in full
     */
    record Filled(Map<String, Object> values, int leftOut) {}

    /**
     * Fills in.
     *
     * @param about the text and its review, beyond whose people nobody is shown; null for what may show more
     * @param bibleTokens as many as the bible may have; the truth card may have half as many
     * @param counter of lines, which come back in other requests
     * @param lacking the lists that the template lacks
     */
    static Filled of(
            ChapterEnvelope envelope,
            Stage stage,
            @Nullable String about,
            int bibleTokens,
            TokenCounter counter,
            Set<BibleSection> lacking) {
        BookMaterial material = new BookMaterial(bibleTokens, counter);
        BookFrame book = envelope.brief().book();
        material.values.text("title", book.title());
        material.values.text("genre", book.genre());
        material.values.text("language", book.language());
        material.values.text("theme", book.theme());
        material.style(book.style());
        material.bible(envelope, about, lacking);
        TruthCard truth = envelope.bible().truthCard();
        if (truth != null && stage.knowsTheTruth()) {
            material.truth(truth);
        }
        return new Filled(material.values.all(), material.leftOut);
    }

    /**
     * The chapter's text as far as there is one, and its review; null where there is no text yet. Who plans or writes it all
     * may need anybody, and so may who notes what has become true.
     */
    static @Nullable String about(ChapterEnvelope envelope, Stage stage) {
        if (stage.followsAcceptance() || envelope.work().sceneList() == null) {
            return null;
        }
        List<String> told = new ArrayList<>(envelope.work().text().values());
        RetryOrder order = envelope.order();
        if (order != null) {
            told.addAll(order.formerText().values());
            told.addAll(order.offered().text().values());
        }
        if (told.isEmpty()) {
            return null;
        }
        if (order != null) {
            order.issues().forEach(issue -> told.add(issue.note()));
            told.addAll(order.instructions());
        }
        return String.join("\n", told);
    }

    /** The lists that templates lack, of those that not every edition of them has had. */
    static Set<BibleSection> lacking(List<String> templates) {
        return INSTEAD.keySet().stream()
                .filter(section -> templates.stream().noneMatch(text -> text.contains("{{#" + list(section) + "}}")))
                .collect(Collectors.toUnmodifiableSet());
    }

    private void style(Style style) {
        values.text("tone", String.join(", ", style.tone()));
        values.text("pov", style.pov());
        values.text("povCharacter", style.povCharacter());
        values.text("tense", style.tense());
        values.text("person", style.person());
        values.lines("samples", style.samples().stream().map(Fence::fenced).collect(Collectors.joining("\n\n")));
        values.text("forbiddenWords", String.join(", ", style.forbiddenWords()));
        boolean none = style.equals(new Style(List.of(), null, List.of()));
        values.text("style", none ? "" : PRESENT);
    }

    private void bible(ChapterEnvelope envelope, @Nullable String about, Set<BibleSection> lacking) {
        SelectedBible shown = BibleSelection.of(
                envelope.bible(),
                envelope.brief(),
                envelope.work().sceneList(),
                about,
                Math.max(0, bibleTokens - counter.count(HEADINGS)),
                this::tokens);
        leftOut += shown.leftOut();
        values.text("bible", shown.isEmpty() ? "" : PRESENT);
        Map<BibleSection, List<String>> lists = new EnumMap<>(BibleSection.class);
        for (BibleSection section : BibleSection.values()) {
            BibleSection place = lacking.contains(section) ? INSTEAD.getOrDefault(section, section) : section;
            lists.computeIfAbsent(place, none -> new ArrayList<>()).addAll(shown.lines(section));
        }
        lists.forEach((section, lines) -> values.list(list(section), lines));
    }

    private void truth(TruthCard card) {
        List<String> shown = BibleSelection.truth(card, bibleTokens / TRUTHS_SHARE, this::tokens);
        Set<String> inFull = new HashSet<>(shown);
        leftOut += Math.toIntExact(card.entries().entrySet().stream()
                .filter(entry -> !inFull.contains(BibleSelection.truthLine(entry)))
                .count());
        values.list("truth", shown);
    }

    /** The tokens of a list's line. */
    private int tokens(String line) {
        return counter.count("- " + Fence.oneLine(line) + "\n");
    }

    /** How templates call a section. */
    static String list(BibleSection section) {
        return switch (section) {
            case CHARACTERS -> "characters";
            case EARLIER -> "earlier";
            case FACTS -> "facts";
            case MORE_FACTS -> "moreFacts";
            case MORE_CHARACTERS -> "moreCharacters";
            case RESOLVED_CLUES -> "resolvedClues";
            case IMAGERY -> "imagery";
            case TIMELINE -> "timeline";
            case SUMMARIES -> "summaries";
            case CHANGES -> "changes";
            case OPEN_CLUES -> "openClues";
            case OTHERS -> "others";
        };
    }
}
