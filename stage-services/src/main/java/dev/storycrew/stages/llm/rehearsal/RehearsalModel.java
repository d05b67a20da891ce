package dev.storycrew.stages.llm.rehearsal;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * No language model at all: a seeded writer of plain prose behind the same interface, which follows the plan, makes real
 * mistakes at given rates, and mends them when the request's issues and revision instructions ask for it. The same seed
 * and request give the same answer; the attempt number is no input of the prose.
 */
public final class RehearsalModel implements ChatModel {
    /** The name in records and reports. */
    public static final String NAME = "rehearsal";

    private final RehearsalSettings settings;
    private final Dice dice;
    /** Loading the vocabulary takes half a second, once. */
    private final Encoding tokenizer = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    public RehearsalModel(RehearsalSettings settings) {
        this.settings = settings;
        this.dice = new Dice(settings.seed());
    }

    @Override
    public ChatResponse doChat(ChatRequest chat) {
        String system = text(chat.messages(), SystemMessage.class);
        String user = text(chat.messages(), UserMessage.class);
        pause();
        String answer = answer(new Request(system, user)).get();
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(answer))
                .modelName(NAME)
                .finishReason(FinishReason.STOP)
                .tokenUsage(new TokenUsage(
                        tokenizer.countTokensOrdinary(system + "\n" + user), tokenizer.countTokensOrdinary(answer)))
                .build();
    }

    private Supplier<String> answer(Request request) {
        Voice voice = Voice.of(request.language());
        if (request.isFor("planner")) {
            return () -> new Planner(voice, dice, settings).answer(request);
        }
        if (request.isFor("writer")) {
            return () -> new Writer(voice, dice, settings).answer(request);
        }
        if (request.isFor("editor")) {
            return () -> new Editor(voice, dice).answer(request);
        }
        if (request.isFor("judge")) {
            return () -> new Critic(voice, dice).answer(request);
        }
        return () -> new Keeper(voice).answer(request);
    }

    private void pause() {
        try {
            Thread.sleep(settings.latency().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The first message of a kind: a re-ask keeps the original in front. */
    private static String text(List<ChatMessage> messages, Class<? extends ChatMessage> type) {
        return messages.stream()
                .filter(type::isInstance)
                .limit(1)
                .map(message -> message instanceof SystemMessage system
                        ? system.text()
                        : message instanceof UserMessage user ? user.singleText() : "")
                .collect(Collectors.joining());
    }
}
