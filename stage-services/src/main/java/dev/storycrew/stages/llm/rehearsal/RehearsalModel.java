package dev.storycrew.stages.llm.rehearsal;

import dev.langchain4j.model.chat.ChatModel;

public final class RehearsalModel implements ChatModel {
    public RehearsalModel(RehearsalSettings settings) {}
}
