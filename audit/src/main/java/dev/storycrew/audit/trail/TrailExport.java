package dev.storycrew.audit.trail;

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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the whole trail of a chapter or a book: every record as a line of JSON, and a page for people. */
public final class TrailExport {
    private final Connection connection;

    public TrailExport(Connection connection) {
        this.connection = connection;
    }

    /**
     * What was written.
     *
     * @param records 0 if the topics hold nothing about it; then no files are written
     */
    public record Written(long records, Path lines, Path page) {}

    public Written chapter(ChapterId chapter, Path folder) {
        String name = chapter.bookId() + "-" + chapter.number();
        List<Topic<?>> topics = connection.topics().all();
        return write(
                name,
                chapter.toString(),
                folder,
                chapter,
                sink -> new TrailSource(connection).ofChapter(chapter, topics, sink));
    }

    public Written book(String bookId, Path folder) {
        List<Topic<?>> topics = connection.topics().all();
        return write(bookId, bookId, folder, null, sink -> new TrailSource(connection).ofBook(bookId, topics, sink));
    }

    private Written write(
            String name, String title, Path folder, @Nullable ChapterId only, Consumer<Consumer<Event<?>>> source) {
        try {
            return written(name, title, folder, only, source);
        } catch (IOException e) {
            throw new NotWrittenException(
                    "the trail cannot be written: " + folder.resolve(name) + ".*: " + SystemReason.of(e)
                            + "; fix that, or choose another folder with --out",
                    e);
        }
    }

    private Written written(
            String name, String title, Path folder, @Nullable ChapterId only, Consumer<Consumer<Event<?>>> source)
            throws IOException {
        Files.createDirectories(folder);
        Path lines = folder.resolve(name + ".jsonl");
        Path page = folder.resolve(name + ".html");
        SortedMap<ChapterId, TrailRecords> chapters = new TreeMap<>();
        EventJson json = new EventJson(true);
        long[] records = {0};
        try (Writer out = Files.newBufferedWriter(lines)) {
            source.accept(event -> {
                line(out, json, event);
                records[0]++;
                ChapterId chapter = chapterOf(event);
                if (chapter != null && (only == null || only.equals(chapter))) {
                    boolean judged = event.topic()
                            .name()
                            .equals(connection.topics().judgeResults().name());
                    chapters.computeIfAbsent(chapter, TrailRecords::new).take(event, judged);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (records[0] == 0) {
            Files.delete(lines);
            return new Written(0, lines, page);
        }
        try (Writer out = Files.newBufferedWriter(page)) {
            new TrailPage(out).write(title, chapters.values());
        }
        return new Written(records[0], lines, page);
    }

    private static void line(Writer out, EventJson json, Event<?> event) {
        try {
            out.write(json.toJson(event).toString());
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable ChapterId chapterOf(Event<?> event) {
        try {
            return event.key() == null ? null : ChapterId.parse(event.key());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
