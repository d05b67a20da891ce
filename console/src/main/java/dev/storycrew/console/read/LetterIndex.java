package dev.storycrew.console.read;

import dev.storycrew.app.operate.deadletter.LetterRules;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All dead letters without their bytes, and where they are. */
public final class LetterIndex implements TopicFollower.Shelf {
    private final LetterRules rules;
    private final Refilled<Known> known = new Refilled<>(Known::new);

    private static final class Known {
        private final Map<String, Entry> letters = new LinkedHashMap<>();
        private final Map<String, CommandResult> redriven = new HashMap<>();
        /** The last dead letter of each run of a chapter, of those that hold an envelope. */
        private final Map<Run, String> latest = new HashMap<>();
    }

    private record Run(ChapterId chapter, int number) {}

    /**
     * A dead letter.
     *
     * @param letter without value, stack and headers
     * @param position of its record
     * @param bytes how many its value has
     * @param unfit why it cannot be put back, whatever became of its chapter; null if nothing of its own forbids it
     * @param run of its chapter; 0 where it holds no envelope
     */
    public record Entry(
            DeadLetter letter,
            Position position,
            int bytes,
            @Nullable String unfit,
            int run) {}

    public LetterIndex(LetterRules rules) {
        this.rules = rules;
    }

    @Override
    public synchronized void begin() {
        known.begin();
    }

    @Override
    public synchronized void done() {
        known.done();
    }

    /** Takes a record of the dead letters' topic, or of the results of commands. */
    public void take(Event<?> event) {
        if (event.value() instanceof DeadLetter letter) {
            String unfit = rules.unfit(letter);
            ChapterEnvelope envelope = rules.envelope(letter);
            byte[] value = letter.value();
            Entry entry = new Entry(
                    light(letter),
                    event.position(),
                    value == null ? 0 : value.length,
                    unfit,
                    envelope == null ? 0 : envelope.run());
            synchronized (this) {
                known.filled().letters.put(letter.id(), entry);
                if (envelope != null) {
                    known.filled().latest.put(new Run(envelope.id(), envelope.run()), letter.id());
                }
            }
        } else if (event.value() instanceof CommandResult result
                && result.verdict() == CommandResult.Verdict.DONE
                && result.command().kind() == OperatorCommand.Kind.REDRIVE) {
            synchronized (this) {
                known.filled().redriven.put(result.command().id(), result);
            }
        }
    }

    private static DeadLetter light(DeadLetter letter) {
        return new DeadLetter(
                letter.id(),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.key(),
                null,
                letter.consumer(),
                letter.reason(),
                letter.message(),
                null,
                letter.deliveries(),
                letter.at(),
                List.of());
    }

    /** One by its id; null if there is none. */
    public synchronized @Nullable Entry find(String id) {
        return known.shown().letters.get(id);
    }

    /** All of them, as they came. */
    public synchronized List<Entry> all() {
        return new ArrayList<>(known.shown().letters.values());
    }

    /** True if it was put back. */
    public synchronized boolean isRedriven(DeadLetter letter) {
        return known.shown().redriven.containsKey(letter.redriveId());
    }

    /** True if it waits for somebody: it can be put back, or is a request that must be published rightly. */
    public boolean isOpen(Entry entry, Supplier<@Nullable ChapterProgress> chapter) {
        return objectionTo(entry, chapter) == null || (!isRedriven(entry.letter) && entry.letter.isRejectedRequest());
    }

    /**
     * Why one cannot be put back now; null if it can. The redrive itself has the last word.
     *
     * @param progress how far its chapter is, null if unknown; asked only where it matters
     */
    public synchronized @Nullable String objectionTo(Entry entry, Supplier<@Nullable ChapterProgress> progress) {
        CommandResult done = known.shown().redriven.get(entry.letter.redriveId());
        if (done != null) {
            return LetterRules.alreadyRedriven(done);
        }
        ChapterId id = entry.letter.chapter();
        if (entry.unfit != null || id == null || entry.run == 0) {
            return entry.unfit;
        }
        String later = known.shown().latest.get(new Run(id, entry.run));
        if (later != null && !later.equals(entry.letter.id())) {
            return "chapter " + id + " has a later dead letter, " + later;
        }
        ChapterProgress chapter = progress.get();
        if (chapter == null) {
            return null;
        }
        if (chapter.run() > entry.run) {
            return "run " + chapter.run() + " of chapter " + id + " has begun, and this dead letter belongs to run "
                    + entry.run;
        }
        return chapter.ended() == null
                ? null
                : "chapter " + id + " has since ended " + chapter.ended() + " in run " + chapter.run();
    }
}
