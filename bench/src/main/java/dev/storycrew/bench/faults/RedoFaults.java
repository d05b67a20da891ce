package dev.storycrew.bench.faults;

import dev.storycrew.app.operate.CommandTopic;
import dev.storycrew.bench.faults.calls.SpecialBooks;
import dev.storycrew.bench.faults.process.Member;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.files.book.Book;
import dev.storycrew.history.Connection;
import dev.storycrew.history.work.StandingBook;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/**
 * An editor hands in another text of an accepted chapter, by a command that is sent twice, and a process that has to do with it is
 * killed. The book's last chapter is requested only then, so that it ends when all that rests on the change was looked at.
 */
final class RedoFaults implements FaultFamily {
    private static final List<String> CONCERNED = List.of("router", "sequencer", "judge", "bible");
    private static final List<String> LAST_LINES = List.of(
            "Ida counted the steps back to the door, and there was one too many.",
            "When she looked round, the second cup was warm.",
            "Nobody had told the ferry to wait, and it was waiting.");
    private static final long ACCEPTED_MILLIS = 120_000;
    private static final long LOOK_MILLIS = 200;
    private static final int SOON_MILLIS = 1500;

    private final Fleet fleet;
    private final Connection connection;
    private final Publisher publisher;
    private final CampaignProgress progress;
    private int redone;

    RedoFaults(Fleet fleet, Connection connection, Publisher publisher, CampaignProgress progress) {
        this.fleet = fleet;
        this.connection = connection;
        this.publisher = publisher;
        this.progress = progress;
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(FaultKind.REDO);
    }

    @Override
    public String inject(FaultKind kind, Random dice) throws InterruptedException, SkippedException {
        Book book = publisher.allButTheLast(SpecialBooks.REDONE);
        try {
            return redo(book, dice);
        } finally {
            publisher.theLast(book);
        }
    }

    private String redo(Book book, Random dice) throws InterruptedException, SkippedException {
        int last = book.chapters().size() - 1;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ACCEPTED_MILLIS);
        while (progress.open().stream().anyMatch(chapter -> chapter.bookId().equals(book.id()))) {
            if (System.nanoTime() > deadline) {
                throw new SkippedException("no accepted chapter in time");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        ChapterId chapter = new ChapterId(book.id(), 1 + dice.nextInt(last));
        ChapterOutcome stands;
        try {
            stands = StandingBook.read(connection, book.id()).outcomes().get(chapter.number());
        } catch (KafkaException e) {
            throw new SkippedException("the chapters could not be read");
        }
        if (stands == null || stands.kind() != ChapterOutcome.Kind.ACCEPTED) {
            throw new SkippedException(chapter + " was not accepted");
        }
        OperatorCommand command = new OperatorCommand(
                "redo-" + ++redone,
                OperatorCommand.Kind.REVISE,
                chapter.toString(),
                null,
                new TreeSet<>(),
                null,
                revised(Objects.requireNonNull(stands.best()), dice),
                "another last line",
                "the editor",
                System.currentTimeMillis());
        String concerned = CONCERNED.get(dice.nextInt(CONCERNED.size()));
        Member victim = fleet.services().stream()
                .filter(member -> member.name().startsWith(concerned))
                .findFirst()
                .orElseThrow(() -> new SkippedException("no " + concerned));
        post(command);
        TimeUnit.MILLISECONDS.sleep(dice.nextInt(SOON_MILLIS));
        victim.kill(dice.nextInt(SOON_MILLIS));
        post(command);
        return chapter + " by command " + command.id() + ", sent twice; " + victim.name() + " killed";
    }

    private void post(OperatorCommand command) throws InterruptedException, SkippedException {
        try {
            new CommandTopic(connection).post(command);
        } catch (KafkaException e) {
            throw new SkippedException("the command could not be sent: " + e.getMessage());
        }
    }

    /** The same text with another last paragraph. */
    private static SortedMap<Integer, String> revised(BestAttempt text, Random dice) {
        SortedMap<Integer, String> revised = new TreeMap<>(text.text());
        int scene = revised.lastKey();
        String whole = Objects.requireNonNull(revised.get(scene)).stripTrailing();
        String rest = whole.substring(0, Math.max(0, whole.lastIndexOf("\n\n")));
        revised.put(scene, rest + "\n\n" + LAST_LINES.get(dice.nextInt(LAST_LINES.size())));
        return revised;
    }
}
