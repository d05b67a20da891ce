package dev.storycrew.audit.canon;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.story.StoryBible;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether what a chapter has read is what it was when the chapter was judged. */
final class WhatWasRead {
    private WhatWasRead() {}

    /**
     * Something that has changed.
     *
     * @param canon which entries the chapter has read; null if that is not known, so that it may have read all
     * @param then the bible that the chapter was judged with
     * @param now the bible that it would start with now
     * @return an entry's id, or words for the ending before it; null if all is as it was
     */
    static @Nullable String changed(int chapter, @Nullable ChapterCanon canon, StoryBible then, StoryBible now) {
        Stream<String> read = canon == null
                ? Stream.concat(then.entries().stream(), now.entries().stream())
                        .map(entry -> entry.id().toString())
                : canon.read().stream();
        Map<String, BibleEntry> before = byId(then);
        Map<String, BibleEntry> after = byId(now);
        String entry = read.filter(id -> !Objects.equals(before.get(id), after.get(id)))
                .findFirst()
                .orElse(null);
        if (entry != null) {
            return entry;
        }
        return Objects.equals(then.endingBefore(chapter), now.endingBefore(chapter))
                ? null
                : "the ending of chapter " + (chapter - 1);
    }

    private static Map<String, BibleEntry> byId(StoryBible bible) {
        Map<String, BibleEntry> entries = new HashMap<>();
        bible.entries().forEach(entry -> entries.put(entry.id().toString(), entry));
        return entries;
    }
}
