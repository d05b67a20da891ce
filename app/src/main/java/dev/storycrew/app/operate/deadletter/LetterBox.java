package dev.storycrew.app.operate.deadletter;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.request.Objection;
import dev.storycrew.core.request.RequestRules;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All dead letters, as they stand when read. */
public final class LetterBox {
    private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);
    /** Reasons that lie in the record itself, so that no reader could take it. */
    private static final Map<String, String> HOPELESS = Map.of(
            DeadLetter.CONFLICTING_REQUEST,
            "its chapter was requested before with different content, so it would fail again; give the changed book"
                    + " another id",
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
    private final List<DeadLetter> letters = new ArrayList<>();
    private final Map<String, CommandResult> redriven = new HashMap<>();
    private final Map<ChapterId, RedriveEligibility> standings = new HashMap<>();
    /** The last dead letter of each run of a chapter, of those that hold an envelope. */
    private final Map<Run, String> latest = new HashMap<>();

    private record Run(ChapterId chapter, int number) {}

    private LetterBox(Connection connection) {
        this.connection = connection;
        TopicCatalogue topics = connection.topics();
        List<Topic<?>> all = new ArrayList<>(topics.envelopes());
        envelopes = Set.copyOf(all.stream().map(Topic::name).toList());
        all.addAll(List.of(topics.chapterRequests(), topics.operatorCommands()));
        all.forEach(topic -> redrivable.put(topic.name(), topic));
    }

    /**
     * Reads all there are.
     *
     * @throws org.apache.kafka.common.KafkaException when the broker is out of reach
     */
    public static LetterBox read(Connection connection) {
        LetterBox box = new LetterBox(connection);
        TopicCatalogue topics = connection.topics();
        // Dead letters first: whatever became of them then lies before the ends of the other topics.
        List<Topic<?>> read = List.of(topics.deadLetters(), topics.commandResults(), topics.chapters());
        EventReader.open(connection, ReadPlan.all(read))
                .forEach(
                        event -> box.take(event.value()),
                        (undecodable, why) -> LOG.atWarn()
                                .addKeyValue("event", "undecodable")
                                .addKeyValue("position", undecodable.position())
                                .log("Skipping a record that cannot be read"));
        return box;
    }

    private void take(Object value) {
        if (value instanceof DeadLetter letter) {
            letters.add(letter);
            ChapterEnvelope envelope = envelope(letter);
            if (envelope != null) {
                latest.put(new Run(envelope.id(), envelope.run()), letter.id());
            }
        } else if (value instanceof ChapterOutcome outcome) {
            standings.merge(
                    outcome.chapter(), RedriveEligibility.UNKNOWN.with(outcome), (known, one) -> known.with(outcome));
        } else if (value instanceof CommandResult result && result.verdict() == CommandResult.Verdict.DONE) {
            OperatorCommand command = result.command();
            if (command.kind() == OperatorCommand.Kind.REDRIVE) {
                redriven.put(command.id(), result);
            } else if (!command.kind().ofBook()) {
                standings.merge(
                        ChapterId.parse(command.target()),
                        RedriveEligibility.UNKNOWN.with(result),
                        (known, one) -> known.with(result));
            }
        }
    }

    /** All of them, oldest first. */
    public List<Letter> letters() {
        return letters.stream().map(this::letter).toList();
    }

    private Letter letter(DeadLetter letter) {
        CommandResult done = redriven.get(letter.redriveId());
        return new Letter(letter, done, objectionTo(letter, done));
    }

    private @Nullable String objectionTo(DeadLetter letter, @Nullable CommandResult done) {
        if (done != null) {
            return "it was already redriven, at " + Instant.ofEpochMilli(done.at()) + " by "
                    + done.command().signature();
        }
        Topic<?> topic = redrivable.get(letter.topic());
        if (topic == null) {
            return "records of " + letter.topic() + " are not put back: "
                    + (letter.topic().startsWith(connection.topics().prefix())
                            ? "the record is still on its topic; only " + letter.consumer() + " could not read it"
                            : "it is not one of this configuration's topics");
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
        String tooLarge = letter.reason().equals(DeadLetter.TOO_LARGE) ? objectionToSize(letter, envelope) : null;
        if (tooLarge != null) {
            return tooLarge;
        }
        String later = latest.get(new Run(envelope.id(), envelope.run()));
        return later == null || later.equals(letter.id())
                ? standings
                        .getOrDefault(envelope.id(), RedriveEligibility.UNKNOWN)
                        .objectionTo(envelope)
                : "chapter " + envelope.id() + " has a later dead letter, " + later;
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
                        + " bytes that a record may have"
                : "its request asks for too much (" + asked + ")";
        return why + ", so it would fail again; ./storycrew cancel " + envelope.id()
                + ", and publish a smaller book under another id";
    }

    /** The envelope in a dead letter; null if it holds none, or one that cannot be read. */
    private @Nullable ChapterEnvelope envelope(DeadLetter letter) {
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
