package dev.storycrew.llm;

/**
 * One chat request.
 *
 * @param system what stays the same from call to call
 * @param user what changes
 * @param version of the templates it was made from
 * @param bibleLeftOut how many of the bible's entries it does not show in full
 * @param shared how many characters at the beginning of the system message requests share whose systems end differently; 0
 *     where it is all or nothing
 */
public record Prompt(String system, String user, String version, int bibleLeftOut, int shared) {
    /** One that leaves nothing out. */
    public Prompt(String system, String user, String version) {
        this(system, user, version, 0, 0);
    }

    /** Both messages, one after the other. */
    String whole() {
        return system + "\n" + user;
    }
}
