package dev.storycrew.llm;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.llm.Conversation.Reading;
import dev.storycrew.llm.answer.AnswerReader;
import dev.storycrew.llm.call.BeforeCallHook;
import dev.storycrew.llm.call.CallListener;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.ModelCall;
import dev.storycrew.llm.call.RunInterruptedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.llm.provider.CallFailure;
import dev.storycrew.llm.provider.CallFailures;
import dev.storycrew.llm.provider.InterruptedCallException;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderTimings;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to ask a model. Passing trouble is waited out here, in the lane that holds the envelope; a broken answer
 * is asked for once more; what the model cannot do goes to the fallbacks in order; what none can do becomes a {@link
 * StageFailure}.
 */
public final class ModelGateway {
    private static final Logger LOG = LoggerFactory.getLogger(ModelGateway.class);

    /** Tries of one call while the same provider answers others; after that, this call is at fault. */
    private static final int MAX_TRIES_BESIDE_SUCCESSES = 8;

    /** Tries before a fallback is asked, if there is one. */
    private static final int TRIES_BEFORE_FALLBACK = 3;

    private static final String OVER_BUDGET = "budget";
    private static final String INTERRUPTED = "interrupted";
    private static final double GROWTH = 2.0;
    private static final double JITTER = 0.5;
    private static final long STEP_MILLIS = 100;

    private final List<ModelEndpoint> candidates;
    private final Budget budget;
    private final IntervalFunction backoff;
    private final CallListener listener;
    private final TokenCounter counter;
    private final Map<String, Counting> countings = new ConcurrentHashMap<>();

    /**
     * @param candidates the model, then its fallbacks in the order in which they are asked
     * @param budget what may be spent; checked before each call against an estimate, and afterwards against the bill
     */
    public ModelGateway(List<ModelEndpoint> candidates, Budget budget, ProviderTimings timings) {
        this(candidates, budget, timings, CallListener.NONE, new TokenCounter());
    }

    /**
     * @param candidates the model, then its fallbacks in the order in which they are asked
     * @param budget what may be spent; checked before each call against an estimate, and afterwards against the bill
     * @param listener is told of each call
     * @param counter of a request's tokens; gateways may share one
     */
    public ModelGateway(
            List<ModelEndpoint> candidates,
            Budget budget,
            ProviderTimings timings,
            CallListener listener,
            TokenCounter counter) {
        this.listener = listener;
        this.counter = counter;
        this.candidates = List.copyOf(candidates);
        this.budget = budget;
        this.backoff = IntervalFunction.ofExponentialRandomBackoff(
                timings.firstWait().toMillis(),
                GROWTH,
                JITTER,
                timings.longestWait().toMillis());
        candidates.forEach(candidate -> listener.mayCall(candidate.kind().label(), candidate.modelName()));
    }

    /** A gateway to one model, with no budget. */
    public static ModelGateway toOne(ModelEndpoint candidate) {
        return new ModelGateway(List.of(candidate), Budget.UNLIMITED, ProviderTimings.DEFAULT);
    }

    /** False while none of the models can be asked, so that lanes need not take work. */
    public boolean ready() {
        return candidates.stream().anyMatch(candidate -> candidate.provider().ready());
    }

    /** What keeps this gateway's work waiting; null if one of the models answers, as far as known. */
    public Provider.@Nullable Trouble trouble() {
        Provider.Trouble first = null;
        for (ModelEndpoint candidate : candidates) {
            Provider.Trouble trouble = candidate.provider().trouble();
            if (trouble == null) {
                return null;
            }
            first = first == null ? trouble : first;
        }
        return first;
    }

    /**
     * Asks.
     *
     * @param start told before the first call
     * @throws StageFailure if no model gives a usable answer
     * @throws ChapterStoppedException if the next call would exceed the budget
     */
    public <T> Answer<T> ask(Question question, AnswerReader<T> reader, BeforeCallHook start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        return ask(question, Optional::empty, reader, start);
    }

