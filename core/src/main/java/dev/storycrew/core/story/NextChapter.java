package dev.storycrew.core.story;

/** What the author wants of the chapter that follows, so that a planner does not use it up. */
public record NextChapter(String title, String summary) {}
