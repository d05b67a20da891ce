package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPlace;
import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.KeptCard;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.SavingsLedger;
import dev.storycrew.schemas.codec.CardFold;
import dev.storycrew.schemas.topic.CardSources;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.topology.ledger.CardTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger's cards are what folding all records gives, wherever it was stopped. */
class CardTopologyTest {
    private static final long NOW = 1_764_446_400_000L;

    @TempDir
    private Path folder;

    private final SortedMap<String, Card> written = new TreeMap<>();

    /** A record. */
    private record Sent(String key, Object value, long at) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aRandomHistoryGivesTheCardsOfItsFoldHoweverTheLedgerIsKilled(long seed) throws Exception {
        Random random = new Random(seed);
        List<Sent> all = history(seed, random);
        int killed = random.nextInt(all.size());
        int committed = random.nextInt(killed + 1);

        Map<String, Object> state;
        try (Driver driver = start()) {
            all.subList(0, committed).forEach(one -> send(driver, one));
            take(driver);
            state = driver.state("cards");
            all.subList(committed, killed).forEach(one -> send(driver, one));
        }
        // What was not committed is gone, and some records come once more.
        try (Driver driver = start()) {
            driver.restore("cards", state);
            all.forEach(one -> send(driver, one));
            take(driver);
            state = driver.state("cards");
        }

        SortedMap<String, KeptCard> folded = folded(all);
        SortedMap<String, Card> expected = new TreeMap<>();
        folded.forEach((key, kept) -> expected.put(key, kept.card()));
        assertThat(written).isEqualTo(expected);
        assertThat(state).isEqualTo(folded);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSavingsAreThoseOfTheLedgerOfSavings(long seed) throws Exception {
        List<Sent> all = history(seed, new Random(seed));
        Map<String, List<StageRun>> runs = new HashMap<>();
        for (Sent one : all) {
            if (one.value() instanceof StageRun run
                    && (run.ended() || run.usage().totalTokens() > 0)) {
                runs.computeIfAbsent(one.key(), key -> new ArrayList<>()).add(run);
            }
        }

        folded(all).forEach((key, kept) -> {
            if (kept.card() instanceof ChapterCard card) {
                assertThat(card.saved())
                        .isEqualTo(SavingsLedger.byRun(runs.getOrDefault(key, List.of())).values().stream()
                                .reduce(Savings.none(), Savings::plus));
            }
        });
    }

    @Test
    void aYearAfterItsLastRecordACardIsDeleted() throws Exception {
        Sent request = request("book", 1);
        try (Driver driver = start()) {
            driver.send(driver.topics.chapterRequests(), request.key(), (ChapterRequest) request.value(), 1);
            assertThat(driver.state("cards")).hasSize(1);

            driver.advance(Duration.ofDays(366));

            assertThat(driver.state("cards")).isEmpty();
            assertThat(driver.keysWithoutValue(driver.topics.chapterCards())).containsExactly("book/1");
        }
    }

    @Test
    void aLedgerThatIsStartedAnewEveryNightForgetsToo() throws Exception {
        Sent request = request("book", 1);
        try (Driver driver = start()) {
            driver.send(driver.topics.chapterRequests(), request.key(), (ChapterRequest) request.value(), 1);

            driver.advance(Duration.ofMinutes(2));

            assertThat(driver.state("cards")).isEmpty();
        }
    }

    @Test
    void aBookThatIsHeldIsNotForgotten() throws Exception {
        Sent hold = command(OperatorCommand.Kind.HOLD, "h", "book");
        Sent other = command(OperatorCommand.Kind.HOLD, "o", "other");
        Sent release = command(OperatorCommand.Kind.RELEASE, "r", "other");
        try (Driver driver = start()) {
            List.of(hold, other, release)
                    .forEach(one ->
                            driver.send(driver.topics.commandResults(), one.key(), (CommandResult) one.value(), 1));

            driver.advance(Duration.ofDays(3 * 366));

            assertThat(driver.state("cards")).containsOnlyKeys("book");
        }
    }

    @Test
    void cardsWhoseTopicIsEmptyAreWrittenOutAgainAtTheStart() throws Exception {
        List<Sent> all = history(7, new Random(7));
        Map<String, Object> state;
        try (Driver driver = start()) {
            all.forEach(one -> send(driver, one));
            state = driver.state("cards");
        }
        try (Driver driver = start()) {
            driver.restore("cards", state);
            driver.advance(Duration.ofSeconds(1));
            assertThat(driver.read(driver.topics.chapterCards())).isEmpty();
        }
        try (Driver driver =
                new Driver(folder, (topics, wire) -> CardTopology.build(topics, wire, partition -> partition == 0))) {
            driver.restore("cards", state);

            driver.advance(Duration.ofSeconds(1));
            take(driver);

            assertThat(written).hasSameSizeAs(state);
            state.forEach((key, kept) -> assertThat(written.get(key)).isEqualTo(((KeptCard) kept).card()));
            driver.advance(Duration.ofSeconds(10));
            assertThat(driver.read(driver.topics.chapterCards())).isEmpty();
        }
    }

