package dev.storycrew.llm.answer;

/**
 * Reads a model's answer.
 *
 * @param <T> what it holds
 */
public interface AnswerReader<T> {
    /**
     * Reads.
     *
     * @throws BrokenAnswerException when something required is missing or cannot be understood
     */
    T read(String answer);
}
