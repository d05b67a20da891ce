package dev.storycrew.core.request;

import dev.storycrew.core.check.ForbiddenWord;
import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.NextChapter;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TimelineEvent;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.core.text.Counted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a chapter request must hold. What passes here fits into a record with all the work that will be done on it, into
 * a prompt, a file's name and an EPUB. Lengths are in characters (UTF-16 units) unless they are said to be bytes.
 */
public final class RequestRules {
    /** A book's id. */
    public static final int MAX_ID = 100;

    /** Titles. */
    public static final int MAX_TITLE = 500;

    /** A person's name. */
    public static final int MAX_NAME = 200;

    /** Words of a kind: genre, point of view, tone. */
    public static final int MAX_WORD = 100;

    /** A sentence or two: a goal, hook, fact, role. */
    public static final int MAX_SENTENCES = 2_000;

    /** A chapter's summary. */
    public static final int MAX_SUMMARY = 20_000;

    /** A word or phrase that is forbidden. */
    public static final int MAX_FORBIDDEN = 200;

    /** A person's sample line. */
    public static final int MAX_LINE = 300;

    /** Sample lines of a person. */
    public static final int MAX_LINES = 10;

    /** Voice samples, which are in every prompt. */
    public static final int MAX_SAMPLES = 5;

    /** Items of a list. */
    public static final int MAX_ITEMS = 1_000;

    /** The number of a book's last chapter. */
    public static final int MAX_CHAPTER = 10_000;

    /** The words of a chapter. */
    public static final int MAX_WORDS = 200_000;

    /** All texts of a request together, in bytes of UTF-8: well under what a record may have. */
    public static final int MAX_BYTES = 512 * 1024;

    private final List<Objection> found = new ArrayList<>();
    private long bytes;

    private RequestRules() {}

    /** What is wrong with a request; null if nothing is. */
    public static @Nullable Objection objectionTo(ChapterRequest request) {
        ChapterBrief brief = request.brief();
        RequestRules rules = new RequestRules();
        rules.book(brief.id().bookId(), brief.book(), request.bible());
        rules.chapter(brief);
        rules.added(request);
        rules.size();
        return rules.found.isEmpty() ? null : rules.found.get(0);
    }

    /** All that is wrong with what a book's chapters share. */
    public static List<Objection> objectionsToBook(String id, BookFrame frame, StoryBible bible) {
        RequestRules rules = new RequestRules();
        rules.book(id, frame, bible);
        return rules.found;
    }

    /** All that is wrong with a chapter of a book with which nothing is wrong. */
    public static List<Objection> objectionsToChapter(ChapterBrief brief, StoryBible bible) {
        RequestRules rules = new RequestRules();
        rules.book(brief.id().bookId(), brief.book(), bible);
        rules.chapter(brief);
        rules.size();
        return rules.found;
    }

    private void book(String id, BookFrame frame, StoryBible bible) {
        add("id", BookNames.objectionToId(id));
        line("title", frame.title(), MAX_TITLE);
        line("genre", frame.genre(), MAX_WORD);
        if (line("language", frame.language(), MAX_WORD)) {
            add("language", LanguageTag.objectionTo(frame.language()));
        }
        optionalText("theme", frame.theme(), MAX_SENTENCES);
        if (frame.wordsPerChapter() > MAX_WORDS) {
            add("words-per-chapter", "must be at most " + MAX_WORDS + ", but is " + frame.wordsPerChapter());
        }
        style(frame.style());
        bible(bible);
    }

    private void style(Style style) {
        lines("style.tone", style.tone(), MAX_WORD);
        optionalLine("style.pov", style.pov(), MAX_WORD);
        optionalLine("style.pov-character", style.povCharacter(), MAX_NAME);
        optionalLine("style.tense", style.tense(), MAX_WORD);
        optionalLine("style.person", style.person(), MAX_WORD);
        texts("style.samples", style.samples(), MAX_SENTENCES, MAX_SAMPLES);
        List<String> forbidden = style.forbiddenWords();
        lines("style.forbidden-words", forbidden, MAX_FORBIDDEN);
        for (int index = 0; index < forbidden.size(); index++) {
            add("style.forbidden-words[" + index + "]", ForbiddenWord.objectionTo(forbidden.get(index)));
        }
    }

    private void bible(StoryBible bible) {
        characters(bible.characters());
        texts("bible.facts", bible.facts(), MAX_SENTENCES);
        TruthCard truth = bible.truthCard();
        if (truth != null) {
            count("bible.truth-card", truth.entries().size());
            truth.entries().forEach((name, text) -> {
                line("bible.truth-card", name, MAX_WORD);
                text("bible.truth-card." + name, text, MAX_SENTENCES);
            });
        }
        texts("bible.summaries", List.copyOf(bible.summaries().values()), MAX_SUMMARY);
        List<TimelineEvent> timeline = bible.timeline();
        texts("bible.timeline", timeline.stream().map(TimelineEvent::event).toList(), MAX_SENTENCES);
        for (int index = 0; index < timeline.size(); index++) {
            lines(
                    "bible.timeline[" + index + "].characters",
                    timeline.get(index).characters(),
                    MAX_NAME);
        }
        texts("bible.clues-planted", bible.cluesPlanted(), MAX_SENTENCES);
        texts("bible.clues-resolved", bible.cluesResolved(), MAX_SENTENCES);
        texts("bible.imagery", bible.imagery(), MAX_SENTENCES);
    }

