package dev.storycrew.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.operate.CommandTopic;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.audit.Violation;
import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.OperatorCommand.Kind;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A book whose accepted chapters are made again is verified, and each rule for that is refuted when it is broken. Chapters 2 and
 * 5 rest on what chapter 1 says, and chapter 4 on what chapter 2 says.
 */
@Tag("long")
class RedoneHistoryTest {
    private static final Map<Integer, Integer> RESTS_ON = Map.of(2, 1, 4, 2, 5, 1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final BibleAdditions ADDED =
            new BibleAdditions(List.of(), List.of("The harbour is closed on Sundays."));

    @TempDir
    static Path folder;

    private static History history;

    private static final Map<String, String> IDS = new ConcurrentHashMap<>();
    private static final List<ChapterOutcome> outcomes = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void make() throws Exception {
        List<ChapterRequest> requests = List.of(request(1), request(2), request(3), request(4), request(5), request(6));
        List<ChapterRequest> updates =
                requests.stream().skip(2).map(RedoneHistoryTest::grown).toList();
        history = History.redone(folder, RESTS_ON, requests, updates, RedoneHistoryTest::redo);
    }

    @AfterAll
    static void close() throws Exception {
        history.close();
    }

    private static void redo(Connection connection, ScriptedCrew crew) throws Exception {
        try (TopicTail tail = TopicTail.start(
                connection,
                List.of(connection.topics().chapters()),
                (topic, origin, value) -> outcomes.add((ChapterOutcome) value))) {
            ended(6, 1, null);
            // Chapter 2 no longer fits, is mended and says something else; so chapter 4 is looked at too.
            crew.says(1, "The lamp burns.");
            crew.says(2, "The lamp has burned all night.");
            crew.fails(2, 1);
            send(connection, retry("c1", 1, "FULL_RETRY"));
            ended(5, 2, ChapterOutcome.Kind.ACCEPTED);
            send(connection, locking("lock", Kind.LOCK, 4));
            // A run that fails, of which an attempt is accepted later: the next chapter has read another ending. All
            // its
            // attempts have the same text.
            crew.repeats(3);
            crew.fails(3, 4);
            send(connection, retry("c2", 3, "EDIT_ONLY"));
            ended(3, 2, ChapterOutcome.Kind.EXHAUSTED);
            crew.ends(3, "It ends otherwise.");
            send(connection, command("c3", Kind.ACCEPT, 3, null, Map.of()));
            ended(4, 3, ChapterOutcome.Kind.ACCEPTED);
            send(connection, command("c4", Kind.REVISE, 2, null, Map.of(1, "Handed in.", 2, "This too.")));
            ended(2, 3, ChapterOutcome.Kind.ACCEPTED);
            // The text handed in no longer fits, and nobody but its author may mend it.
            crew.says(1, "The lamp is out.");
            crew.fails(2, 1);
            send(connection, retry("c6", 1, "EDIT_ONLY"));
            ended(2, 4, ChapterOutcome.Kind.EXHAUSTED);
            Submission.publish(connection, List.of(grown(request(7))));
            send(connection, OperatorCommand.of("release", Kind.RELEASE, "book", null, "mia", 1));
            ended(7, 1, ChapterOutcome.Kind.ACCEPTED);
            // The last chapter leaves the book's bible by itself; what nobody has read may change.
            crew.says(7, "The last fact.");
            send(connection, retry("c7", 7, "WRITE_ONLY"));
            ended(7, 2, ChapterOutcome.Kind.ACCEPTED);
            crew.says(4, "Nobody reads this.");
            send(connection, locking("unlock", Kind.UNLOCK, 4));
            send(connection, retry("c8", 4, "EDIT_ONLY"));
            ended(4, 4, ChapterOutcome.Kind.ACCEPTED);
            send(connection, retry("c9", 5, "RECHECK"));
            ended(5, 3, ChapterOutcome.Kind.ACCEPTED);
            crew.says(5, "The very last.");
            send(connection, retry("c10", 5, "EDIT_ONLY"));
            ended(5, 4, ChapterOutcome.Kind.ACCEPTED);
            await().atMost(PATIENCE).until(() -> newest(connection).contains("The very last."));
        }
    }

    @Test
    void whatFollowedFromMakingChaptersAgainIsVerified() {
        AuditReport report = verified(AuditScope.everything());

        assertThat(report.violations()).isEmpty();
        assertThat(report.figures().openChapters()).isZero();
        assertThat(report.figures().laterOutcomes()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 6, 7})
    void eachChapterIsVerifiedByItself(int chapter) {
        assertThat(verified(new AuditScope("book", chapter)).violations()).isEmpty();
    }

    @Test
    void theBookIsVerifiedByItself() {
        assertThat(verified(new AuditScope("book", null)).violations()).isEmpty();
    }

    /** Up to each record's time, and from each on: nothing that is only half there is refuted. */
    @Test
    void noPartOfTheHistoryIsRefuted() {
        List<TopicRecord> all = history.records();
        for (int part = 1; part < 12; part++) {
            long time = all.get(all.size() * part / 12).timestamp();
            assertThat(verified(StartPosition.beginning(), time))
                    .as("until %d/12", part)
                    .isEmpty();
            assertThat(verified(new StartPosition.AtTime(time), null))
                    .as("from %d/12", part)
                    .isEmpty();
        }
    }

    @Test
    void itHoldsAllThatCanFollow() {
        assertThat(outcomes.stream()
                        .filter(outcome -> outcome.run() > 1)
                        .map(outcome -> outcome.commandId() + " " + outcome.kind()))
                .containsExactly(
                        id("c1") + " ACCEPTED",
                        id("c1-recheck-2") + " ACCEPTED",
                        id("c1-recheck-4") + " ACCEPTED",
                        id("c1-recheck-5") + " ACCEPTED",
                        id("c2") + " EXHAUSTED",
                        id("c3") + " ACCEPTED",
                        id("c3-recheck-4") + " ACCEPTED",
                        id("c4") + " ACCEPTED",
                        id("c6") + " ACCEPTED",
                        id("c6-recheck-2") + " EXHAUSTED",
                        id("c6-recheck-5") + " ACCEPTED",
                        id("c7") + " ACCEPTED",
                        id("c8") + " ACCEPTED",
                        id("c9") + " ACCEPTED",
                        id("c10") + " ACCEPTED");
        assertThat(outcome("c1-recheck-2").best()).isNotEqualTo(outcomes.get(1).best());
        assertThat(outcome("c1-recheck-4").best()).isEqualTo(outcomes.get(3).best());
    }

    @ParameterizedTest
    @EnumSource(RedoneCorruption.class)
    void oneCorruptionIsFoundForItsReason(RedoneCorruption corruption) {
        Forger forger = new Forger(history);
        Corruption.Planted planted = corruption.plant(forger);
        int named = History.indexOf(forger.records(), planted.named());
        Position expected = History.placed(forger.records()).get(named).position();

        assertThat(history.audited(forger.records())).singleElement().satisfies(found -> {
            assertThat(found.kind()).as(found.toString()).isEqualTo(planted.kind());
            assertThat(found.chapter()).as(found.toString()).isEqualTo(planted.chapter());
            assertThat(found.expected()).contains(corruption.reason());
            assertThat(found.position()).as(found.toString()).isEqualTo(expected);
        });
    }

    private static ChapterOutcome outcome(String command) {
        return outcomes.stream()
                .filter(outcome -> id(command).equals(outcome.commandId()))
                .findFirst()
                .orElseThrow();
    }

    private static AuditReport verified(AuditScope scope) {
        return new Verification(history.connection(), Policies.of(history.connection(), RetryPolicy.defaults()))
                .run(scope, StartPosition.beginning(), null);
    }

    private static List<Violation> verified(StartPosition from, @Nullable Long until) {
        return new Verification(history.connection(), Policies.of(history.connection(), RetryPolicy.defaults()))
                .run(AuditScope.everything(), from, until)
                .violations();
    }

    private static ChapterRequest request(int number) {
        BookFrame frame =
                new BookFrame("Title", "romance", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief =
                new ChapterBrief(new ChapterId("book", number), frame, "Salt", "Somebody comes.", List.of(), null);
        return Digests.request(brief, StoryBible.initial(List.of(), List.of("It rains."), null));
    }

    private static ChapterRequest grown(ChapterRequest request) {
        return Digests.request(request.brief(), ADDED.to(request.bible())).asUpdate(1, ADDED);
    }

    private static OperatorCommand retry(String id, int chapter, String level) {
        return command(id, Kind.RETRY, chapter, level, Map.of());
    }

    private static OperatorCommand command(
            String id, Kind kind, int chapter, @Nullable String level, Map<Integer, String> text) {
        return new OperatorCommand(
                id, kind, "book/" + chapter, level, new TreeSet<>(), null, new TreeMap<>(text), null, "mia", 1);
    }

    private static OperatorCommand locking(String id, Kind kind, int chapter) {
        return OperatorCommand.ofChapters(id, kind, "book", new TreeSet<>(Set.of(chapter)), null, "mia", 1);
    }

    /** The sequencer may see an outcome a little later than others do, and takes no command twice. */
    private static void send(Connection connection, OperatorCommand command) {
        await().atMost(PATIENCE).until(() -> {
            String id = IDS.merge(command.id(), command.id(), (before, same) -> before + "a");
            CommandResult result = new CommandTopic(connection).send(Copies.with(command, "id", id), PATIENCE);
            return Objects.requireNonNull(result).verdict() == CommandResult.Verdict.DONE;
        });
    }

    /** The id that a command had in the end. */
    static String id(String name) {
        String[] parts = name.split("-", 2);
        return IDS.getOrDefault(parts[0], parts[0]) + (parts.length == 1 ? "" : "-" + parts[1]);
    }

    private static void ended(int chapter, int run, ChapterOutcome.@Nullable Kind kind) {
        Predicate<ChapterOutcome> wanted = outcome -> outcome.chapter().number() == chapter
                && outcome.run() == run
                && (kind == null || outcome.kind() == kind);
        await().atMost(PATIENCE).until(() -> outcomes.stream().anyMatch(wanted));
    }

    private static List<String> newest(Connection connection) throws InterruptedException {
        List<BibleSnapshot> snapshots = new CopyOnWriteArrayList<>();
        Topic<BibleSnapshot> topic = connection.topics().storyBibles();
        try (TopicTail tail = TopicTail.start(
                connection, List.of(topic), (of, origin, value) -> snapshots.add((BibleSnapshot) value))) {
            tail.awaitCaughtUp(PATIENCE);
        }
        return snapshots.get(snapshots.size() - 1).bible().facts();
    }
}
