package dev.storycrew.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.fakeprovider.FakeCall;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.Fault;
import dev.storycrew.fakeprovider.Protocol;
import dev.storycrew.fakeprovider.Window;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.llm.call.CallListener;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.ModelCall;
import dev.storycrew.llm.call.RunInterruptedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.llm.provider.CallFailure;
import dev.storycrew.llm.provider.CallFailures;
import dev.storycrew.llm.provider.ChatModels;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.ProviderProbe;
import dev.storycrew.llm.provider.ProviderTimings;
import dev.storycrew.llm.provider.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The real gateway and the real clients against servers that speak the three protocols and fail on command. */
class ModelGatewayTest {
    private static final String CANARY = "sk-canary-7f3a9b";
    private static final AnswerFormat FORMAT = new AnswerFormat("thing", """
            {"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""");
    private static final ProviderTimings QUICK = new ProviderTimings(
            Duration.ofMillis(2), Duration.ofMillis(40), Duration.ofMillis(200), Duration.ofMinutes(1));
    /** Long enough for a busy machine: what is not meant to time out must not. */
    private static final Duration PATIENT = Duration.ofMinutes(1);

    private static final Price PRICE = new Price(1, 0.1, 1.25, 2);

    private static final Question LONG = new Question(
            "book",
            new Prompt("The lamp has been dark since 1987. ".repeat(200), "Who lit it? ".repeat(50), "v"),
            FORMAT,
            new TreeSet<>(),
            10,
            Money.ZERO,
            Money.ZERO);

    private final Deque<Fault> script = new ArrayDeque<>();
    private final Map<String, Deque<Fault>> scripts = new HashMap<>();
    private final AtomicInteger starts = new AtomicInteger();
    private final Map<Protocol, Provider> providers = new EnumMap<>(Protocol.class);
    private FakeProviders server;

