package dev.storycrew.audit.trail;

import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Verification;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.EventJson;
import dev.storycrew.schemas.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the whole trail of a chapter or a book: every record as a line of JSON, and a page for people with the audit's proof. */
public final class TrailExport {
    private final Connection connection;
    private final Verification verification;
    private final TrailPage page;

    /** @param page takes the records of one export */
    public TrailExport(Connection connection, Verification verification, TrailPage page) {
        this.connection = connection;
        this.verification = verification;
        this.page = page;
    }

    /**
     * What was written.
     *
     * @param records 0 if the topics hold nothing about it; then no files are written
     * @param proof what the audit found; null if no files are written
     */
    public record Written(
            long records, Path lines, Path page, @Nullable AuditReport proof) {}

    public Written chapter(ChapterId chapter, Path folder) {
        String name = chapter.bookId() + "-" + chapter.number();
        List<Topic<?>> topics = connection.topics().all();
        return write(
                name,
                chapter.toString(),
                folder,
                new AuditScope(chapter.bookId(), chapter.number()),
                // What is to prove something does not rest on the ledger's cards.
                sink -> new TrailSource(connection).ofChapterInWholeTopics(chapter, topics, sink));
    }

    public Written book(String bookId, Path folder) {
        List<Topic<?>> topics = connection.topics().all();
        return write(
                bookId,
                bookId,
                folder,
                new AuditScope(bookId, null),
                sink -> new TrailSource(connection).ofBook(bookId, topics, sink));
    }

    private Written write(
            String name, String subject, Path folder, AuditScope scope, Consumer<Consumer<Event<?>>> source) {
        try {
            return written(name, subject, folder, scope, source);
        } catch (IOException e) {
            throw new NotWrittenException(
                    "the trail cannot be written: " + folder.resolve(name) + ".*: " + SystemReason.of(e)
                            + "; fix that, or choose another folder with --out",
                    e);
        }
    }

    private Written written(
            String name, String subject, Path folder, AuditScope scope, Consumer<Consumer<Event<?>>> source)
            throws IOException {
        Files.createDirectories(folder);
        Path lines = folder.resolve(name + ".jsonl");
        Path file = folder.resolve(name + ".html");
        EventJson json = new EventJson(true);
        long[] records = {0};
        try (Writer out = Files.newBufferedWriter(lines)) {
            source.accept(event -> {
                line(out, json, event);
                records[0]++;
                page.take(event);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (records[0] == 0) {
            Files.delete(lines);
            return new Written(0, lines, file, null);
        }
        AuditReport proof = verification.whole(scope);
        try (Writer out = Files.newBufferedWriter(file)) {
            page.write(new TrailPage.Head(subject, name + ".jsonl", proof), out);
        }
        return new Written(records[0], lines, file, proof);
    }

    private static void line(Writer out, EventJson json, Event<?> event) {
        try {
            out.write(json.toJson(event).toString());
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
