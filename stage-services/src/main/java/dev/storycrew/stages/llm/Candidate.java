package dev.storycrew.stages.llm;

import dev.langchain4j.model.chat.ChatModel;

/**
 * A model that a stage may ask.
 *
 * @param kind for records
 * @param modelName for records and prices
 */
public record Candidate(Provider provider, ChatModel model, ProviderKind kind, String modelName, Billing billing) {}
