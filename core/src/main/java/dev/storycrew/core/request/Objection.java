package dev.storycrew.core.request;

/**
 * What is wrong with one field of a request.
 *
 * @param field its path in a book file, such as {@code bible.characters[2].name}; a chapter's begins at the chapter,
 *     such as {@code goals[0]}
 * @param problem what is wrong, to be read after the field's name
 */
public record Objection(String field, String problem) {
    @Override
    public String toString() {
        return field + ": " + problem;
    }
}