    private void characters(List<StoryCharacter> characters) {
        count("bible.characters", characters.size());
        Map<String, String> known = new HashMap<>();
        for (int index = 0; index < characters.size(); index++) {
            StoryCharacter person = characters.get(index);
            String at = "bible.characters[" + index + "]";
            line(at + ".name", person.name(), MAX_NAME);
            String before = known.putIfAbsent(BookNames.folded(person.name()), person.name());
            if (before != null) {
                add(
                        at + ".name",
                        "is '" + person.name() + "', the name of another character ('" + before
                                + "'); give each its own name");
            }
            optionalText(at + ".role", person.role(), MAX_SENTENCES);
            optionalText(at + ".motivation", person.motivation(), MAX_SENTENCES);
            optionalText(at + ".voice", person.voice(), MAX_SENTENCES);
            texts(at + ".changes", person.changes(), MAX_SENTENCES);
            texts(at + ".lines", person.lines(), MAX_LINE, MAX_LINES);
        }
    }

    private void chapter(ChapterBrief brief) {
        if (brief.id().number() > MAX_CHAPTER) {
            add(
                    "number",
                    "must be at most " + MAX_CHAPTER + ", but is " + brief.id().number());
        }
        line("title", brief.title(), MAX_TITLE);
        text("summary", brief.summary(), MAX_SUMMARY);
        texts("goals", brief.goals(), MAX_SENTENCES);
        optionalText("hook", brief.hook(), MAX_SENTENCES);
        NextChapter next = brief.next();
        if (next != null) {
            line("next.title", next.title(), MAX_TITLE);
            text("next.summary", next.summary(), MAX_SUMMARY);
        }
    }

    /** What was added is part of the bible, so that the request's id covers it. */
    private void added(ChapterRequest request) {
        StoryBible bible = request.bible();
        BibleAdditions added = request.added();
        for (int index = 0; index < added.characters().size(); index++) {
            if (!added.characters().get(index).changes().isEmpty()) {
                add("added-characters[" + index + "].changes", "must be empty: only chapters change a person");
            }
            if (!bible.characters().contains(added.characters().get(index))) {
                add("added-characters[" + index + "]", "must be one of the bible's characters, unchanged");
            }
        }
        for (int index = 0; index < added.facts().size(); index++) {
            if (!bible.facts().contains(added.facts().get(index))) {
                add("added-facts[" + index + "]", "must be one of the bible's facts, unchanged");
            }
        }
    }

    private void size() {
        if (bytes > MAX_BYTES) {
            add(
                    "summary",
                    "makes the chapter's request too large: " + Counted.of(bytes, "byte")
                            + " with the book's texts and bible, where " + MAX_BYTES + " are allowed");
        }
    }

    private boolean line(String field, String text, int most) {
        return checked(field, text, most, Writing::objectionToLine);
    }

    private void text(String field, String text, int most) {
        checked(field, text, most, Writing::objectionToText);
    }

    private void optionalText(String field, @Nullable String text, int most) {
        if (text != null) {
            text(field, text, most);
        }
    }

    private void optionalLine(String field, @Nullable String text, int most) {
        if (text != null) {
            line(field, text, most);
        }
    }

    private void lines(String field, List<String> texts, int most) {
        count(field, texts.size());
        for (int index = 0; index < texts.size(); index++) {
            line(field + "[" + index + "]", texts.get(index), most);
        }
    }

    private void texts(String field, List<String> texts, int most) {
        texts(field, texts, most, MAX_ITEMS);
    }

    private void texts(String field, List<String> texts, int most, int mostItems) {
        count(field, texts.size(), mostItems);
        for (int index = 0; index < texts.size(); index++) {
            text(field + "[" + index + "]", texts.get(index), most);
        }
    }

    private void count(String field, int items) {
        count(field, items, MAX_ITEMS);
    }

    private void count(String field, int items, int most) {
        if (items > most) {
            add(field, "must have at most " + most + " entries, but has " + items);
        }
    }

    private boolean checked(String field, String text, int most, Function<String, @Nullable String> signs) {
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        String problem = text.length() > most
                ? "must have at most " + most + " characters, but has " + text.length()
                : signs.apply(text);
        add(field, problem);
        return problem == null;
    }

    private void add(String field, @Nullable String problem) {
        if (problem != null) {
            found.add(new Objection(field, problem));
        }
    }
}
