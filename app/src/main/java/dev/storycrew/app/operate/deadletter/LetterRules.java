package dev.storycrew.app.operate.deadletter;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.request.Objection;
import dev.storycrew.core.request.RequestRules;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.registry.InvalidValueException;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a dead letter tells by itself about being put back. */
public final class LetterRules {
    /** Reasons that lie in the record itself, so that no reader could take it. */
    private static final Map<String, String> HOPELESS = Map.of(
            DeadLetter.CONFLICTING_REQUEST,
            "its chapter was requested before with different content, so it would fail again; ./storycrew submit"
                    + " BOOK.yaml --update changes what has not begun, or give the changed book another id",
            DeadLetter.UPDATE_TOO_LATE,
            "its chapter had begun when it came, so it would fail again; ./storycrew submit BOOK.yaml --update shows what"
                    + " can still change",
            DeadLetter.WRONG_KEY,
            "its key does not match its content, so it would fail again; publish it again with the correct key",
            DeadLetter.INVALID_VALUE,
            "a value in it is wrong, so it would fail again; correct it and publish it again",
            "NO_REPORT",
            "it has no judge report, so it would fail again; cancel the chapter and retry it",
            "NO_CHANGES",
            "it has no bible changes, so it would fail again; cancel the chapter and retry it");

    private final Connection connection;
    private final Map<String, Topic<?>> redrivable = new HashMap<>();
    private final Set<String> envelopes;

    public LetterRules(Connection connection) {
        this.connection = connection;
        TopicCatalogue topics = connection.topics();
        List<Topic<?>> all = new ArrayList<>(topics.envelopes());
        envelopes = Set.copyOf(all.stream().map(Topic::name).toList());
        all.addAll(List.of(topics.chapterRequests(), topics.operatorCommands()));
        all.forEach(topic -> redrivable.put(topic.name(), topic));
    }

    /** Why one that was put back is not put back once more. */
    public static String alreadyRedriven(CommandResult done) {
        return "it was already redriven, at " + Instant.ofEpochMilli(done.at()) + " by "
                + done.command().signature();
    }

    /** Why one cannot be put back, whatever became of its chapter since; null if nothing of its own forbids it. */
    public @Nullable String unfit(DeadLetter letter) {
        Topic<?> topic = redrivable.get(letter.topic());
        if (topic == null) {
            return "records of " + letter.topic() + " are not put back: "
                    + (letter.topic().startsWith(connection.topics().prefix())
                            ? "the record is still on its topic; only " + letter.consumer() + " could not read it"
                            : "this topic does not belong to the configured topics");
        }
        if (letter.key() == null) {
            return "it has no key, so its chapter is unknown";
        }
        if (letter.isShortened()) {
            return "its bytes are not in the dead letter: " + letter.message();
        }
        try {
            byte[] value = letter.value();
            connection.wire().decode(topic, value == null ? new byte[0] : value);
        } catch (InvalidValueException e) {
            return "it has a " + e.getMessage() + "; correct it and publish it again";
        } catch (UndecodableException e) {
            return "its bytes cannot be decoded, so it would fail again: " + e.getMessage();
        }
        String hopeless = HOPELESS.get(letter.reason());
        ChapterEnvelope envelope = envelope(letter);
        if (hopeless != null || envelope == null) {
            return hopeless;
        }
        return letter.reason().equals(DeadLetter.TOO_LARGE) ? objectionToSize(letter, envelope) : null;
    }

    /** Why no answer of a model can be short enough; null if one can. */
    private static @Nullable String objectionToSize(DeadLetter letter, ChapterEnvelope envelope) {
        int bytes = letter.value() == null ? 0 : letter.value().length;
        Objection asked = RequestRules.objectionsToChapter(envelope.brief(), envelope.bible()).stream()
                .findFirst()
                .orElse(null);
        boolean full = bytes > TopicCatalogue.MAX_MESSAGE_BYTES / 10 * 9;
        if (!full && asked == null) {
            return null;
        }
        String why = asked == null
                ? "it already has " + bytes + " of the " + TopicCatalogue.MAX_MESSAGE_BYTES
                        + " bytes allowed for a record"
                : "its request exceeds a limit (" + asked + ")";
        return why + ", so it would fail again; ./storycrew cancel " + envelope.id()
                + ", and publish a smaller book under another id";
    }

    /** The envelope in a dead letter; null if it holds none, or one that cannot be read. */
    public @Nullable ChapterEnvelope envelope(DeadLetter letter) {
        byte[] value = letter.value();
        if (value == null || !envelopes.contains(letter.topic())) {
            return null;
        }
        try {
            return connection.wire().decode(connection.topics().judgeResults(), value);
        } catch (UndecodableException e) {
            return null;
        }
    }
}
