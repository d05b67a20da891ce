package dev.storycrew.audit.trail;

import dev.storycrew.audit.AuditReport;
import dev.storycrew.history.reading.Event;
import java.io.IOException;

/** What people read of a trail: a page beside the lines that programs read. */
public interface TrailPage {
    /**
     * What stands over a page.
     *
     * @param subject the chapter's or the book's id
     * @param lines the name of the file with every record
     * @param proof what the audit of the same chapter or book found
     */
    record Head(String subject, String lines, AuditReport proof) {}

    /** Takes the next record of the chapter or book. */
    void take(Event<?> event);

    /** Writes what it has taken. */
    void write(Head head, Appendable out) throws IOException;
}
