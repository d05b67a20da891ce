package dev.storycrew.llm;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.llm.call.RunFacts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Adds up the usage of one run's calls, whichever models were asked. */
final class UsageAccumulator {
    private Question question;
    private ModelEndpoint last;
    private Usage usage = Usage.none();
    private boolean notional;
    private @Nullable String answer;

    UsageAccumulator(Question question, ModelEndpoint first) {
        this.question = question;
        this.last = first;
    }

    /** Another question takes the place of the one before. */
    void asks(Question other) {
        question = other;
    }

    void answered(ModelEndpoint candidate, ChatResponse response, Usage bill) {
        last = candidate;
        usage = usage.plus(bill);
        notional |= candidate.billing().notional();
        answer = response.aiMessage().text();
    }

    void failed(ModelEndpoint candidate) {
        last = candidate;
        usage = usage.plus(Usage.failedCall());
    }

    Money cost() {
        return usage.cost();
    }

    boolean nothingAsked() {
        return usage.calls() == 0;
    }

    /** The facts so far, without an answer; the model is the one asked last. */
    RunFacts facts() {
        return facts(AnswerUsage.none());
    }

    /** The facts in the end; the model is the one asked last. */
    RunFacts facts(AnswerUsage taken) {
        Prompt prompt = question.prompt();
        return new RunFacts(
                question.scenes(),
                last.kind().label(),
                last.modelName(),
                prompt.version(),
                sha256(prompt.system() + "\n" + prompt.user()),
                answer == null ? null : sha256(answer),
                usage,
                notional,
                new TreeSet<>(),
                null,
                taken,
                prompt.bibleLeftOut(),
                List.of(),
                null);
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
