package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.fakeprovider.FakeCall;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.FakeRequest;
import dev.storycrew.fakeprovider.Fault;
import dev.storycrew.fakeprovider.Protocol;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.history.TopicTail;
import dev.storycrew.llm.provider.ProviderTimings;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.config.Configurator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A book goes through the whole pipeline while three providers answer 30 % of their calls with failures of every kind, and
 * again while they answer all of them: the book must be the same, and the books must match the providers' to the token.
 */
@Tag("long")
class FailingProvidersTest {
    private static final String CANARY = "sk-canary-11d7e0c2";
    private static final int PERCENT_FAILING = 30;
    private static final int SEED = 4;
    private static final Price PRICE = new Price(3, 0.3, 3.75, 15);
    private static final ProviderTimings QUICK = new ProviderTimings(
            Duration.ofMillis(2), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMinutes(1));

    @TempDir
    static Path folder;

    private static Records calm;
    private static Records stormy;

    /** What a run of the book left behind. */
    private record Records(
            List<StageRun> runs,
            List<RetryDecision> decisions,
            SortedMap<ChapterId, ChapterOutcome> outcomes,
            List<DeadLetter> deadLetters,
            List<FakeCall> ledger,
            Path data) {}

    @BeforeAll
    static void runTheBookTwice() throws Exception {
        Files.writeString(folder.resolve("ten.yaml"), TestBooks.tenChapters());
        calm = run("calm", request -> null);
        stormy = run("stormy", new Mischief());
    }

    @AfterAll
    static void closeTheLog() {
        System.clearProperty("storycrew.log");
        Configurator.reconfigure();
    }

    @Test
    void everyKindOfFailureHappened() {
        Set<Fault> seen = stormy.ledger().stream()
                .map(FakeCall::fault)
                .filter(fault -> fault != null)
                .collect(Collectors.toSet());
        assertThat(seen).isEqualTo(EnumSet.allOf(Fault.class));
        assertThat(stormy.ledger().stream()
                        .map(call -> call.request().protocol())
                        .distinct())
                .containsExactlyInAnyOrder(Protocol.values());
    }

    @Test
    void noFailureUsesUpAnAttemptAndTheBookIsTheSame() {
        assertThat(stormy.deadLetters()).isEmpty();
        assertThat(stormy.outcomes().values())
                .extracting(ChapterOutcome::kind)
                .containsOnly(ChapterOutcome.Kind.ACCEPTED);
        assertThat(stormy.decisions()).isNotEmpty();
        assertThat(told(stormy.decisions())).isEqualTo(told(calm.decisions()));
        stormy.outcomes()
                .forEach((chapter, outcome) -> assertThat(outcome.best())
                        .isEqualTo(Objects.requireNonNull(calm.outcomes().get(chapter))
                                .best()));
    }

    @Test
    void theSumsMatchWhatTheProvidersReportedToTheToken() {
        for (Records records : List.of(calm, stormy)) {
            Usage usage = Usage.sum(records.runs().stream().map(StageRun::usage).toList());
            List<FakeCall> ledger = records.ledger();
            assertThat(usage.calls()).isEqualTo(ledger.size());
            assertThat(usage.inputTokens()).isEqualTo(sum(ledger, FakeCall::inputTokens));
            assertThat(usage.cachedTokens()).isEqualTo(sum(ledger, FakeCall::cachedTokens));
            assertThat(usage.cacheWriteTokens()).isEqualTo(sum(ledger, FakeCall::cacheWriteTokens));
            assertThat(usage.outputTokens()).isEqualTo(sum(ledger, FakeCall::outputTokens));
            assertThat(usage.reasoningTokens()).isEqualTo(sum(ledger, FakeCall::reasoningTokens));
            assertThat(usage.costNanoUsd())
                    .isEqualTo(sum(
                            ledger,
                            call -> PRICE.cost(
                                            call.inputTokens(),
                                            call.cachedTokens(),
                                            call.cacheWriteTokens(),
                                            call.outputTokens())
                                    .nanoUsd()));
            records.outcomes()
                    .forEach((chapter, outcome) -> assertThat(Usage.sum(outcome.costs().stream()
                                    .map(cost -> cost.usage())
                                    .toList()))
                            .isEqualTo(Usage.sum(records.runs().stream()
                                    .filter(run -> run.chapter().equals(chapter))
                                    .map(StageRun::usage)
                                    .toList())));
        }
    }

