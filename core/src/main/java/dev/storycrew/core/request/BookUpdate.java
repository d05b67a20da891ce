package dev.storycrew.core.request;

import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.request.ChapterChange.Kind;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a book file changes in a book that has been requested. A chapter that has begun stays as it was requested; whatever waits
 * for its turn may change, move, or get company.
 *
 * @param chapters what happens to each chapter of the file, in order
 * @param book what is different for the whole book, a few words each
 * @param added what chapters that are published bring into the bible
 * @param refusals why nothing of it can be done, a sentence each; empty if it can
 */
public record BookUpdate(List<ChapterChange> chapters, List<String> book, BibleAdditions added, List<String> refusals) {
    private static final int SHOWN = 60;

    public BookUpdate {
        chapters = List.copyOf(chapters);
        book = List.copyOf(book);
        refusals = List.copyOf(refusals);
    }

    /**
     * Compares.
     *
     * @param wanted the file's chapters, in order
     * @param bible the file's bible
     * @param requested the book as it stands on the topics, by chapter number; empty if it was never requested
     */
    public static BookUpdate of(
            List<ChapterBrief> wanted, StoryBible bible, SortedMap<Integer, RequestedChapter> requested) {
        return new Comparison(wanted, bible, requested).compare();
    }

    /** The chapters to publish a request of, in order. */
    public List<ChapterChange> published() {
        return chapters.stream().filter(ChapterChange::isPublished).toList();
    }

    /** True if something that was requested before is different. */
    public boolean changesRequested() {
        return !refusals.isEmpty() || published().stream().anyMatch(change -> change.update() > 0);
    }

    private static final class Comparison {
        private final List<ChapterBrief> wanted;
        private final StoryBible bible;
        private final SortedMap<Integer, RequestedChapter> requested;
        private final Map<Integer, Integer> movedTo = new HashMap<>();
        private final List<String> refusals = new ArrayList<>();

        private record Words(String title, String summary) {
            static Words of(ChapterBrief brief) {
                return new Words(brief.title(), brief.summary());
            }
        }

        private Comparison(
                List<ChapterBrief> wanted, StoryBible bible, SortedMap<Integer, RequestedChapter> requested) {
            this.wanted = wanted;
            this.bible = bible;
            this.requested = requested;
        }

        private BookUpdate compare() {
            findMoved();
            ChapterRequest base = base();
            BibleAdditions added = anyBegun() ? added(base) : BibleAdditions.NONE;
            if (base != null && anyBegun()) {
                refuseChangesOfTheBookAsBegun(base);
            }
            List<ChapterChange> changes =
                    wanted.stream().map(brief -> change(brief, added)).toList();
            refuseMissing();
            List<String> book = bookWide();
            if (!book.isEmpty() && changes.stream().allMatch(change -> change.kind() == Kind.BEGUN)) {
                refusals.add(
                        String.join(", ", book)
                                + ": every chapter of the file has begun, so this would reach none; add a chapter, or put it back");
            }
            return new BookUpdate(changes, book, added, refusals);
        }

        private boolean anyBegun() {
            return requested.values().stream().anyMatch(RequestedChapter::begun);
        }

        /** The request that says what the author had written when the book last began a chapter. */
        private @Nullable ChapterRequest base() {
            ChapterRequest waiting = null;
            ChapterRequest begun = null;
            for (RequestedChapter chapter : requested.values()) {
                if (chapter.begun() && chapter.request() != null) {
                    begun = chapter.request();
                } else if (waiting == null) {
                    waiting = chapter.request();
                }
            }
            return begun == null ? waiting : begun;
        }

        private BibleAdditions added(@Nullable ChapterRequest base) {
            if (base == null) {
                // Requests are kept for a month: what the book began with is not known any more, and nothing is added
                // twice.
                return new BibleAdditions(bible.characters(), bible.facts());
            }
            Map<String, StoryCharacter> people = byName(base.added().characters());
            Map<String, StoryCharacter> before = byName(base.bible().characters());
            byName(bible.characters()).forEach((name, person) -> {
                if (!before.containsKey(name)) {
                    people.put(name, person);
                }
            });
            Set<String> facts = new LinkedHashSet<>(base.added().facts());
            bible.facts().stream()
                    .filter(fact -> !base.bible().facts().contains(fact))
                    .forEach(facts::add);
            return new BibleAdditions(List.copyOf(people.values()), List.copyOf(facts));
        }

