package dev.storycrew.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.operate.CommandTopic;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.OperatorCommand.Kind;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.history.reading.StartPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books made by all services with the rehearsal model are verified, whatever chapters are made again. */
@Tag("long")
class RehearsedRedoTest {
    private static final int BOOKS = 2;
    private static final int CHAPTERS = 6;
    private static final int REDOS_OF_A_BOOK = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final List<String> LEVELS = List.of("FULL_RETRY", "EDIT_ONLY", "WRITE_ONLY", "RECHECK");

    @TempDir
    private Path folder;

    private final List<ChapterOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final Random random = new Random(16);
    private int sent;

    @Test
    void whateverIsMadeAgainIsVerified() throws Exception {
        try (History history =
                History.rehearsed(folder, HistoryMaker.requests(BOOKS * CHAPTERS, CHAPTERS), this::redo)) {
            AuditReport report = new Verification(
                            history.connection(), Policies.of(history.connection(), RetryPolicy.defaults()))
                    .run(AuditScope.everything(), StartPosition.beginning(), null);

            assertThat(report.violations()).isEmpty();
            assertThat(report.figures().openChapters()).isZero();
            assertThat(outcomes)
                    .as("rechecks: " + named())
                    .anyMatch(outcome -> String.valueOf(outcome.commandId()).contains("-recheck-"));
        }
    }

    private List<String> named() {
        return outcomes.stream()
                .filter(outcome -> outcome.run() > 1)
                .map(outcome -> outcome.chapter() + " " + outcome.commandId() + " " + outcome.kind())
                .toList();
    }

    private void redo(Connection connection) throws Exception {
        try (TopicTail tail = TopicTail.start(
                connection,
                List.of(connection.topics().chapters()),
                (topic, origin, value) -> outcomes.add((ChapterOutcome) value))) {
            await().atMost(PATIENCE)
                    .until(() -> outcomes.stream()
                                    .filter(outcome -> outcome.chapter().number() == CHAPTERS)
                                    .count()
                            == BOOKS);
            for (int round = 0; round < REDOS_OF_A_BOOK; round++) {
                for (int book = 0; book < BOOKS; book++) {
                    again(connection, "bench-" + book);
                }
            }
            for (int book = 0; book < BOOKS; book++) {
                // Nothing follows from this, and what was under way has ended.
                ChapterOutcome accepted = last("bench-" + book, outcome -> true);
                String id = sent(connection, () -> command(Kind.RETRY, accepted, "RECHECK", Map.of()));
                await().atMost(PATIENCE)
                        .until(() -> outcomes.stream().anyMatch(outcome -> id.equals(outcome.commandId())));
            }
        }
    }

    private void again(Connection connection, String book) {
        int wanted = 1 + random.nextInt(CHAPTERS);
        ChapterOutcome accepted = last(book, outcome -> outcome.chapter().number() == wanted);
        boolean byHand = random.nextInt(4) == 0;
        String level = LEVELS.get(random.nextInt(LEVELS.size()));
        sent(connection, () -> {
            if (!byHand) {
                return command(Kind.RETRY, accepted, level, Map.of());
            }
            SortedMap<Integer, String> text = new TreeMap<>(Objects.requireNonNull(
                            last(book, outcome -> outcome.chapter().equals(accepted.chapter()))
                                    .best())
                    .text());
            text.replaceAll((scene, words) -> words + "\n\nSo it was.");
            return command(Kind.REVISE, accepted, null, text);
        });
    }

    /** An accepted one. */
    private ChapterOutcome last(String book, Predicate<ChapterOutcome> which) {
        Predicate<ChapterOutcome> accepted =
                outcome -> outcome.chapter().bookId().equals(book) && outcome.kind() == ChapterOutcome.Kind.ACCEPTED;
        return outcomes.stream()
                .filter(accepted.and(which))
                .reduce((before, after) -> after)
                .orElseGet(() -> outcomes.stream().filter(accepted).findFirst().orElseThrow());
    }

    private OperatorCommand command(Kind kind, ChapterOutcome of, @Nullable String level, Map<Integer, String> text) {
        return new OperatorCommand(
                "by-mia-" + sent++,
                kind,
                of.chapter().toString(),
                level,
                new TreeSet<>(),
                null,
                new TreeMap<>(text),
                kind == Kind.RETRY ? "The rope must be wet." : null,
                "mia",
                System.currentTimeMillis());
    }

    /** Waits for what is under way; a locked chapter stays as it is. */
    private String sent(Connection connection, Supplier<OperatorCommand> next) {
        String[] id = new String[1];
        await().atMost(PATIENCE).until(() -> {
            OperatorCommand command = next.get();
            id[0] = command.id();
            CommandResult result = Objects.requireNonNull(new CommandTopic(connection).send(command, PATIENCE));
            return result.verdict() == CommandResult.Verdict.DONE
                    || !(result.explanation().contains("under way")
                            || result.explanation().contains("in a moment"));
        });
        return id[0];
    }
}
