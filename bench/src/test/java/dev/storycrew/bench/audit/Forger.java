package dev.storycrew.bench.audit;

import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Changes the records of a history, which stays as it is. */
final class Forger {
    private final History history;
    private final List<TopicRecord> records;

    Forger(History history) {
        this.history = history;
        this.records = new ArrayList<>(history.records());
    }

    /** The records as they are by now. */
    List<TopicRecord> records() {
        return records;
    }

    TopicCatalogue topics() {
        return history.connection().topics();
    }

    <T> TopicRecord change(Topic<T> topic, Predicate<T> which, UnaryOperator<T> how) {
        int index = index(topic, which);
        T value = decode(topic, records.get(index));
        TopicRecord changed = encoded(topic, records.get(index), how.apply(value));
        records.set(index, changed);
        return changed;
    }

    <T> void changeAll(Topic<T> topic, UnaryOperator<T> how) {
        records.replaceAll(each -> each.topic().name().equals(topic.name()) && each.value() != null
                ? encoded(topic, each, how.apply(decode(topic, each)))
                : each);
    }

    /** The middle one of those that match, so that there is history before and after it. */
    <T> int index(Topic<T> topic, Predicate<T> which) {
        List<Integer> matching = new ArrayList<>();
        for (int index = 0; index < records.size(); index++) {
            TopicRecord each = records.get(index);
            if (each.topic().name().equals(topic.name()) && which.test(decode(topic, each))) {
                matching.add(index);
            }
        }
        if (matching.isEmpty()) {
            throw new AssertionError("the history holds nothing in " + topic.name() + " to plant this in");
        }
        return matching.get(matching.size() / 2);
    }

    <T> T decode(Topic<T> topic, TopicRecord from) {
        return history.connection().wire().decode(topic, Objects.requireNonNull(from.value()));
    }

    <T> TopicRecord encoded(Topic<T> topic, TopicRecord from, T value) {
        return new TopicRecord(
                from.topic(),
                from.partition(),
                from.offset(),
                from.timestamp(),
                from.key(),
                history.connection().wire().encode(topic, value));
    }
}
