package dev.storycrew.core.request;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterBrief;
import org.jspecify.annotations.Nullable;

/**
 * A chapter as it stands on the topics.
 *
 * @param brief what was asked for
 * @param request the request that stands; null if it is no longer kept
 * @param begun true once its first stage was sent an envelope: nothing that was asked for changes any more
 * @param ended how it ended; null if it has not
 */
public record RequestedChapter(
        ChapterBrief brief, @Nullable ChapterRequest request, boolean begun, ChapterOutcome.@Nullable Kind ended) {}
