package dev.storycrew.llm.answer;

import org.jspecify.annotations.Nullable;

/**
 * The required form of an answer, for providers that can enforce it. A schema lists every field as required and closes
 * every object, as strict modes demand; optional values may be an empty string or list. Whatever a provider makes of
 * it, answers are read with the same tolerance.
 *
 * @param name of the schema: lower-case letters and underscores
 * @param jsonSchema a JSON Schema as JSON text; null for prose
 * @param littleThought true where a reasoning model need not reason, or hardly, unless its effort is configured
 */
public record AnswerFormat(String name, @Nullable String jsonSchema, boolean littleThought) {
    /** Scenes under their markers. */
    public static final AnswerFormat PROSE = new AnswerFormat("prose", null);

    /** One that is thought about as much as the model does by itself. */
    public AnswerFormat(String name, @Nullable String jsonSchema) {
        this(name, jsonSchema, false);
    }
}
