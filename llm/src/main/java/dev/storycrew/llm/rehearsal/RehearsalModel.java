package dev.storycrew.llm.rehearsal;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.storycrew.llm.TokenCounter;
import dev.storycrew.llm.rehearsal.story.Dice;
import dev.storycrew.llm.rehearsal.story.Ensemble;
import dev.storycrew.llm.rehearsal.story.Outline;
import dev.storycrew.llm.rehearsal.story.Request;
import dev.storycrew.llm.rehearsal.story.Stock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * No language model at all: a seeded writer of plain prose behind the same interface, which follows the plan, makes
 * real mistakes at given rates, and fixes them when the request's issues and revision instructions ask for it. The same seed
 * and request give the same answer.
 */
public final class RehearsalModel implements ChatModel {
    /** The name in records and reports. */
    public static final String NAME = "rehearsal";

    private final RehearsalSettings settings;
    private final Dice dice;
    private final TokenCounter counter;

    private final Outline english = new Outline(Stock.of(false));
    private final Outline chinese = new Outline(Stock.of(true));

    public RehearsalModel(RehearsalSettings settings) {
        this(settings, new TokenCounter());
    }

    /** @param counter of the tokens that it bills; others may use it too */
    public RehearsalModel(RehearsalSettings settings, TokenCounter counter) {
        this.settings = settings;
        this.counter = counter;
        this.dice = new Dice(settings.seed());
    }

    @Override
    public ChatResponse doChat(ChatRequest chat) {
        String system = text(chat.messages(), SystemMessage.class);
        String user = text(chat.messages(), UserMessage.class);
        pause();
        String answer = answer(system, user);
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(answer))
                .modelName(NAME)
                .finishReason(FinishReason.STOP)
                .tokenUsage(new TokenUsage(counter.count(system + "\n" + user), counter.count(answer)))
                .build();
    }

    /** Its answer to a request, without tokens and latency; for servers that imitate a language model. */
    public String answer(String system, String user) {
        Request request = new Request(system, user);
        Outline outline = request.language().toLowerCase(Locale.ROOT).startsWith("zh") ? chinese : english;
        Ensemble ensemble = new Ensemble(request, outline.stock(), outline, dice);
        return switch (request.stage()) {
            case PLAN -> new Planner(request, ensemble, dice, settings).answer();
            case WRITE -> new Writer(request, ensemble, dice, settings).answer();
            case EDIT -> new Editor(request, ensemble).answer();
            case JUDGE -> judged(request, ensemble);
            case BIBLE -> new Keeper(request, ensemble).answer();
        };
    }

    private String judged(Request request, Ensemble ensemble) {
        Verdicts verdicts = new Verdicts(request, ensemble.stock(), dice);
        return request.comparesPairs()
                ? verdicts.better(
                        new Critic(request, ensemble, "First text"), new Critic(request, ensemble, "Second text"))
                : verdicts.report(new Critic(request, ensemble));
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
