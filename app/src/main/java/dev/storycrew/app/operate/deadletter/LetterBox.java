package dev.storycrew.app.operate.deadletter;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All dead letters, as they stand when read. */
public final class LetterBox {
    private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);

    private final LetterRules rules;
    private final List<DeadLetter> letters = new ArrayList<>();
    private final Map<String, CommandResult> redriven = new HashMap<>();
    private final Map<ChapterId, RedriveEligibility> standings = new HashMap<>();
    /** The last dead letter of each run of a chapter, of those that hold an envelope. */
    private final Map<Run, String> latest = new HashMap<>();

    private record Run(ChapterId chapter, int number) {}

    private LetterBox(Connection connection) {
        this.rules = new LetterRules(connection);
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
            ChapterEnvelope envelope = rules.envelope(letter);
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
            return LetterRules.alreadyRedriven(done);
        }
        String unfit = rules.unfit(letter);
        ChapterEnvelope envelope = unfit == null ? rules.envelope(letter) : null;
        if (envelope == null) {
            return unfit;
        }
        String later = latest.get(new Run(envelope.id(), envelope.run()));
        return later == null || later.equals(letter.id())
                ? standings
                        .getOrDefault(envelope.id(), RedriveEligibility.UNKNOWN)
                        .objectionTo(envelope)
                : "chapter " + envelope.id() + " has a later dead letter, " + later;
    }
}
