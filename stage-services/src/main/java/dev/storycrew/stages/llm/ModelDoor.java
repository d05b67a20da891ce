package dev.storycrew.stages.llm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.stages.answer.AnswerReader;
import dev.storycrew.stages.answer.BrokenAnswerException;
import dev.storycrew.stages.runtime.RunFacts;
import dev.storycrew.stages.runtime.StageFailure;
import io.github.resilience4j.core.IntervalFunction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to ask a model. Passing trouble is waited out here, in the lane that holds the envelope; a broken answer is
 * asked for once more; what cannot heal becomes a {@link StageFailure}.
 */
public final class ModelDoor {
    private static final Logger LOG = LoggerFactory.getLogger(ModelDoor.class);

    /** Tries of one call while the same provider answers others; then it is this call that is wrong. */
    private static final int MOST_TRIES_BESIDE_SUCCESSES = 8;

    private static final long FIRST_WAIT_MILLIS = 250;
    private static final double GROWTH = 2.0;
    private static final double JITTER = 0.5;
    private static final long LONGEST_WAIT_MILLIS = 20_000;
    private static final long STEP_MILLIS = 100;

    private final ChatModel model;
    private final String provider;
    private final String modelName;
    private final Billing billing;
    private final ProviderHealth health;
    private final IntervalFunction backoff =
            IntervalFunction.ofExponentialRandomBackoff(FIRST_WAIT_MILLIS, GROWTH, JITTER, LONGEST_WAIT_MILLIS);

    /**
     * @param provider for records and people
     * @param modelName for records and prices
     * @param health shared by everyone who asks the same provider
     */
    public ModelDoor(ChatModel model, String provider, String modelName, Billing billing, ProviderHealth health) {
        this.model = model;
        this.provider = provider;
        this.modelName = modelName;
        this.billing = billing;
        this.health = health;
    }

    /** How the provider behind this door fares. */
    public ProviderHealth health() {
        return health;
    }

    /**
     * Asks, and asks once more when the answer is broken.
     *
     * @param scenes the scenes asked for, for the run's record
     * @throws StageFailure when the request is refused, invalid, or the answer is broken twice
     */
    public <T> Answer<T> ask(Prompt prompt, SortedSet<Integer> scenes, AnswerReader<T> reader)
            throws StageFailure, InterruptedException {
        List<ChatMessage> messages =
                new ArrayList<>(List.of(SystemMessage.from(prompt.system()), UserMessage.from(prompt.user())));
        Tally tally = new Tally(prompt, scenes);
        ChatResponse response = call(messages, tally);
        try {
            return new Answer<>(read(response, reader), tally.facts());
        } catch (BrokenAnswerException first) {
            LOG.atInfo()
                    .addKeyValue("event", "re_ask")
                    .addKeyValue("model", modelName)
                    .addKeyValue("problem", first.getMessage())
                    .log("Broken answer, asking once more");
            String broken = response.aiMessage().text();
            if (broken != null && !broken.isBlank()) {
                messages.add(AiMessage.from(broken));
            }
            messages.add(UserMessage.from("Your answer cannot be used: " + first.getMessage()
                    + ". Answer the request again, completely and in the form asked for, with nothing else."));
        }
        ChatResponse second = call(messages, tally);
        try {
            return new Answer<>(read(second, reader), tally.facts());
        } catch (BrokenAnswerException e) {
            String reason = second.finishReason() == FinishReason.LENGTH ? "TRUNCATED" : "UNPARSABLE";
            throw new StageFailure(reason, "broken answer twice: " + e.getMessage(), tally.facts(), e);
        }
    }

    private static <T> T read(ChatResponse response, AnswerReader<T> reader) {
        if (response.finishReason() == FinishReason.LENGTH) {
            throw new BrokenAnswerException("it was cut off at the length limit; be shorter");
        }
        String text = response.aiMessage().text();
        if (text == null || text.isBlank()) {
            throw new BrokenAnswerException("it is empty");
        }
        return reader.read(text);
    }

    /** One request until it is answered; how long that takes is up to the provider. */
    private ChatResponse call(List<ChatMessage> messages, Tally tally) throws StageFailure, InterruptedException {
        int failures = 0;
        int failuresBesideSuccesses = 0;
        while (true) {
            waitFor(health.millisToWait());
            long successesBefore = health.successes();
            try {
                ChatResponse response =
                        model.chat(ChatRequest.builder().messages(messages).build());
                health.succeeded();
                tally.add(response);
                if (response.finishReason() == FinishReason.CONTENT_FILTER) {
                    throw new StageFailure("REFUSED", "the provider refused to answer", tally.facts(), null);
                }
                return response;
            } catch (InterruptedCallException e) {
                Thread.interrupted();
                InterruptedException interrupted = new InterruptedException("the lane ends");
                interrupted.initCause(e);
                throw interrupted;
            } catch (RuntimeException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("the lane ends");
                }
                CallFailure failure = CallFailures.of(e);
                tally.addFailed();
                if (failure.kind().remedy() == CallFailure.Remedy.NONE) {
                    throw new StageFailure(failure.kind().name(), failure.message(), tally.facts(), e);
                }
                health.failed(failure);
                failures++;
                if (health.successes() > successesBefore) {
                    failuresBesideSuccesses++;
                }
                if (failuresBesideSuccesses >= MOST_TRIES_BESIDE_SUCCESSES) {
                    throw new StageFailure(failure.kind().name(), failure.message(), tally.facts(), e);
                }
                long wait = Math.max(health.millisToWait(), backoff.apply(failures));
                LOG.atWarn()
                        .addKeyValue("event", "call_failed")
                        .addKeyValue("provider", provider)
                        .addKeyValue("model", modelName)
                        .addKeyValue("kind", failure.kind())
                        .addKeyValue("wait_millis", wait)
                        .log(failure.message());
                waitFor(wait);
            }
        }
    }

    private static void waitFor(long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(Math.min(STEP_MILLIS, millis));
        }
    }

    /** Adds up what the calls of one run took. */
    private final class Tally {
        private final Prompt prompt;
        private final SortedSet<Integer> scenes;
        private Usage usage = Usage.none();
        private @Nullable String answer;

        Tally(Prompt prompt, SortedSet<Integer> scenes) {
            this.prompt = prompt;
            this.scenes = scenes;
        }

        void add(ChatResponse response) {
            usage = usage.plus(billing.usage(response.tokenUsage()));
            answer = response.aiMessage().text();
        }

        void addFailed() {
            usage = usage.plus(new Usage(1, 0, 0, 0, 0, 0, true));
        }

        RunFacts facts() {
            return new RunFacts(
                    scenes,
                    provider,
                    modelName,
                    prompt.version(),
                    sha256(prompt.system() + "\n" + prompt.user()),
                    answer == null ? null : sha256(answer),
                    usage,
                    billing.notional());
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