    @Test
    void noCallIsRepeatedWithoutNeed() {
        Map<String, List<FakeCall>> byRequest = stormy.ledger().stream()
                .collect(Collectors.groupingBy(call -> call.request().model()
                        + call.request().system()
                        + call.request().user()));
        Set<Fault> hopeless = EnumSet.of(Fault.REFUSED, Fault.INVALID, Fault.INPUT_CUT, Fault.CONTEXT_TOO_LONG);
        byRequest.values().forEach(calls -> {
            List<FakeCall> last = calls.subList(calls.size() - 1, calls.size());
            assertThat(calls)
                    .as("after a good or a hopeless answer the same is not asked again")
                    .filteredOn(call -> call.fault() == null || hopeless.contains(call.fault()))
                    .isSubsetOf(last);
        });
        assertThat(calm.ledger())
                .as("no call at all without a stage run or its second look")
                .hasSize(calm.runs().stream()
                        .filter(StageRun::ended)
                        .mapToInt(run -> run.lookedAgain().isEmpty() ? 1 : 2)
                        .sum());
    }

    @Test
    void noKeyIsInAnyTopicLogOrFile() throws Exception {
        assertThat(stormy.ledger()).allMatch(call -> call.request().key().equals(CANARY));
        try (Stream<Path> files = Files.walk(stormy.data())) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all)
                    .anyMatch(file ->
                            file.toString().endsWith(".log") && file.toString().contains("write"));
            assertThat(all).anyMatch(file -> file.endsWith("storycrew.log"));
            for (Path file : all) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(CANARY))
                        .as("%s holds a key", file)
                        .isFalse();
            }
        }
    }

    @Test
    void noPlanWriteOrEditRequestEverHeldTheTruthCard() {
        for (FakeCall call : stormy.ledger()) {
            boolean knows = call.request().system().contains("## Truth card");
            assertThat(knows).isEqualTo(call.request().body().contains("Truth card"));
            if (!knows) {
                assertThat(call.request().body())
                        .doesNotContain("Quartermain")
                        .doesNotContain("arsenic")
                        .doesNotContain("borrowed key to lure");
            }
        }
    }

    private static List<String> told(List<RetryDecision> decisions) {
        return decisions.stream()
                .map(decision -> decision.chapter() + " " + decision.attempt() + " " + decision.explanation())
                .sorted()
                .toList();
    }

    private static long sum(List<FakeCall> ledger, ToLongFunction<FakeCall> count) {
        return ledger.stream().mapToLong(count).sum();
    }

    /** Each kind of failure happens at least once; the last fallback has passing trouble alone, so that none gives up. */
    private static final class Mischief implements Function<FakeRequest, @Nullable Fault> {
        private static final List<Fault> PASSING =
                List.of(Fault.RATE_LIMITED, Fault.RATE_LIMITED_SILENTLY, Fault.OVERLOADED, Fault.CUT, Fault.GARBAGE);

        private final Random dice = new Random(SEED);
        private final Deque<Fault> unseen = new ArrayDeque<>(List.of(Fault.values()));

        @Override
        public synchronized @Nullable Fault apply(FakeRequest request) {
            if (dice.nextInt(100) >= PERCENT_FAILING) {
                return null;
            }
            if (request.model().equals("three")) {
                return PASSING.get(dice.nextInt(PASSING.size()));
            }
            Fault next = unseen.poll();
            return next == null ? Fault.values()[dice.nextInt(Fault.values().length)] : next;
        }
    }

    private static Records run(String name, Function<FakeRequest, @Nullable Fault> mischief) throws Exception {
        Path data = folder.resolve(name);
        Logging.toFile(data.resolve("storycrew.log"));
        RehearsalModel brain = new RehearsalModel(RehearsalSettings.of(1, Map.of(), Duration.ZERO));
        try (FakeProviders providers = FakeProviders.start(
                request -> brain.chat(SystemMessage.from(request.system()), UserMessage.from(request.user()))
                        .aiMessage()
                        .text(),
                mischief)) {
            Config config = ConfigFile.load(config(name, providers), Map.of());
            List<ChapterRequest> requests = new ArrayList<>();
            requests.addAll(Submission.requests(BookFile.read(Path.of("../examples/the-lighthouse.yaml"))));
            requests.addAll(Submission.requests(BookFile.read(folder.resolve("ten.yaml"))));
            List<StageRun> runs = Collections.synchronizedList(new ArrayList<>());
            List<RetryDecision> decisions = Collections.synchronizedList(new ArrayList<>());
            SortedMap<ChapterId, ChapterOutcome> outcomes = Collections.synchronizedSortedMap(new TreeMap<>());
            List<DeadLetter> deadLetters = Collections.synchronizedList(new ArrayList<>());
            try (EmbeddedCluster cluster = EmbeddedCluster.start(
                    DataFolder.lock(data), config.cluster().topics().prefix(), 0, 0)) {
                var topics = cluster.connection().topics();
                try (Services services =
                                new Services(cluster.connection(), config, new Models(config, QUICK), "1", data);
                        TopicTail tail = TopicTail.start(
                                cluster.connection(),
                                List.of(
                                        topics.stageRuns(),
                                        topics.retryDecisions(),
                                        topics.chapters(),
                                        topics.deadLetters()),
                                (topic, origin, value) -> {
                                    if (value instanceof StageRun run) {
                                        runs.add(run);
                                    } else if (value instanceof RetryDecision decision) {
                                        decisions.add(decision);
                                    } else if (value instanceof ChapterOutcome outcome) {
                                        outcomes.put(outcome.chapter(), outcome);
                                    } else if (value instanceof DeadLetter letter) {
                                        deadLetters.add(letter);
                                    }
                                })) {
                    services.startAll();
                    Submission.publish(cluster.connection(), requests);
                    Awaitility.await()
                            .atMost(Duration.ofMinutes(3))
                            .until(() -> outcomes.size() == requests.size() || !deadLetters.isEmpty());
                    tail.awaitCaughtUp(Duration.ofSeconds(30));
                }
            }
            return new Records(runs, decisions, outcomes, deadLetters, providers.ledger(), data);
        }
    }

    private static Path config(String name, FakeProviders providers) throws Exception {
        String text = """
                llm:
                  default:
                    provider: openai
                    base-url: %s
                    api-key: %s
                    model: one
                    timeout: 8s
                    limits: {concurrent-calls: 3, requests-per-minute: 100000}
                    fallback: [two, three]
                  stages:
                    write: {provider: anthropic, base-url: %s, api-key: %s, headers: {X-Team: %s}}
                    edit: {provider: gemini, base-url: %s, api-key: %s}
                  prices:
                    one: {input: 3, cached: 0.3, cache-write: 3.75, output: 15}
                    two: {input: 3, cached: 0.3, cache-write: 3.75, output: 15}
                    three: {input: 3, cached: 0.3, cache-write: 3.75, output: 15}
                """.formatted(
                        providers.url(Protocol.OPENAI),
                        CANARY,
                        providers.url(Protocol.ANTHROPIC),
                        CANARY,
                        CANARY,
                        providers.url(Protocol.GEMINI),
                        CANARY);
        return Files.writeString(folder.resolve(name + ".yaml"), text);
    }
}
