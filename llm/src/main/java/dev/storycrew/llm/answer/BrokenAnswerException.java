package dev.storycrew.llm.answer;

/** An answer that does not hold what was asked for. Its message tells the model, on the one re-ask, what to mend. */
public final class BrokenAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokenAnswerException(String message) {
        super(message);
    }
}
