package dev.storycrew.llm;

/**
 * One chat request.
 *
 * @param system what stays the same from call to call
 * @param user what changes
 * @param version of the templates it was made from
 * @param bibleLeftOut how many of the bible's entries it does not show in full
 */
public record Prompt(String system, String user, String version, int bibleLeftOut) {
    /** One that leaves nothing out. */
    public Prompt(String system, String user, String version) {
        this(system, user, version, 0);
    }
}
