package dev.storycrew.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.storycrew.llm.provider.Provider;
import dev.storycrew.llm.provider.ProviderKind;

/**
 * A model that a stage may ask.
 *
 * @param kind for records
 * @param modelName for records and prices
 */
public record ModelEndpoint(Provider provider, ChatModel model, ProviderKind kind, String modelName, Billing billing) {}
