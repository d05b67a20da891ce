package dev.storycrew.llm.answer;

import org.jspecify.annotations.Nullable;

/**
 * The form in which an answer is wanted, for providers that can be held to it. A schema lists every field as required and
 * closes every object, as strict modes demand; what is optional may be an empty text or an empty list. Whatever
 * a provider makes of it, answers are read with the same tolerance.
 *
 * @param name of the schema: small letters and underscores
 * @param jsonSchema a JSON Schema as JSON text; null for prose
 */
public record AnswerFormat(String name, @Nullable String jsonSchema) {
    /** Scenes under their markers. */
    public static final AnswerFormat PROSE = new AnswerFormat("prose", null);
}