        private void refuseChangesOfTheBookAsBegun(ChapterRequest base) {
            String advice = "; chapters have begun with it, so put it back";
            Map<String, StoryCharacter> now = byName(bible.characters());
            byName(base.bible().characters()).forEach((name, person) -> {
                StoryCharacter found = now.get(name);
                if (!person.equals(found)) {
                    refusals.add("character '" + shown(person.name()) + "' was "
                            + (found == null ? "removed" : "changed") + advice);
                }
            });
            for (String fact : base.bible().facts()) {
                if (!bible.facts().contains(fact)) {
                    refusals.add("fact '" + shown(fact) + "' was changed or removed" + advice);
                }
            }
            if (!Objects.equals(base.bible().truthCard(), bible.truthCard())) {
                refusals.add("the truth card was changed" + advice);
            }
            if (!wanted.isEmpty()
                    && !base.brief()
                            .book()
                            .language()
                            .equals(wanted.get(0).book().language())) {
                refusals.add(
                        "the language was changed from " + base.brief().book().language() + " to "
                                + wanted.get(0).book().language() + advice);
            }
        }

        /** Which waiting chapters have another number in the file: where title and summary occur once on either side. */
        private void findMoved() {
            Map<Words, List<Integer>> file = new HashMap<>();
            wanted.forEach(brief -> file.computeIfAbsent(Words.of(brief), words -> new ArrayList<>())
                    .add(brief.id().number()));
            Map<Words, List<Integer>> topics = new HashMap<>();
            requested.forEach(
                    (number, chapter) -> topics.computeIfAbsent(Words.of(chapter.brief()), words -> new ArrayList<>())
                            .add(number));
            topics.forEach((words, numbers) -> {
                List<Integer> found = file.getOrDefault(words, List.of());
                if (numbers.size() == 1 && found.size() == 1 && !numbers.equals(found)) {
                    movedTo.put(numbers.get(0), found.get(0));
                }
            });
        }

        private ChapterChange change(ChapterBrief brief, BibleAdditions added) {
            int number = brief.id().number();
            RequestedChapter stands = requested.get(number);
            if (stands != null && stands.begun()) {
                refuseIfDifferent(brief, stands);
                return new ChapterChange(brief, Kind.BEGUN, number, different(stands.brief(), brief), 0);
            }
            ChapterRequest request = stands == null ? null : stands.request();
            int update = request == null ? 0 : request.update() + 1;
            Integer from = movedTo.entrySet().stream()
                    .filter(moved -> moved.getValue() == number)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
            if (from != null) {
                RequestedChapter before = Objects.requireNonNull(requested.get(from));
                return new ChapterChange(brief, Kind.MOVED, from, different(before.brief(), brief), update);
            }
            if (stands == null || request == null) {
                return new ChapterChange(brief, Kind.ADDED, number, List.of(), update);
            }
            if (movedTo.containsKey(number)) {
                return new ChapterChange(brief, Kind.INSERTED, number, List.of(), update);
            }
            List<String> different = different(stands.brief(), brief);
            if (!different.isEmpty()) {
                return new ChapterChange(brief, Kind.CHANGED, number, different, update);
            }
            boolean ofTheBook = !brief.book().equals(request.brief().book())
                    || !bible.equals(request.bible())
                    || !added.equals(request.added());
            Kind kind = ofTheBook
                    ? Kind.TAKES_THE_BOOKS
                    : Objects.equals(brief.next(), request.brief().next()) ? Kind.UNCHANGED : Kind.TOLD_WHAT_FOLLOWS;
            return new ChapterChange(brief, kind, number, List.of(), update);
        }

        private void refuseIfDifferent(ChapterBrief brief, RequestedChapter stands) {
            List<String> different = different(stands.brief(), brief);
            if (different.isEmpty()) {
                return;
            }
            int number = brief.id().number();
            Integer elsewhere = movedTo.get(number);
            String what = elsewhere == null
                    ? "its " + String.join(", ", different) + (different.size() == 1 ? " differs" : " differ")
                            + " from what was requested"
                    : "it is number " + elsewhere
                            + " in the file: chapters can be inserted only before what has not begun";
            refusals.add("chapter " + number + " " + where(stands.ended()) + ", and " + what + "; put it back as it was"
                    + byHand(brief, stands.ended()));
        }

