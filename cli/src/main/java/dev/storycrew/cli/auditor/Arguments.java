package dev.storycrew.cli.auditor;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlMap;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads auditors' command-line arguments; errors in them are wrong usage. */
public final class Arguments {
    private Arguments() {}

    static ChapterId chapter(String id) {
        return orUsage(() -> ChapterId.parse(id));
    }

    static StartPosition start(String from) {
        return orUsage(() -> StartPosition.parse(from));
    }

    /** A time in milliseconds since the epoch; null stays null. */
    public static @Nullable Long time(@Nullable String time) {
        return time == null ? null : orUsage(() -> StartPosition.time(time));
    }

    /** A UTC day such as {@code 2026-11-24}; null stays null. */
    static @Nullable String day(String option, @Nullable String day) {
        if (day == null) {
            return null;
        }
        try {
            return LocalDate.parse(day).toString();
        } catch (DateTimeParseException e) {
            throw new UsageException(option + " takes a day such as 2026-11-24, but is '" + day + "'");
        }
    }

    /** A topic by its name, with or without the prefix. */
    static Topic<?> topic(TopicCatalogue topics, String name) {
        Set<String> names = new LinkedHashSet<>();
        for (Topic<?> topic : topics.all()) {
            String shortName = topic.name().substring(topics.prefix().length());
            if (name.equals(shortName) || name.equals(topic.name())) {
                return topic;
            }
            names.add(shortName);
        }
        throw new UsageException("there is no topic " + name + YamlMap.nearest(name, names));
    }

    private static <T> T orUsage(Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
