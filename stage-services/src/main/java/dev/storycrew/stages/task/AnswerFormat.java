package dev.storycrew.stages.task;

/**
 * The form of an answer that is JSON, for providers that hold a model to it.
 *
 * @param name of one word
 * @param schema a JSON Schema, as text
 */
public record AnswerFormat(String name, String schema) {}