        private static String where(ChapterOutcome.@Nullable Kind ended) {
            return ended == null ? "has begun" : "has ended " + ended;
        }

        private static String byHand(ChapterBrief brief, ChapterOutcome.@Nullable Kind ended) {
            String handIn = "hand in a text of your own: ./storycrew revise " + brief.id() + " FILE";
            if (ended == ChapterOutcome.Kind.ACCEPTED) {
                return ", or give the changed book another id";
            }
            return ended == null ? ", or ./storycrew cancel " + brief.id() + " and " + handIn : ", or " + handIn;
        }

        private void refuseMissing() {
            requested.forEach((number, chapter) -> {
                if (number > wanted.size()) {
                    refusals.add("chapter " + number + " was requested and is not in the file"
                            + (chapter.begun()
                                    ? ", but it " + where(chapter.ended()) + "; put it back"
                                    : ", which has " + wanted.size()
                                            + "; a request cannot be taken back: put it back, and when it has begun"
                                            + " ./storycrew cancel "
                                            + chapter.brief().id()));
                }
            });
        }

        /** What differs from the newest request, which has the book as the author last changed it. */
        private List<String> bookWide() {
            ChapterRequest newest = null;
            for (RequestedChapter chapter : requested.values()) {
                newest = chapter.request() == null ? newest : chapter.request();
            }
            if (newest == null || wanted.isEmpty()) {
                return List.of();
            }
            List<String> book = new ArrayList<>(
                    different(newest.brief().book(), wanted.get(0).book()));
            Map<String, StoryCharacter> before = byName(newest.bible().characters());
            Map<String, StoryCharacter> now = byName(bible.characters());
            now.forEach((name, person) -> {
                StoryCharacter known = before.get(name);
                if (!person.equals(known)) {
                    book.add("character " + (known == null ? "added" : "changed") + ": " + shown(person.name()));
                }
            });
            before.forEach((name, person) -> {
                if (!now.containsKey(name)) {
                    book.add("character removed: " + shown(person.name()));
                }
            });
            addMissing(book, "fact added: ", bible.facts(), newest.bible().facts());
            addMissing(book, "fact removed: ", newest.bible().facts(), bible.facts());
            if (!Objects.equals(newest.bible().truthCard(), bible.truthCard())) {
                book.add("truth card changed");
            }
            return book;
        }

        private static void addMissing(List<String> to, String what, Collection<String> all, Collection<String> known) {
            all.stream().filter(text -> !known.contains(text)).forEach(text -> to.add(what + shown(text)));
        }

        private static List<String> different(ChapterBrief before, ChapterBrief now) {
            List<String> fields = new ArrayList<>();
            note(fields, "title", before.title(), now.title());
            note(fields, "summary", before.summary(), now.summary());
            note(fields, "goals", before.goals(), now.goals());
            note(fields, "hook", before.hook(), now.hook());
            return fields;
        }

        private static List<String> different(BookFrame before, BookFrame now) {
            List<String> fields = new ArrayList<>();
            note(fields, "title changed", before.title(), now.title());
            note(fields, "genre changed", before.genre(), now.genre());
            note(fields, "language changed", before.language(), now.language());
            note(fields, "theme changed", before.theme(), now.theme());
            note(fields, "words-per-chapter changed", before.wordsPerChapter(), now.wordsPerChapter());
            note(fields, "word-tolerance changed", before.wordTolerance(), now.wordTolerance());
            note(fields, "style changed", before.style(), now.style());
            return fields;
        }

        private static void note(List<String> fields, String field, @Nullable Object before, @Nullable Object now) {
            if (!Objects.equals(before, now)) {
                fields.add(field);
            }
        }

        private static Map<String, StoryCharacter> byName(List<StoryCharacter> people) {
            Map<String, StoryCharacter> named = new LinkedHashMap<>();
            people.forEach(person -> named.put(BookNames.folded(person.name()), person));
            return named;
        }

        private static String shown(String text) {
            return text.length() <= SHOWN ? text : text.substring(0, SHOWN).strip() + "..";
        }
    }
}
