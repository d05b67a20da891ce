package dev.storycrew.llm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.text.Counted;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.answer.AnswerReader;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.llm.provider.CallFailure;
import dev.storycrew.llm.provider.ChatModels;
import dev.storycrew.llm.provider.ProviderKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question to one model: the request and, after a broken answer, one re-ask that keeps the original in front. A
 * truncated answer is asked for again with twice the output limit.
 */
final class Conversation {
    private static final int MORE_ROOM = 2;
    private static final String ONCE_MORE =
            "Answer the request again, completely and in the form asked for, with nothing else.";
    private static final String TOOL_CALL = "it calls a tool instead of answering, and there are no tools";

    private final ModelEndpoint candidate;
    private final Counting counting;
    private final AnswerFormat format;
    private final String prompt;
    private final long promptTokens;
    private final long schemaTokens;
    private final long systemTokens;
    private final long expectedOutputTokens;
    private final List<ChatMessage> messages;
    private @Nullable Integer room;
    private boolean reAsked;
    /** The input tokens that may have filled the model's window; 0 if none have. */
    private long filled;
    /** The tokens of the request that must show whether they have. */
    private long sentAgain;

    private @Nullable Usage firstBill;
    private Usage lastBill = Usage.none();
    private int failures;
    private int failuresBesideSuccesses;

    /** @param tokens of the question */
    Conversation(ModelEndpoint candidate, Counting counting, Question question, QuestionTokens tokens) {
        this.counting = counting;
        this.candidate = candidate;
        this.format = question.format();
        this.prompt = question.prompt().whole();
        this.promptTokens = tokens.prompt();
        this.systemTokens = tokens.system();
        this.schemaTokens = schema() == null ? 0 : tokens.schema();
        this.expectedOutputTokens = question.expectedOutputTokens();
        this.messages = new ArrayList<>(systemMessages(candidate, question.prompt()));
        messages.add(UserMessage.from(question.prompt().user()));
    }

    /** Anthropic caches up to marks, which stand at the ends of messages: the part that others share is one of its own. */
    private static List<ChatMessage> systemMessages(ModelEndpoint candidate, Prompt prompt) {
        String system = prompt.system();
        return candidate.kind() != ProviderKind.ANTHROPIC || prompt.shared() == 0
                ? List.of(SystemMessage.from(system))
                : List.of(
                        SystemMessage.from(system.substring(0, prompt.shared())),
                        SystemMessage.from(system.substring(prompt.shared())));
    }

    /** The result of reading an answer. */
    sealed interface Reading<T> {
        /** It contains what was asked for. */
        record Good<T>(T value) implements Reading<T> {}

        /** It does not; ask once more. */
        record AskAgain<T>(String problem) implements Reading<T> {}

        /** This model will not answer it. */
        record GivenUp<T>(CallFailure failure) implements Reading<T> {}
    }

    ModelEndpoint candidate() {
        return candidate;
    }

    ChatRequest request() {
        ChatRequestParameters plain = ChatRequestParameters.builder()
                .maxOutputTokens(room)
                .responseFormat(responseFormat())
                .build();
        return ChatRequest.builder()
                .messages(messages)
                .parameters(thinksLittle() ? littleThought(plain) : plain)
                .build();
    }

    private @Nullable ResponseFormat responseFormat() {
        String schema = schema();
        return schema == null
                ? null
                : ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(JsonSchema.builder()
                                .name(format.name())
                                .rootElement(JsonRawSchema.from(schema))
                                .build())
                        .build();
    }

    /** Only OpenAI's protocol lets a single request ask for it. */
    private boolean thinksLittle() {
        return format.littleThought()
                && candidate.model().defaultRequestParameters() instanceof OpenAiChatRequestParameters configured
                && configured.reasoningEffort() == null;
    }

    private static ChatRequestParameters littleThought(ChatRequestParameters plain) {
        return OpenAiChatRequestParameters.builder()
                .reasoningEffort(ChatModels.LITTLE_THOUGHT)
                .build()
                .overrideWith(plain);
    }

    /** The schema that is sent along; null if the answer has none, or the model takes none. */
    private @Nullable String schema() {
        return candidate.model().supportedCapabilities().contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                ? format.jsonSchema()
                : null;
    }

    /** Input and output, for limits per minute. */
    long estimatedTokens() {
        return inputTokens() + expectedOutputTokens;
    }

    /** About what the next call will cost; nothing where the model has no price. */
    Money estimatedCost() {
        return candidate.billing().estimate(inputTokens(), expectedOutputTokens);
    }

    private long inputTokens() {
        long request = Tokens.withMargin(promptTokens + schemaTokens);
        return reAsked ? request + expectedOutputTokens : request;
    }