    @Test
    void whatIsNoChaptersAndWhatCannotBeReadIsPassedOver() throws Exception {
        try (Driver driver = start()) {
            driver.sendBytes(driver.topics.chapterRequests(), "book/1", new byte[] {1, 2, 3});
            driver.sendBytes(driver.topics.chapterRequests(), null, new byte[] {1});
            Sent wrong = request("book", 1);
            driver.send(driver.topics.chapterRequests(), "no chapter's key", (ChapterRequest) wrong.value());
            driver.send(driver.topics.chapterRequests(), "book/01", (ChapterRequest) wrong.value());

            assertThat(driver.read(driver.topics.chapterCards())).isEmpty();
        }
    }

    @Test
    void theTopologyIsTheOneThatStateWasKeptUnder() throws Exception {
        try (Driver driver = start()) {
            assertThat(CardTopology.build(driver.topics, driver.wire).describe().toString())
                    .isEqualTo(Files.readString(Path.of("src/test/resources/card-topology.txt")));
        }
    }

    private Driver start() {
        return new Driver(folder, CardTopology::build);
    }

    private void take(Driver driver) {
        driver.read(driver.topics.chapterCards()).forEach(card -> written.put(card.key(), card));
    }

    /** Each with offsets as the driver gives them. */
    private static SortedMap<String, KeptCard> folded(List<Sent> all) {
        Map<CardSource, Long> offsets = new EnumMap<>(CardSource.class);
        SortedMap<String, KeptCard> folded = new TreeMap<>();
        for (Sent one : all) {
            CardSource source = source(one.value());
            long offset = offsets.merge(source, 1L, Long::sum) - 1;
            Card blank = Objects.requireNonNull(CardFold.blank(one.key()));
            KeptCard before = folded.getOrDefault(one.key(), KeptCard.of(blank));
            CardPlace place = new CardPlace(source, 0, offset, one.at());
            folded.put(one.key(), before.after(CardFold.taken(one.key(), one.value()), place));
        }
        return folded;
    }

    /** Stage runs, decisions and outcomes of some chapters, with requests, rejections, dead letters, redrives and holds between. */
    private static List<Sent> history(long seed, Random random) {
        List<Sent> all = new ArrayList<>();
        int chapters = 3 + random.nextInt(4);
        RandomHistory.of(seed, chapters)
                .forEach(one -> all.add(new Sent(one.chapter().toString(), one.value(), one.at())));
        for (int chapter = 1; chapter <= chapters; chapter++) {
            all.add(random.nextInt(all.size()), request("book", chapter));
        }
        String key = "book/" + (1 + random.nextInt(chapters));
        String letter = DeadLetter.id("storycrew.write", 0, 7);
        insert(all, random, letter(letter, "storycrew.write", 7, "REFUSED", key));
        insert(all, random, command(OperatorCommand.Kind.REDRIVE, DeadLetter.redriveId(letter), key));
        insert(all, random, command(OperatorCommand.Kind.HOLD, "h", "book"));
        insert(all, random, command(OperatorCommand.Kind.RELEASE, "r", "book"));
        insert(
                all,
                random,
                letter("storycrew.chapter-requests-0@1", "storycrew.chapter-requests", 1, "RECORD_TOO_LARGE", key));
        all.add(request("another", 1));
        all.add(letter(
                "storycrew.chapter-requests-0@" + chapters,
                "storycrew.chapter-requests",
                chapters,
                "INVALID_VALUE",
                "another/1"));
        assertThat(folded(all).get("book"))
                .isNotNull()
                .extracting(KeptCard::card)
                .isInstanceOf(BookCard.class);
        return all;
    }

    private static void insert(List<Sent> all, Random random, Sent one) {
        all.add(random.nextInt(all.size()), one);
    }

    private static Sent request(String book, int number) {
        ChapterRequest request = SampleChapters.request(book, number);
        return new Sent(request.brief().id().toString(), request, NOW);
    }

    private static Sent letter(String id, String topic, long offset, String reason, String key) {
        DeadLetter letter = new DeadLetter(
                id,
                topic,
                0,
                offset,
                key.getBytes(StandardCharsets.UTF_8),
                null,
                "write",
                reason,
                "why",
                null,
                1,
                NOW,
                List.of());
        return new Sent(key, letter, NOW);
    }

    private static Sent command(OperatorCommand.Kind kind, String id, String target) {
        OperatorCommand command = OperatorCommand.of(id, kind, target, null, "mia", NOW);
        return new Sent(
                target, new CommandResult(command, CommandResult.Verdict.DONE, "router", "done", 0, null, NOW), NOW);
    }

    private static CardSource source(Object value) {
        return value instanceof ChapterRequest
                ? CardSource.REQUESTS
                : value instanceof StageRun
                        ? CardSource.STAGE_RUNS
                        : value instanceof RetryDecision
                                ? CardSource.RETRY_DECISIONS
                                : value instanceof ChapterOutcome
                                        ? CardSource.CHAPTERS
                                        : value instanceof DeadLetter
                                                ? CardSource.DEAD_LETTERS
                                                : CardSource.COMMAND_RESULTS;
    }

    @SuppressWarnings("unchecked")
    private static void send(Driver driver, Sent one) {
        Topic<Object> topic = (Topic<Object>) CardSources.of(driver.topics).get(source(one.value()));
        driver.send(Objects.requireNonNull(topic), one.key(), one.value(), one.at());
    }
}
