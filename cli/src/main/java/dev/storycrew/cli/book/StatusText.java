package dev.storycrew.cli.book;

import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code status} prints: totals first, then as much as one can read. */
final class StatusText {
    /** As many chapters are shown one by one; of more, each book gets a line, and each chapter that needs somebody. */
    static final int ONE_BY_ONE = 50;

    private StatusText() {}

    /**
     * All of it.
     *
     * @param oneByOne shows every chapter, however many
     * @param now in milliseconds since the epoch
     */
    static String of(Collection<ChapterStatus> chapters, boolean oneByOne, long now) {
        Map<String, List<ChapterStatus>> books = new LinkedHashMap<>();
        chapters.forEach(chapter -> books.computeIfAbsent(chapter.view().id().bookId(), id -> new ArrayList<>())
                .add(chapter));
        StringBuilder text = new StringBuilder(Counted.of(chapters.size(), "chapter"));
        text.append(" in ").append(Counted.of(books.size(), "book")).append(": ");
        text.append(counts(chapters)).append('\n');
        if (oneByOne || chapters.size() <= ONE_BY_ONE) {
            chapters.forEach(chapter -> text.append(chapter.text(now)));
            return text.toString();
        }
        books.forEach((id, ofBook) -> {
            text.append(String.format(Locale.ROOT, "%-32s %s%n", id, counts(ofBook)));
            ofBook.stream()
                    .filter(ChapterStatus::needsSomebody)
                    .forEach(chapter -> text.append("  ").append(chapter.text(now)));
        });
        text.append("for each chapter: ./storycrew status BOOK, or add --state STATE or --chapters\n");
        return text.toString();
    }

    /** How many chapters are in which state, such as {@code 3 accepted, 1 under way}; and how many need somebody. */
    private static String counts(Collection<ChapterStatus> chapters) {
        Map<ChapterState, Integer> counts = new EnumMap<>(ChapterState.class);
        chapters.forEach(chapter -> counts.merge(chapter.state(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((state, count) -> parts.add(String.format(Locale.ROOT, "%,d %s", count, state.words())));
        long needy = chapters.stream().filter(ChapterStatus::needsSomebody).count();
        String needs = needy == 0
                ? ""
                : String.format(Locale.ROOT, needy == 1 ? "; %,d needs attention" : "; %,d need attention", needy);
        return String.join(", ", parts) + needs;
    }
}
