package dev.storycrew.llm.answer;

/**
 * Reads a model's answer.
 *
 * @param <T> its content
 */
public interface AnswerReader<T> {
    /**
     * Reads.
     *
     * @throws BrokenAnswerException if something required is missing or cannot be understood
     */
    T read(String answer);
}