    /**
     * Asks, and where the request is longer than a model's context and no model gives an answer, asks all of them a shorter
     * question once.
     *
     * @param shorter the same question with less told; empty when there is nothing to leave out. Called only if needed
     * @param start told before the first call
     * @throws StageFailure if no model gives a usable answer
     * @throws ChapterStoppedException if the next call would exceed the budget
     */
    public <T> Answer<T> ask(
            Question first, Supplier<Optional<Question>> shorter, AnswerReader<T> reader, BeforeCallHook start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        Question question = first;
        List<Conversation> open = conversations(question);
        UsageAccumulator tally = new UsageAccumulator(question, candidates.get(0));
        boolean tooLong = false;
        boolean unreadable = false;
        boolean shortened = false;
        try {
            CallFailure failure = null;
            while (!open.isEmpty()) {
                Turn turn = admitted(open, question.book());
                Conversation conversation = turn.conversation();
                requireBudget(conversation, question, tally, turn.ticket());
                Called called = call(turn, tally, start);
                failure = called.failure();
                if (called.response() != null) {
                    Reading<T> reading = conversation.read(called.response(), reader);
                    if (reading instanceof Reading.Good<T> good) {
                        return new Answer<>(good.value(), tally.facts(conversation.taken()));
                    }
                    if (reading instanceof Reading.AskAgain<T> again) {
                        log("re_ask", conversation)
                                .addKeyValue("problem", again.problem())
                                .log("Broken answer; asking once more");
                        continue;
                    }
                    failure = ((Reading.GivenUp<T>) reading).failure();
                }
                if (failure != null && isOver(conversation, failure, open.size() > 1)) {
                    open.remove(conversation);
                    log("model_given_up", conversation)
                            .addKeyValue("kind", failure.kind())
                            .addKeyValue("fallbacks_left", open.size())
                            .log(failure.message());
                    tooLong |= failure.kind() == CallFailure.Kind.CONTEXT_TOO_LONG;
                    unreadable |= failure.kind() == CallFailure.Kind.UNPARSABLE;
                }
                if (open.isEmpty() && tooLong && !shortened) {
                    shortened = true;
                    Optional<Question> again = shorter.get();
                    if (again.isPresent()) {
                        question = again.get();
                        tally.asks(question);
                        open = conversations(question);
                        log("context_too_long", open.get(0))
                                .log("The request is too long; asking once more with less of the bible");
                    }
                }
            }
            CallFailure last = failure == null ? CallFailure.of(CallFailure.Kind.INVALID_REQUEST) : failure;
            throw new StageFailure(last.kind().name(), last.message(), tally.facts(), null, unreadable);
        } catch (InterruptedException e) {
            throw tally.nothingAsked() ? e : new RunInterruptedException(tally.facts());
        }
    }

    private Counting countingOf(ModelEndpoint candidate) {
        return countings.computeIfAbsent(candidate.kind() + "/" + candidate.modelName(), model -> new Counting());
    }

    private List<Conversation> conversations(Question question) {
        List<Conversation> open = new ArrayList<>();
        QuestionTokens tokens = QuestionTokens.of(question, counter);
        candidates.forEach(candidate -> open.add(new Conversation(candidate, countingOf(candidate), question, tokens)));
        return open;
    }

    /** The model to ask next, and the permission to call it. */
    private record Turn(Conversation conversation, Provider.Ticket ticket) {}

    /** Exactly one of the two is set. */
    private record Called(
            @Nullable ChatResponse response, @Nullable CallFailure failure) {}

