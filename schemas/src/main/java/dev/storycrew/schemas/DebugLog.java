package dev.storycrew.schemas;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.retry.Attempts;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The log of debug mode: what happens to each chapter, in numbers and names. Every line of it goes through this class,
 * and none ever contains chapter text, an issue's note, an instruction or a key.
 */
public final class DebugLog {
    /** The name of the logger; off unless debug mode is on. */
    public static final String NAME = "dev.storycrew.debug";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);

    private DebugLog() {}

    /** True in debug mode; otherwise the work of making a line can be saved. */
    public static boolean isOn() {
        return LOG.isDebugEnabled();
    }

    /**
     * Writes a line about a chapter.
     *
     * @param event names the kind of line
     * @param envelope the chapter; only its identity is written
     * @param message what is said after the chapter's name
     * @param fields filled in with the line's key-values
     */
    public static void line(
            String event, ChapterEnvelope envelope, String message, Consumer<Map<String, Object>> fields) {
        LoggingEventBuilder line = LOG.atDebug()
                .addKeyValue("event", event)
                .addKeyValue("book", envelope.id().bookId())
                .addKeyValue("chapter_number", envelope.id().number())
                .addKeyValue("run", envelope.run())
                .addKeyValue("retry_attempt", envelope.attempt());
        Map<String, Object> more = new LinkedHashMap<>();
        fields.accept(more);
        for (Map.Entry<String, Object> field : more.entrySet()) {
            line = line.addKeyValue(field.getKey(), field.getValue());
        }
        line.log("{} run {}, {}: {}", envelope.id(), envelope.run(), Attempts.label(envelope.attempt()), message);
    }

    /** Scene numbers as they appear in lines: {@code 1,2,4}. */
    public static String numbers(Collection<Integer> scenes) {
        return scenes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
