package dev.storycrew.schemas.codec;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.canon.Entries;
import dev.storycrew.core.canon.EntryEnd;
import dev.storycrew.core.canon.EntryId;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.canon.EntryNumbers;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.schemas.avro.BibleRecord;
import dev.storycrew.schemas.avro.ChapterCanonRecord;
import dev.storycrew.schemas.avro.EntryNumbersRecord;
import dev.storycrew.schemas.avro.EntryRecord;
import dev.storycrew.schemas.avro.TimelineRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a bible on the wire. Texts stay in the lists that they have always been in, for readers of the lists; what
 * else is known stands beside them.
 */
final class EntryCodec {
    private static final String RESOLVED = "resolved";

    private EntryCodec() {}

    /** What is known besides the lists; nothing where reading the lists tells as much. */
    static List<EntryRecord> encode(StoryBible bible) {
        return Entries.areAsRead(bible.entries()) ? List.of() : StoryCodec.map(bible.entries(), EntryCodec::encode);
    }

    private static EntryRecord encode(BibleEntry entry) {
        EntryEnd end = entry.end();
        boolean listed = end == null || entry.kind() == EntryKind.CLUE;
        return new EntryRecord(
                entry.id().toString(),
                entry.about(),
                entry.chapter(),
                listed ? null : entry.text(),
                end == null ? null : end.chapter(),
                end == null ? null : end.because());
    }

    /**
     * The entries of a bible that has more to say of them than its lists.
     *
     * @throws IllegalArgumentException if lists and entries do not agree
     */
    static List<BibleEntry> decode(BibleRecord bible) {
        Map<String, String> texts = texts(bible);
        return StoryCodec.map(
                bible.getEntries(),
                entry -> new BibleEntry(
                        EntryId.parse(entry.getId()),
                        String.valueOf(texts.get(entry.getId())),
                        entry.getAbout(),
                        entry.getChapter(),
                        end(entry)));
    }

    /** The entries' texts by their ids. */
    private static Map<String, String> texts(BibleRecord bible) {
        Map<String, Deque<String>> lists = lists(bible);
        Map<String, String> texts = new HashMap<>();
        List<EntryRecord> entries = new ArrayList<>(bible.getEntries());
        // Resolved clues are listed in the order in which they were resolved; each list has its own kind of entries.
        entries.sort(Comparator.comparingInt(entry -> entry.getEndedBy() == null ? 0 : entry.getEndedBy()));
        for (EntryRecord entry : entries) {
            Deque<String> list = lists.getOrDefault(list(entry), new ArrayDeque<>());
            String text = entry.getText() == null ? list.poll() : entry.getText();
            if (text == null) {
                throw new IllegalArgumentException("the bible's lists have no text for its entry " + entry.getId());
            }
            texts.put(entry.getId(), text);
        }
        if (!lists.values().stream().allMatch(Collection::isEmpty)) {
            throw new IllegalArgumentException("the bible's lists have texts that are none of its entries");
        }
        return texts;
    }

    private static Map<String, Deque<String>> lists(BibleRecord bible) {
        Map<String, Deque<String>> lists = new HashMap<>();
        lists.put(EntryKind.FACT.noun(), new ArrayDeque<>(bible.getFacts()));
        lists.put(
                EntryKind.EVENT.noun(),
                new ArrayDeque<>(StoryCodec.map(bible.getTimeline(), TimelineRecord::getEvent)));
        lists.put(EntryKind.CLUE.noun(), new ArrayDeque<>(bible.getCluesPlanted()));
        lists.put(RESOLVED, new ArrayDeque<>(bible.getCluesResolved()));
        bible.getCharacters()
                .forEach(person ->
                        lists.put(EntryKind.CHANGE.noun() + person.getName(), new ArrayDeque<>(person.getChanges())));
        lists.put(EntryKind.IMAGE.noun(), new ArrayDeque<>(bible.getImagery()));
        return lists;
    }

    /** The list that an entry's text stands in. */
    private static String list(EntryRecord entry) {
        EntryKind kind = EntryId.parse(entry.getId()).kind();
        return switch (kind) {
            case FACT, EVENT, IMAGE -> kind.noun();
            case CLUE -> entry.getEndedBy() == null ? kind.noun() : RESOLVED;
            case CHANGE ->
                kind.noun()
                        + (entry.getAbout().isEmpty() ? "" : entry.getAbout().get(0));
        };
    }

    private static @Nullable EntryEnd end(EntryRecord entry) {
        Integer endedBy = entry.getEndedBy();
        return endedBy == null ? null : new EntryEnd(endedBy, entry.getBecause());
    }

    static List<EntryNumbersRecord> encode(@Nullable EntryNumbers numbers) {
        return numbers == null
                ? List.of()
                : Arrays.stream(EntryKind.values())
                        .map(kind -> new EntryNumbersRecord(
                                Character.toString(kind.letter()),
                                numbers.numbers().getOrDefault(kind, List.of()),
                                numbers.highest().getOrDefault(kind, 0)))
                        .toList();
    }

    static @Nullable EntryNumbers decodeNumbers(List<EntryNumbersRecord> records) {
        if (records.isEmpty()) {
            return null;
        }
        Map<EntryKind, List<Integer>> numbers = new EnumMap<>(EntryKind.class);
        Map<EntryKind, Integer> highest = new EnumMap<>(EntryKind.class);
        for (EntryNumbersRecord each : records) {
            EntryKind kind = EntryId.parse(each.getKind() + "1").kind();
            numbers.put(kind, each.getNumbers());
            highest.put(kind, each.getHighest());
        }
        return new EntryNumbers(numbers, highest);
    }

    static ChapterCanonRecord encode(ChapterCanon canon) {
        return new ChapterCanonRecord(
                canon.read(), canon.wrote(), canon.withdrew(), canon.resolved(), canon.endingDigest());
    }

    static ChapterCanon decode(ChapterCanonRecord canon) {
        return new ChapterCanon(
                canon.getRead(), canon.getWrote(), canon.getWithdrew(), canon.getResolved(), canon.getEndingDigest());
    }
}