    /** Waits until the first model still in play can be called. */
    private static Turn admitted(List<Conversation> open, String book) throws InterruptedException {
        while (true) {
            for (Conversation conversation : open) {
                Provider.Ticket ticket =
                        conversation.candidate().provider().admit(book, conversation.estimatedTokens());
                if (ticket != null) {
                    return new Turn(conversation, ticket);
                }
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        }
    }

    private void requireBudget(Conversation next, Question question, UsageAccumulator tally, Provider.Ticket ticket)
            throws ChapterStoppedException {
        Money ofChapter = question.chapterSpent().plus(tally.cost());
        listener.budget(budget.chapterShare(ofChapter), budget.bookShare(ofChapter, question.bookSpent()));
        Money left = budget.left(ofChapter, question.bookSpent());
        // A model without a price is asked as long as anything is left.
        if (left != null && left.nanoUsd() < Math.max(1, next.estimatedCost().nanoUsd())) {
            ticket.abandoned();
            throw new ChapterStoppedException(OVER_BUDGET, tally.facts());
        }
    }

    private Called call(Turn turn, UsageAccumulator tally, BeforeCallHook start) throws InterruptedException {
        ModelEndpoint candidate = turn.conversation().candidate();
        Provider.Ticket ticket = turn.ticket();
        boolean settled = false;
        long began = System.nanoTime();
        try {
            start.beforeCall();
            began = System.nanoTime();
            ChatResponse response = candidate.model().chat(turn.conversation().request());
            Usage bill = candidate.billing().usage(response.tokenUsage());
            ticket.succeeded(bill.totalTokens());
            settled = true;
            turn.conversation().billed(bill);
            tally.answered(candidate, response, bill);
            listener.called(made(turn, began, bill, response.finishReason(), null));
            return new Called(response, null);
        } catch (InterruptedCallException e) {
            tally.failed(candidate);
            listener.abandoned(made(turn, began, Usage.failedCall(), null, INTERRUPTED));
            throw interrupted(e);
        } catch (RuntimeException e) {
            tally.failed(candidate);
            if (Thread.currentThread().isInterrupted()) {
                listener.abandoned(made(turn, began, Usage.failedCall(), null, INTERRUPTED));
                throw interrupted(e);
            }
            CallFailure failure = CallFailures.of(e);
            if (failure == null) {
                listener.abandoned(
                        made(turn, began, Usage.failedCall(), null, e.getClass().getName()));
                throw new ClientFailedException(e);
            }
            if (failure.kind() == CallFailure.Kind.RATE_LIMITED && failure.retryAfter() == null) {
                failure = failure.after(backoff.apply(turn.conversation().failures() + 1));
            }
            ticket.failed(failure);
            settled = true;
            listener.called(made(
                    turn, began, Usage.failedCall(), null, failure.kind().name().toLowerCase(Locale.ROOT)));
            waitAfter(failure, turn);
            return new Called(null, failure);
        } finally {
            if (!settled) {
                ticket.abandoned();
            }
        }
    }

    private static ModelCall made(
            Turn turn, long began, Usage bill, @Nullable FinishReason finished, @Nullable String error) {
        Conversation conversation = turn.conversation();
        ModelEndpoint candidate = conversation.candidate();
        return new ModelCall(
                candidate.kind().label(),
                candidate.modelName(),
                Duration.ofNanos(System.nanoTime() - began),
                bill,
                finished == null ? null : finished.name().toLowerCase(Locale.ROOT),
                error,
                conversation.failures(),
                conversation.reAsked());
    }

    /** Waiting for Retry-After or the circuit happens at the provider, not here as well. */
    private void waitAfter(CallFailure failure, Turn turn) throws InterruptedException {
        if (failure.kind().remedy() != CallFailure.Remedy.WAIT) {
            return;
        }
        Conversation conversation = turn.conversation();
        conversation.failed(turn.ticket().othersSucceeded());
        long wait = failure.retryAfter() == null ? backoff.apply(conversation.failures()) : 0;
        LOG.atWarn()
                .addKeyValue("event", "call_failed")
                .addKeyValue("provider", conversation.candidate().provider().name())
                .addKeyValue("model", conversation.candidate().modelName())
                .addKeyValue("kind", failure.kind())
                .addKeyValue("wait_millis", wait)
                .log(failure.message());
        TimeUnit.MILLISECONDS.sleep(wait);
    }

    /** True if this model is no longer asked. */
    private static boolean isOver(Conversation conversation, CallFailure failure, boolean othersLeft) {
        return switch (failure.kind().remedy()) {
            case NONE -> true;
            case OPERATOR -> false;
            case WAIT ->
                conversation.failuresBesideSuccesses() >= MAX_TRIES_BESIDE_SUCCESSES
                        || (othersLeft && conversation.failures() >= TRIES_BEFORE_FALLBACK);
        };
    }

    private static InterruptedException interrupted(RuntimeException cause) {
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("the lane is stopping");
        interrupted.initCause(cause);
        return interrupted;
    }

    private static org.slf4j.spi.LoggingEventBuilder log(String event, Conversation conversation) {
        return LOG.atInfo()
                .addKeyValue("event", event)
                .addKeyValue("provider", conversation.candidate().provider().name())
                .addKeyValue("model", conversation.candidate().modelName());
    }
}