    /** An answer came. */
    void billed(Usage bill) {
        firstBill = firstBill == null ? bill : firstBill;
        lastBill = bill;
    }

    /**
     * What the last answer used, had it been the first: a re-ask also sends the broken answer, and finds the original
     * request in the provider's cache.
     */
    AnswerUsage taken() {
        Usage asked = firstBill == null ? lastBill : firstBill;
        Usage once = candidate
                .billing()
                .usage(
                        asked.inputTokens(),
                        asked.cachedTokens(),
                        asked.cacheWriteTokens(),
                        lastBill.outputTokens(),
                        lastBill.reasoningTokens(),
                        asked.priced() && lastBill.priced());
        long sent = Math.max(1, promptTokens + schemaTokens);
        return new AnswerUsage(
                once,
                asked.inputTokens() * (systemTokens + schemaTokens) / sent,
                candidate.billing().price());
    }

    /** Counts a failure that may pass. */
    void failed(boolean othersSucceeded) {
        failures++;
        if (othersSucceeded) {
            failuresBesideSuccesses++;
        }
    }

    /** True once an answer was broken and another is asked for. */
    boolean reAsked() {
        return reAsked;
    }

    int failures() {
        return failures;
    }

    int failuresBesideSuccesses() {
        return failuresBesideSuccesses;
    }

    <T> Reading<T> read(ChatResponse response, AnswerReader<T> reader) {
        String text = response.aiMessage().text();
        if (response.finishReason() == FinishReason.CONTENT_FILTER) {
            return new Reading.GivenUp<>(CallFailure.of(CallFailure.Kind.REFUSED));
        }
        long read = lastBill.inputTokens();
        if (InputCount.isCut(prompt, promptTokens, read)) {
            return cut(read, promptTokens);
        }
        if (filled > 0 && read == filled) {
            return cut(read, sentAgain);
        }
        if (filled == 0 && InputCount.mayBeCut(promptTokens, read) && !counting.explains(promptTokens, read)) {
            String answered = text == null || text.isBlank() ? "(nothing)" : text;
            filled = read;
            sentAgain = promptTokens + Tokens.count(answered);
            messages.add(AiMessage.from(answered));
            messages.add(UserMessage.from(ONCE_MORE));
            return new Reading.AskAgain<>("the request may be cut: the model read " + Counted.of(read, "input token")
                    + ", which is the size of a window");
        }
        if (filled == 0 && !reAsked) {
            counting.whole(promptTokens, read);
        }
        if (response.finishReason() == FinishReason.LENGTH) {
            return brokenOnce(
                    CallFailure.Kind.TRUNCATED, "it was cut off at the length limit", () -> giveRoom(response));
        }
        if (response.finishReason() == FinishReason.TOOL_EXECUTION && (text == null || text.isBlank())) {
            return brokenOnce(CallFailure.Kind.UNPARSABLE, TOOL_CALL, () -> askAgain("(a tool call)", TOOL_CALL));
        }
        if (text == null || text.isBlank()) {
            return brokenOnce(CallFailure.Kind.EMPTY, "it is empty", () -> {});
        }
        try {
            return new Reading.Good<>(reader.read(text));
        } catch (BrokenAnswerException e) {
            String problem = String.valueOf(e.getMessage());
            return brokenOnce(CallFailure.Kind.UNPARSABLE, problem, () -> askAgain(text, problem));
        }
    }

    private <T> Reading<T> cut(long read, long sent) {
        return new Reading.GivenUp<>(
                CallFailure.inputCut(candidate.modelName(), candidate.provider().name(), read, sent));
    }

    private void askAgain(String answered, String problem) {
        messages.add(AiMessage.from(answered));
        messages.add(UserMessage.from("Your answer cannot be used: " + problem
                + ". Answer the request again, completely and in the form asked for, with nothing else."));
    }

    private <T> Reading<T> brokenOnce(CallFailure.Kind kind, String problem, Runnable mend) {
        if (reAsked) {
            return new Reading.GivenUp<>(new CallFailure(kind, kind.wordsOn(problem), null));
        }
        reAsked = true;
        mend.run();
        return new Reading.AskAgain<>(problem);
    }

    /** The cut-off answer is not shown again: it is long and would only take up room. */
    private void giveRoom(ChatResponse response) {
        Integer used =
                response.tokenUsage() == null ? null : response.tokenUsage().outputTokenCount();
        long least = used == null ? expectedOutputTokens : used;
        room = Math.toIntExact(Math.max(1, MORE_ROOM * Math.max(least, expectedOutputTokens)));
    }
}
