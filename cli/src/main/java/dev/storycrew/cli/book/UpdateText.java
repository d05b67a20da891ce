package dev.storycrew.cli.book;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.request.BookUpdate;
import dev.storycrew.core.request.ChapterChange;
import dev.storycrew.core.request.RequestedChapter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a changed book file changes, for people: a line a chapter, and what is different for the whole book. */
final class UpdateText {
    private final BookUpdate update;
    private final SortedMap<Integer, RequestedChapter> requested;

    UpdateText(BookUpdate update, SortedMap<Integer, RequestedChapter> requested) {
        this.update = update;
        this.requested = requested;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        update.book().forEach(change -> lines.add("book  " + change));
        if (!update.book().isEmpty()) {
            lines.add("      for " + reached());
        }
        update.chapters().forEach(change -> lines.add("chapter " + change.number() + "  " + said(change)));
        return lines;
    }

    private String reached() {
        List<Integer> waiting = numbers(false);
        List<Integer> begun = numbers(true);
        String keep = begun.isEmpty()
                ? ""
                : "; " + named(begun) + (begun.size() == 1 ? " keeps what it" : " keep what they") + " began with";
        return (waiting.isEmpty() ? "no chapter" : named(waiting)) + keep;
    }

    private List<Integer> numbers(boolean begun) {
        return update.chapters().stream()
                .filter(change -> begun == (change.kind() == ChapterChange.Kind.BEGUN))
                .map(ChapterChange::number)
                .toList();
    }

    /** {@code chapter 3}, {@code chapters 3 and 4}, {@code chapters 3 to 6}; chapters begin one after the other. */
    private static String named(List<Integer> numbers) {
        int first = numbers.get(0);
        int last = numbers.get(numbers.size() - 1);
        return switch (numbers.size()) {
            case 1 -> "chapter " + first;
            case 2 -> "chapters " + first + " and " + last;
            default -> "chapters " + first + " to " + last;
        };
    }

    private String said(ChapterChange change) {
        String title = "\"" + change.brief().title() + "\"";
        String fields = change.fields().isEmpty() ? "" : "; " + changed(change);
        return switch (change.kind()) {
            case BEGUN ->
                state(requested.get(change.number()))
                        + (change.fields().isEmpty() ? "; stays as it was requested" : fields + " in the file");
            case UNCHANGED -> "unchanged";
            case TOLD_WHAT_FOLLOWS -> "unchanged; is told what follows now";
            case TAKES_THE_BOOKS -> "takes what changed for the book";
            case CHANGED -> changed(change);
            case MOVED -> "was chapter " + change.from() + ": " + title + fields;
            case INSERTED -> "inserted: " + title;
            case ADDED -> "new: " + title;
        };
    }

    private static String changed(ChapterChange change) {
        return String.join(", ", change.fields()) + " changed";
    }

    private static String state(@Nullable RequestedChapter chapter) {
        ChapterOutcome.Kind ended = chapter == null ? null : chapter.ended();
        return ended == null
                ? "under way"
                : switch (ended) {
                    case ACCEPTED -> "accepted";
                    case EXHAUSTED -> "exhausted";
                    case CANCELLED -> "cancelled";
                };
    }
}