    @BeforeEach
    void start() {
        server = FakeProviders.start(request -> "good", request -> {
            synchronized (script) {
                return scripts.getOrDefault(request.model(), script).poll();
            }
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void passingTroubleIsWaitedOutAndEveryTokenReportedIsCounted(Protocol protocol) throws Exception {
        script.addAll(List.of(
                Fault.RATE_LIMITED,
                Fault.OVERLOADED,
                Fault.CUT,
                Fault.RATE_LIMITED_SILENTLY,
                Fault.GARBAGE,
                Fault.EMPTY));

        Answer<String> answer = ask(gateway(protocol));

        assertThat(answer.value()).isEqualTo("good");
        assertThat(answer.facts().usage().calls()).isEqualTo(7);
        assertThat(answer.facts().usage().failedCalls()).isEqualTo(5);
        assertThat(provider(protocol).trouble()).isNull();
        assertThat(starts).as("told before each call").hasValue(7);
        assertMatchesTheLedger(answer.facts().usage());
    }

    /** Without a deadline the body would drip for half a minute and end as garbage: nothing else makes a call time out. */
    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aBodyThatDripsEndsAtTheTotalDeadline(Protocol protocol) {
        script.add(Fault.DRIP);
        ModelEndpoint model = candidate(protocol, "model", Duration.ofSeconds(2));

        assertThatThrownBy(() -> model.model().chat("the user's words"))
                .isInstanceOfSatisfying(
                        RuntimeException.class,
                        late -> assertThat(CallFailures.of(late))
                                .isEqualTo(CallFailure.of(CallFailure.Kind.TIMED_OUT)));
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(server.ledger()).extracting(FakeCall::fault).containsExactly(Fault.DRIP));
    }

    /** The answer may come too late as well on a busy machine: then it is asked for once more, and still no attempt is lost. */
    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aCallThatTimedOutIsMadeAgain(Protocol protocol) throws Exception {
        script.add(Fault.DRIP);
        ModelGateway gateway = gateway(List.of(candidate(protocol, "model", Duration.ofSeconds(2))));

        Answer<String> answer = ask(gateway);

        assertThat(answer.value()).isEqualTo("good");
        assertThat(answer.facts().usage().failedCalls()).isGreaterThanOrEqualTo(1);
        assertThat(answer.facts().usage().calls()).isEqualTo(server.ledger().size());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aBrokenAnswerIsAskedForOnceMoreWithTheOriginalInFront(Protocol protocol) throws Exception {
        script.add(Fault.BROKEN);

        Answer<String> answer = ask(gateway(protocol));

        assertThat(answer.value()).isEqualTo("good");
        FakeCall second = server.ledger().get(1);
        assertThat(second.request().user()).isEqualTo("the user's words");
        assertThat(second.request().messages()).hasSize(3);
        assertThat(second.request().messages().get(2).text()).contains("cannot be used");
        assertMatchesTheLedger(answer.facts().usage());
    }

    @ParameterizedTest
    @CsvSource({"TRUNCATED", "EMPTY", "BROKEN"})
    void brokenTwiceIsATypedFailureThatCountsBothCalls(Fault fault) {
        for (Protocol protocol : Protocol.values()) {
            script.addAll(List.of(fault, fault));
            int before = server.ledger().size();

            assertThatThrownBy(() -> ask(gateway(protocol))).isInstanceOfSatisfying(StageFailure.class, failure -> {
                assertThat(failure.reason()).isEqualTo(fault == Fault.BROKEN ? "UNPARSABLE" : fault.name());
                assertThat(failure.facts().usage().calls()).isEqualTo(2);
            });
            assertThat(server.ledger()).hasSize(before + 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aTruncatedAnswerIsAskedForAgainWithMoreRoom(Protocol protocol) throws Exception {
        script.add(Fault.TRUNCATED);

        assertThat(ask(gateway(protocol)).value()).isEqualTo("good");

        FakeCall first = server.ledger().get(0);
        FakeCall second = server.ledger().get(1);
        assertThat(second.request().maxTokens()).isGreaterThan((int) first.outputTokens());
        assertThat(second.request().messages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whatCannotHealFailsAtOnceAndSaysWhatToDo(Protocol protocol) {
        Map<Fault, String> reasons = Map.of(
                Fault.REFUSED, "REFUSED",
                Fault.CONTEXT_TOO_LONG, "CONTEXT_TOO_LONG",
                Fault.INVALID, "INVALID_REQUEST");
        reasons.forEach((fault, reason) -> {
            script.add(fault);
            int before = server.ledger().size();

            assertThatThrownBy(() -> ask(gateway(protocol))).isInstanceOfSatisfying(StageFailure.class, failure -> {
                assertThat(failure.reason()).isEqualTo(reason);
                assertThat(failure.getMessage()).contains("redrive it");
                FakeCall call = server.ledger().get(before);
                assertThat(failure.facts().usage().inputTokens()).isEqualTo(call.inputTokens());
                assertThat(failure.facts().usage().outputTokens()).isEqualTo(call.outputTokens());
            });
            assertThat(server.ledger()).as("calls for %s", fault).hasSize(before + 1);
        });
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aRequestThatTheModelDidNotReadWholeIsNoAnswerAndNotAskedAgain(Protocol protocol) {
        script.add(Fault.INPUT_CUT);

        assertThatThrownBy(() -> gateway(protocol).ask(LONG, ModelGatewayTest::good, starts::incrementAndGet))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.reason()).isEqualTo("INPUT_CUT");
                    FakeCall call = server.ledger().get(0);
                    assertThat(failure.getMessage())
                            .startsWith("model of " + protocol.name() + " read only "
                                    + String.format(Locale.ROOT, "%,d", call.inputTokens()) + " input tokens of about ")
                            .contains("window")
                            .endsWith("redrive it");
                    assertMatchesTheLedger(failure.facts().usage());
                    assertThat(failure.facts().answer().taken()).isFalse();
                });
        assertThat(server.ledger()).hasSize(1);
    }

    /** A request that is cut by so little that another way of counting could explain it. */
    @Test
    void aWindowThatMayBeFilledIsFilledIfALongerRequestFillsItToo() {
        server.close();
        server = FakeProviders.start(request -> "good", new Window(2_048, Window.Overflow.BEGINNING_DROPPED));
        Question question = new Question(
                "book",
                new Prompt("She went to the old mill and sat by the door. ".repeat(185), "Who lit it?", "v"),
                FORMAT,
                new TreeSet<>(),
                10,
                Money.ZERO,
                Money.ZERO);

        assertThatThrownBy(
                        () -> gateway(Protocol.OPENAI).ask(question, ModelGatewayTest::good, starts::incrementAndGet))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.reason()).isEqualTo("INPUT_CUT");
                    assertThat(failure.getMessage()).contains(" read only 2,048 input tokens of about ");
                });
        assertThat(server.ledger()).hasSize(2);
    }

    /** Once in a thousand requests; a model that counts as o200k does is not even asked again. */
    @ParameterizedTest
    @CsvSource({"1900, 2", "2048, 1"})
    void aWholeRequestOfAWindowsSizeIsAskedOnceMoreAtMostAndAnswered(int sent, int calls) throws Exception {
        String system = "a" + " a".repeat(sent - 3);
        assertThat(Tokens.count(system + "\n" + "b")).isEqualTo(sent);
        Deque<Integer> counts = new ArrayDeque<>(List.of(2_048, 2_100));
        ChatModel model = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                return ChatResponse.builder()
                        .aiMessage(AiMessage.from("good"))
                        .tokenUsage(new TokenUsage(counts.remove(), 1))
                        .build();
            }
        };
        ModelGateway gateway = ModelGateway.toOne(new ModelEndpoint(
                new Provider("test", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                model,
                ProviderKind.OPENAI,
                "model",
                Billing.REHEARSAL));
        Question question =
                new Question("book", new Prompt(system, "b", "v"), FORMAT, new TreeSet<>(), 10, Money.ZERO, Money.ZERO);

        Answer<String> answer = gateway.ask(question, ModelGatewayTest::good, starts::incrementAndGet);

        assertThat(answer.value()).isEqualTo("good");
        assertThat(2 - counts.size()).isEqualTo(calls);
    }

    @Test
    void aFallbackIsAskedWhatTheFirstModelDidNotReadWhole() throws Exception {
        scripts.put("first", new ArrayDeque<>(List.of(Fault.INPUT_CUT)));
        ModelGateway gateway =
                gateway(List.of(candidate(Protocol.OPENAI, "first"), candidate(Protocol.ANTHROPIC, "second")));

        Answer<String> answer = gateway.ask(LONG, ModelGatewayTest::good, starts::incrementAndGet);

        assertThat(answer.facts().model()).isEqualTo("second");
        assertThat(answer.facts().answer().usage().inputTokens())
                .isEqualTo(server.ledger().get(1).inputTokens());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whatTheAnswerAloneUsedIsRecordedWithoutReAsksAndFailures(Protocol protocol) throws Exception {
        script.addAll(List.of(Fault.OVERLOADED, Fault.BROKEN, Fault.RATE_LIMITED));

        AnswerUsage answer = ask(gateway(protocol)).facts().answer();

        FakeCall first = server.ledger().get(1);
        FakeCall last = server.ledger().get(3);
        assertThat(last.inputTokens()).as("the re-ask is longer").isGreaterThan(first.inputTokens());
        assertThat(answer.usage())
                .isEqualTo(new Usage(
                        1,
                        0,
                        first.inputTokens(),
                        first.cachedTokens(),
                        first.cacheWriteTokens(),
                        last.outputTokens(),
                        last.reasoningTokens(),
                        PRICE.cost(
                                        first.inputTokens(),
                                        first.cachedTokens(),
                                        first.cacheWriteTokens(),
                                        last.outputTokens())
                                .nanoUsd(),
                        true));
        assertThat(answer.systemTokens()).isBetween(1L, first.inputTokens() - 1);
        assertThat(answer.price()).isEqualTo(PRICE);
    }

    @Test
    void theSchemaIsPartOfTheEstimate() {
        Question plain =
                new Question("book", LONG.prompt(), AnswerFormat.PROSE, new TreeSet<>(), 10, Money.ZERO, Money.ZERO);
        ModelEndpoint model = candidate(Protocol.OPENAI, "model");

        long more = new Conversation(model, new Counting(), LONG, QuestionTokens.of(LONG, new TokenCounter()))
                        .estimatedTokens()
                - new Conversation(model, new Counting(), plain, QuestionTokens.of(plain, new TokenCounter()))
                        .estimatedTokens();

        assertThat(more).isCloseTo(Tokens.estimate(String.valueOf(FORMAT.jsonSchema())), within(1L));
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whatNeedsAnOperatorPausesTheProviderAndGoesOnByAProbe(Protocol protocol) throws Exception {
        for (Fault fault : List.of(Fault.BAD_KEY, Fault.QUOTA_GONE, Fault.UNKNOWN_MODEL)) {
            script.addAll(List.of(fault, fault));
            ModelGateway gateway = gateway(protocol);
            AtomicReference<Answer<String>> answer = new AtomicReference<>();
            Thread lane = new Thread(() -> {
                try {
                    answer.set(ask(gateway));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            lane.start();

            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> {
                        Provider.Trouble trouble = gateway.trouble();
                        return trouble != null && trouble.paused() && !gateway.ready();
                    });
            Awaitility.await().until(() -> answer.get() != null);
            lane.join();

            assertThat(gateway.trouble()).isNull();
            assertThat(Objects.requireNonNull(answer.get()).facts().usage().failedCalls())
                    .isEqualTo(2);
        }
    }

    @Test
    void noKeyAndNoPromptIsEverShown() {
        StringWriter everything = new StringWriter();
        for (Protocol protocol : Protocol.values()) {
            for (Fault fault : List.of(Fault.INVALID, Fault.CONTEXT_TOO_LONG, Fault.REFUSED, Fault.BROKEN)) {
                script.addAll(List.of(fault, fault));
                assertThatThrownBy(() -> ask(gateway(protocol)))
                        .isInstanceOf(StageFailure.class)
                        .satisfies(thrown -> thrown.printStackTrace(new PrintWriter(everything)));
                script.clear();
            }
            everything.append(settings(protocol, "model").toString());
        }
        assertThat(server.ledger()).allMatch(call -> call.request().key().equals(CANARY));
        assertThat(everything.toString()).doesNotContain(CANARY).doesNotContain("the user's words");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aRequestThatIsTooLongIsAskedOnceMoreWithLess(Protocol protocol) throws Exception {
        script.add(Fault.CONTEXT_TOO_LONG);

        Answer<String> answer = gateway(protocol)
                .ask(question(10, 0, 0), ModelGatewayTest::shorter, ModelGatewayTest::good, starts::incrementAndGet);

        assertThat(answer.value()).isEqualTo("good");
        assertThat(answer.facts().usage().calls()).isEqualTo(2);
        assertThat(answer.facts().usage().failedCalls()).isOne();
        assertThat(answer.facts().bibleLeftOut()).isEqualTo(7);
    }

    @Test
    void aRequestThatIsStillTooLongEndsWithWhatToSet() {
        script.addAll(List.of(Fault.CONTEXT_TOO_LONG, Fault.CONTEXT_TOO_LONG));

        assertThatThrownBy(() -> gateway(Protocol.OPENAI)
                        .ask(
                                question(10, 0, 0),
                                ModelGatewayTest::shorter,
                                ModelGatewayTest::good,
                                starts::incrementAndGet))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.reason()).isEqualTo("CONTEXT_TOO_LONG");
                    assertThat(failure.facts().usage().failedCalls()).isEqualTo(2);
                })
                .hasMessageContaining("set prompts.bible-tokens lower");
    }

    @Test
    void aModelWithALongerContextIsAskedBeforeAnythingIsLeftOut() throws Exception {
        scripts.put("first", new ArrayDeque<>(List.of(Fault.CONTEXT_TOO_LONG)));
        ModelGateway gateway =
                gateway(List.of(candidate(Protocol.OPENAI, "first"), candidate(Protocol.ANTHROPIC, "second")));

        Answer<String> answer = gateway.ask(
                question(10, 0, 0), ModelGatewayTest::shorter, ModelGatewayTest::good, starts::incrementAndGet);

        assertThat(answer.facts().model()).isEqualTo("second");
        assertThat(answer.facts().bibleLeftOut()).isZero();
    }

    @Test
    void aFallbackIsAskedBeforeGivingUpAndWhileTheFirstIsDown() throws Exception {
        scripts.put("first", new ArrayDeque<>(List.of(Fault.REFUSED)));
        ModelGateway gateway =
                gateway(List.of(candidate(Protocol.OPENAI, "first"), candidate(Protocol.ANTHROPIC, "second")));

        Answer<String> refusedByTheFirst = ask(gateway);
        assertThat(refusedByTheFirst.facts().model()).isEqualTo("second");
        assertThat(refusedByTheFirst.facts().provider()).isEqualTo("anthropic");
        assertMatchesTheLedger(refusedByTheFirst.facts().usage());

        scripts.get("first").addAll(List.of(Fault.OVERLOADED, Fault.OVERLOADED, Fault.OVERLOADED));
        assertThat(ask(gateway).facts().model()).isEqualTo("second");

        scripts.get("first").addAll(List.of(Fault.QUOTA_GONE));
        assertThat(ask(gateway).facts().model()).isEqualTo("second");
        assertThat(gateway.trouble()).as("somebody answers").isNull();
    }

    @Test
    void aProviderThatKeepsFailingIsLeftAloneAndFoundAgainByAProbe() throws Exception {
        scripts.put("model", new ArrayDeque<>());
        for (int failures = 0; failures < 12; failures++) {
            scripts.get("model").add(Fault.OVERLOADED);
        }
        ModelGateway gateway = gateway(Protocol.OPENAI);
        List<Thread> lanes = new ArrayList<>();
        AtomicInteger answered = new AtomicInteger();
        for (int lane = 0; lane < 6; lane++) {
            Thread thread = new Thread(() -> {
                try {
                    ask(gateway);
                    answered.incrementAndGet();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            lanes.add(thread);
            thread.start();
        }
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !gateway.ready());
        for (Thread lane : lanes) {
            lane.join();
        }

        assertThat(answered).hasValue(6);
        assertThat(gateway.ready()).isTrue();
        assertThat(server.ledger()).as("12 failures, 6 answers").hasSize(18);
    }

    @Test
    void retryAfterHoldsForAllLanes() throws Exception {
        script.add(Fault.RATE_LIMITED);
        ModelGateway gateway = gateway(Protocol.OPENAI);
        ask(gateway);
        long gap = server.ledger().get(1).atNanos() - server.ledger().get(0).atNanos();
        assertThat(gap).isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    }

    @Test
    void aBudgetStopsBeforeTheCallThatWouldPassIt() throws Exception {
        ModelGateway gateway = new ModelGateway(
                List.of(candidate(Protocol.OPENAI, "model")), new Budget(new Money(60_000), new Money(90_000)), QUICK);
        Question cheap = question(1, 0, 0);
        Question dear = question(1_000_000, 0, 0);
        Question late = question(1, 59_999, 0);

        assertThat(gateway.ask(cheap, ModelGatewayTest::good, starts::incrementAndGet)
                        .value())
                .isEqualTo("good");
        Question lateInTheBook = question(1, 0, 89_999);
        for (Question question : List.of(dear, late, lateInTheBook)) {
            assertThatThrownBy(() -> gateway.ask(question, ModelGatewayTest::good, starts::incrementAndGet))
                    .isInstanceOfSatisfying(
                            ChapterStoppedException.class,
                            stopped -> assertThat(stopped.reason()).isEqualTo("budget"));
        }
        assertThat(server.ledger()).hasSize(1);
        assertThat(starts).hasValue(1);
    }

    @Test
    void anInterruptedRunSaysWhatItHasPaid() throws Exception {
        script.addAll(List.of(Fault.BROKEN, Fault.DRIP));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        ModelGateway gateway = new ModelGateway(
                List.of(candidate(Protocol.OPENAI, "model", Duration.ofMinutes(1))), Budget.UNLIMITED, QUICK);
        Thread lane = new Thread(() -> {
            try {
                ask(gateway);
            } catch (Exception e) {
                thrown.set(e);
            }
        });
        lane.start();
        Awaitility.await().until(() -> server.ledger().size() == 2);
        lane.interrupt();
        lane.join();

        assertThat(thrown.get()).isInstanceOfSatisfying(RunInterruptedException.class, interrupted -> {
            assertThat(interrupted.facts().usage().calls()).isEqualTo(2);
            assertMatchesTheLedger(interrupted.facts().usage());
        });
    }

    @Test
    void noCallIsRepeatedForARunThatIsAnothersByThen() {
        script.addAll(List.of(Fault.OVERLOADED));
        ModelGateway gateway = new ModelGateway(
                List.of(candidate(Protocol.OPENAI, "model", Duration.ofMinutes(1))), Budget.UNLIMITED, QUICK);
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> gateway.ask(question(1, 0, 0), ModelGatewayTest::good, () -> {
                    if (asked.incrementAndGet() == 2) {
                        throw new InterruptedException("another's");
                    }
                }))
                .isInstanceOfSatisfying(
                        RunInterruptedException.class,
                        interrupted ->
                                assertThat(interrupted.facts().usage().calls()).isEqualTo(1));
        assertThat(server.ledger()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void jsonIsHeldToASchemaAndTheSystemMessageIsCached(Protocol protocol) throws Exception {
        ModelGateway gateway = gateway(protocol);
        ask(gateway);
        Usage second = ask(gateway).facts().usage();

        assertThat(server.ledger()).allMatch(call -> call.request().schema());
        assertThat(server.ledger()).allMatch(call -> call.request().system().contains("what stays the same"));
        assertThat(second.cachedTokens()).isGreaterThan(0);
        assertThat(server.ledger().get(0).request().cacheMarked()).isEqualTo(protocol == Protocol.ANTHROPIC);
    }

    @Test
    void whatSystemMessagesShareIsMarkedForAnthropicsCacheBesidesTheWhole() throws Exception {
        Question question = new Question(
                "book",
                new Prompt("the book\n## Role\nThe writer.", "the user's words", "v", 3, "the book\n".length()),
                FORMAT,
                new TreeSet<>(),
                10,
                Money.ZERO,
                Money.ZERO);
        gateway(Protocol.ANTHROPIC).ask(question, ModelGatewayTest::good, starts::incrementAndGet);

        assertThat(server.ledger().get(0).request().system()).isEqualTo("the book\n## Role\nThe writer.");
        assertThat(server.ledger().get(0).request().body().split("\"cache_control\"", -1))
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, \"reasoning_effort\"", "ANTHROPIC, \"budget_tokens\"", "GEMINI, \"thinkingBudget\""})
    void effortAndTemperatureAreAskedForInTheProvidersOwnWords(Protocol protocol, String field) throws Exception {
        ModelSettings usual = settings(protocol, "model");
        ModelSettings thoughtful = new ModelSettings(
                usual.provider(),
                usual.baseUrl(),
                usual.apiKey(),
                usual.headers(),
                null,
                "model",
                PATIENT,
                null,
                2_000,
                "low",
                true,
                ProviderLimits.NONE);

        ask(gateway(protocol));
        ask(gateway(List.of(new ModelEndpoint(
                provider(protocol),
                ChatModels.connect(thoughtful),
                thoughtful.provider(),
                "model",
                new Billing(PRICE, false)))));

        assertThat(server.ledger().get(0).request().body())
                .contains("\"temperature\"")
                .doesNotContain(field);
        assertThat(server.ledger().get(1).request().body().replaceAll("\\s", ""))
                .contains(field + ":");
        assertThat(server.ledger().get(1).request().maxTokens()).isGreaterThanOrEqualTo(2_000);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aProxyIsOnTheWay(Protocol protocol) throws Exception {
        ModelSettings direct = settings(protocol, "model");
        URI fake = URI.create(server.url(protocol));
        ModelSettings behind = new ModelSettings(
                direct.provider(),
                "http://provider.invalid" + fake.getPath(),
                direct.apiKey(),
                Map.of(),
                URI.create("http://" + fake.getAuthority()),
                "model",
                PATIENT,
                null,
                null,
                null,
                true,
                ProviderLimits.NONE);

        Answer<String> answer = ask(gateway(List.of(new ModelEndpoint(
                provider(protocol),
                ChatModels.connect(behind),
                behind.provider(),
                "model",
                new Billing(PRICE, false)))));

        assertThat(answer.value()).isEqualTo("good");
        assertThat(ProviderProbe.check(behind)).isNull();
    }

    @Test
    void aMistakeInTheClientIsNoOutageAndShowsNoPrompt() {
        ChatModel broken = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                throw new IllegalArgumentException("cannot handle: the user's words");
            }
        };
        ModelGateway gateway = ModelGateway.toOne(new ModelEndpoint(
                provider(Protocol.OPENAI), broken, ProviderKind.OPENAI, "model", new Billing(PRICE, false)));

        assertThatThrownBy(() -> ask(gateway))
                .isInstanceOf(ClientFailedException.class)
                .hasMessageContaining("IllegalArgumentException")
                .hasNoCause()
                .message()
                .doesNotContain("the user's words");
        assertThat(gateway.ready()).isTrue();
    }

    @Test
    void eachCallIsToldWithItsUsageOrItsFailureAndHowMuchOfTheBudgetIsUsed() throws Exception {
        script.addAll(List.of(Fault.OVERLOADED, Fault.BROKEN));
        List<String> known = new ArrayList<>();
        List<ModelCall> calls = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        CallListener listener = new CallListener() {
            @Override
            public void mayCall(String provider, String model) {
                known.add(provider + " " + model);
            }

            @Override
            public void called(ModelCall call) {
                calls.add(call);
            }

            @Override
            public void budget(double ofChapter, double ofBook) {
                shares.add(ofChapter);
                shares.add(ofBook);
            }
        };
        ModelGateway gateway = new ModelGateway(
                List.of(candidate(Protocol.OPENAI, "model")),
                new Budget(new Money(1_000_000_000), new Money(4_000_000_000L)),
                QUICK,
                listener,
                new TokenCounter());
        assertThat(known).containsExactly("openai model");

        Answer<String> answer =
                gateway.ask(question(10, 500_000_000, 2_500_000_000L), ModelGatewayTest::good, starts::incrementAndGet);

        assertThat(calls).extracting(ModelCall::error).containsExactly("overloaded", null, null);
        assertThat(calls).extracting(ModelCall::finished).containsExactly(null, "stop", "stop");
        assertThat(calls).extracting(ModelCall::tried).containsExactly(0, 1, 1);
        assertThat(calls).extracting(ModelCall::reAsk).containsExactly(false, false, true);
        assertThat(Usage.sum(calls.stream().map(ModelCall::usage).toList()))
                .isEqualTo(answer.facts().usage());
        assertThat(calls).allSatisfy(call -> assertThat(call.took()).isPositive());
        assertThat(shares).hasSize(6).startsWith(0.5, 0.75, 0.5, 0.75);
    }

    private void assertMatchesTheLedger(Usage usage) {
        List<FakeCall> ledger = server.ledger();
        assertThat(usage.calls()).isEqualTo(ledger.size());
        assertThat(usage.inputTokens())
                .isEqualTo(ledger.stream().mapToLong(FakeCall::inputTokens).sum());
        assertThat(usage.cachedTokens())
                .isEqualTo(ledger.stream().mapToLong(FakeCall::cachedTokens).sum());
        assertThat(usage.cacheWriteTokens())
                .isEqualTo(ledger.stream().mapToLong(FakeCall::cacheWriteTokens).sum());
        assertThat(usage.outputTokens())
                .isEqualTo(ledger.stream().mapToLong(FakeCall::outputTokens).sum());
        assertThat(usage.reasoningTokens())
                .isEqualTo(ledger.stream().mapToLong(FakeCall::reasoningTokens).sum());
        assertThat(usage.cost())
                .isEqualTo(ledger.stream()
                        .map(call -> PRICE.cost(
                                call.inputTokens(), call.cachedTokens(), call.cacheWriteTokens(), call.outputTokens()))
                        .reduce(Money.ZERO, Money::plus));
    }

    private Answer<String> ask(ModelGateway gateway) throws Exception {
        return gateway.ask(question(10, 0, 0), ModelGatewayTest::good, starts::incrementAndGet);
    }

    private static Question question(long expectedOutput, long spent, long bookSpent) {
        return new Question(
                "book",
                new Prompt("what stays the same from call to call", "the user's words", "v"),
                FORMAT,
                new TreeSet<>(),
                expectedOutput,
                new Money(spent),
                new Money(bookSpent));
    }

    private static Optional<Question> shorter() {
        return Optional.of(new Question(
                "book",
                new Prompt("what stays the same", "the user's words", "v", 7, 0),
                FORMAT,
                new TreeSet<>(),
                10,
                Money.ZERO,
                Money.ZERO));
    }

    private static String good(String text) {
        if (!text.equals("good")) {
            throw new BrokenAnswerException("it is bad");
        }
        return text;
    }

    private ModelGateway gateway(Protocol protocol) {
        return gateway(List.of(candidate(protocol, "model")));
    }

    private static ModelGateway gateway(List<ModelEndpoint> candidates) {
        return new ModelGateway(candidates, Budget.UNLIMITED, QUICK);
    }

    private Provider provider(Protocol protocol) {
        return providers.computeIfAbsent(protocol, of -> new Provider(of.name(), ProviderLimits.NONE, QUICK));
    }

    private ModelEndpoint candidate(Protocol protocol, String model) {
        return candidate(protocol, model, PATIENT);
    }

    private ModelEndpoint candidate(Protocol protocol, String model, Duration timeout) {
        ModelSettings settings = settings(protocol, model, timeout);
        return new ModelEndpoint(
                provider(protocol),
                ChatModels.connect(settings),
                settings.provider(),
                model,
                new Billing(PRICE, false));
    }

    private ModelSettings settings(Protocol protocol, String model) {
        return settings(protocol, model, PATIENT);
    }

    private ModelSettings settings(Protocol protocol, String model, Duration timeout) {
        return new ModelSettings(
                ProviderKind.of(protocol.name().toLowerCase(Locale.ROOT)),
                server.url(protocol),
                new Secret(CANARY),
                Map.of("X-Organization", new Secret(CANARY)),
                null,
                model,
                timeout,
                0.5,
                null,
                null,
                true,
                ProviderLimits.NONE);
    }
}
