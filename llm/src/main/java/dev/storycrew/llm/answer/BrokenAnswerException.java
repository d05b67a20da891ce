package dev.storycrew.llm.answer;

/** An answer that lacks what was asked for. Its message tells the model, in the one re-ask, what to fix. */
public final class BrokenAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokenAnswerException(String message) {
        super(message);
    }
}
