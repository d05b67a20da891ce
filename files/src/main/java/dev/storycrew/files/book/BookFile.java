package dev.storycrew.files.book;

import dev.storycrew.core.request.BookNames;
import dev.storycrew.core.request.LanguageTag;
import dev.storycrew.core.request.Objection;
import dev.storycrew.core.request.RequestRules;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlFile;
import dev.storycrew.files.yaml.YamlMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads book files. */
public final class BookFile {
    private BookFile() {}

    /**
     * Reads a book.
     *
     * @throws UsageException naming file, line and field
     */
    public static Book read(Path file) {
        return book(YamlFile.read(file));
    }

    /**
     * Reads a book's text.
     *
     * @param name for messages
     * @throws UsageException naming line and field
     */
    public static Book parse(String name, String yaml) {
        return book(YamlFile.parse(name, yaml));
    }

    private static Book book(YamlMap top) {
        String id = top.text("id");
        // A chapter cannot be made without a good id; all else is checked when the book is whole.
        refuse(top, "id", BookNames.objectionToId(id));
        String title = top.text("title");
        String genre = top.text("genre");
        String language = top.optionalText("language").orElse("en");
        refuse(top, "language", LanguageTag.objectionTo(language));
        @Nullable String theme = top.optionalText("theme").orElse(null);
        int words = top.positive("words-per-chapter").orElse(BookFrame.DEFAULT_WORDS_PER_CHAPTER);
        double tolerance = top.number("word-tolerance").orElse(BookFrame.DEFAULT_WORD_TOLERANCE);
        if (!(tolerance > 0 && tolerance <= 1)) {
            throw top.error("word-tolerance", "must be above 0 and at most 1, but is " + tolerance);
        }
        Style style = style(top.map("style"));
        StoryBible bible = bible(top.map("bible"));
        BookFrame frame = new BookFrame(title, genre, LanguageTag.normalised(language), theme, words, tolerance, style);
        RequestRules.objectionsToBook(id, frame, bible).stream()
                .findFirst()
                .ifPresent(objection -> refuse(top, objection.field(), objection.problem()));
        List<ChapterBrief> chapters = chapters(top, id, frame, bible);
        top.done();
        return new Book(id, frame, bible, chapters);
    }

    private static void refuse(YamlMap map, String field, @Nullable String problem) {
        if (problem != null) {
            throw map.errorBelow(field, problem);
        }
    }

    private static Style style(YamlMap style) {
        Style read = new Style(
                style.texts("tone"),
                style.optionalText("pov").orElse(null),
                style.texts("forbidden-words"),
                style.optionalText("pov-character").orElse(null),
                style.optionalText("tense").orElse(null),
                style.optionalText("person").orElse(null),
                style.texts("samples"));
        style.done();
        return read;
    }

    private static StoryBible bible(YamlMap bible) {
        List<StoryCharacter> characters =
                bible.maps("characters").stream().map(BookFile::character).toList();
        List<String> facts = bible.texts("facts");
        Map<String, String> truth = bible.map("truth-card").allTexts();
        bible.done();
        return StoryBible.initial(characters, facts, truth.isEmpty() ? null : new TruthCard(truth));
    }

    private static StoryCharacter character(YamlMap character) {
        StoryCharacter read = new StoryCharacter(
                character.text("name"),
                character.optionalText("role").orElse(null),
                character.optionalText("motivation").orElse(null),
                character.optionalText("voice").orElse(null),
                List.of(),
                character.texts("lines"));
        character.done();
        return read;
    }

    private static List<ChapterBrief> chapters(YamlMap top, String bookId, BookFrame frame, StoryBible bible) {
        if (!top.has("chapters")) {
            throw top.error("chapters", "is missing");
        }
        List<YamlMap> listed = top.maps("chapters");
        if (listed.isEmpty()) {
            throw top.error("chapters", "must list at least one chapter");
        }
        List<ChapterBrief> chapters = new ArrayList<>();
        Map<Integer, YamlMap> byNumber = new HashMap<>();
        for (YamlMap listedChapter : listed) {
            int number =
                    listedChapter.positive("number").orElseThrow(() -> listedChapter.error("number", "is missing"));
            if (byNumber.put(number, listedChapter) != null) {
                throw listedChapter.error("number", "chapter " + number + " is listed twice");
            }
            ChapterBrief brief = new ChapterBrief(
                    new ChapterId(bookId, number),
                    frame,
                    listedChapter.text("title"),
                    listedChapter.text("summary"),
                    listedChapter.texts("goals"),
                    listedChapter.optionalText("hook").orElse(null));
            RequestRules.objectionsToChapter(brief, bible).stream()
                    .findFirst()
                    .ifPresent(objection -> refuse(listedChapter, objection.field(), objection.problem()));
            chapters.add(brief);
            listedChapter.done();
        }
        chapters.sort(Comparator.comparing(ChapterBrief::id));
        for (int index = 0; index < chapters.size(); index++) {
            int number = chapters.get(index).id().number();
            YamlMap at = byNumber.get(number);
            if (number != index + 1 && at != null) {
                throw at.error(
                        "number", "chapters are numbered from 1 without a gap, but " + (index + 1) + " is missing");
            }
        }
        return withNext(chapters, byNumber, bible);
    }

    /** Each chapter knows the one that follows, which must fit into its request too. */
    private static List<ChapterBrief> withNext(
            List<ChapterBrief> chapters, Map<Integer, YamlMap> byNumber, StoryBible bible) {
        List<ChapterBrief> all = new ArrayList<>(chapters);
        for (int index = 0; index + 1 < all.size(); index++) {
            ChapterBrief brief = all.get(index).followedBy(all.get(index + 1));
            all.set(index, brief);
            YamlMap at = byNumber.get(brief.id().number());
            Optional<Objection> objection =
                    RequestRules.objectionsToChapter(brief, bible).stream().findFirst();
            if (at != null && objection.isPresent()) {
                refuse(at, objection.get().field(), objection.get().problem());
            }
        }
        return all;
    }
}
