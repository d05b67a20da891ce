package dev.storycrew.bench.faults;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import java.time.Duration;
import java.util.Map;

/** What the rehearsal model says, for servers that play a language model. */
public final class RehearsalAnswers {
    private final RehearsalModel model;

    public RehearsalAnswers(long seed) {
        model = new RehearsalModel(RehearsalSettings.of(seed, Map.of(), Duration.ZERO));
    }

    /** The answer to a request; the same each time. */
    public String to(String system, String user) {
        return model.chat(SystemMessage.from(system), UserMessage.from(user))
                .aiMessage()
                .text();
    }
}
