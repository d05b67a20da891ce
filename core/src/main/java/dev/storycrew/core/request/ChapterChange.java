package dev.storycrew.core.request;

import dev.storycrew.core.story.ChapterBrief;
import java.util.List;

/**
 * What a changed book file means for one of its chapters.
 *
 * @param brief the chapter as it is in the file
 * @param from the number that it was requested as, where that differs; else its own
 * @param fields what of the chapter itself is different
 * @param update the number of the update to publish; 0 where there is no request yet
 */
public record ChapterChange(ChapterBrief brief, Kind kind, int from, List<String> fields, int update) {
    /** What happens to the chapter. */
    public enum Kind {
        /** It has begun or ended, and stays as it was requested. */
        BEGUN(false),
        /** It waits, and nothing of it is different. */
        UNCHANGED(false),
        /** It waits, and only what follows it is different. */
        TOLD_WHAT_FOLLOWS(true),
        /** It waits, and takes what changed for the whole book. */
        TAKES_THE_BOOKS(true),
        /** It waits, and something of it is different. */
        CHANGED(true),
        /** It waits, and has another number. */
        MOVED(true),
        /** It is new, and others move behind it. */
        INSERTED(true),
        /** It is new. */
        ADDED(true);

        private final boolean published;

        Kind(boolean published) {
            this.published = published;
        }
    }

    public ChapterChange {
        fields = List.copyOf(fields);
    }

    /** True if a request has to be published. */
    public boolean isPublished() {
        return kind.published;
    }

    /** The chapter's number in the file. */
    public int number() {
        return brief.id().number();
    }
}
