package dev.storycrew.llm;

/**
 * The tokens of a question by the o200k vocabulary, without a margin. Counting is dear, so it is done once for all models that may
 * be asked.
 *
 * @param prompt of the system message and the user's
 * @param system of the system message
 * @param schema of the answer's schema, which only some models are given; 0 if there is none
 */
record QuestionTokens(long prompt, long system, long schema) {
    static QuestionTokens of(Question question, TokenCounter counter) {
        String schema = question.format().jsonSchema();
        return new QuestionTokens(
                counter.count(question.prompt().whole()),
                counter.count(question.prompt().system()),
                schema == null ? 0 : counter.count(schema));
    }
}
