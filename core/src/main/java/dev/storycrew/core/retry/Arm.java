package dev.storycrew.core.retry;

import dev.storycrew.core.story.ChapterId;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The side of a rollout that a chapter is on. It never changes once the chapter has had its first decision. */
public enum Arm {
    /** Retries by the policy's levels. */
    SELECTIVE,
    /** Retries in full, always. */
    CONTROL;

    private static final int PERCENT = 100;

    /**
     * The arm of a chapter: a stable hash, so that raising the percentage only adds chapters to the selective arm.
     *
     * @param rolloutPercent 0 to 100, the share of chapters in the selective arm
     */
    public static Arm of(ChapterId chapter, int rolloutPercent) {
        CRC32 hash = new CRC32();
        hash.update(chapter.toString().getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % PERCENT < rolloutPercent ? SELECTIVE : CONTROL;
    }
}
