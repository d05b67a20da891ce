package dev.storycrew.llm.call;

/**
 * Is told of each request to a model, for metrics and traces, by the thread that made it. Many lanes tell at once.
 */
public interface CallListener {
    /** Is told nothing. */
    CallListener NONE = new CallListener() {
        @Override
        public void mayCall(String provider, String model) {}

        @Override
        public void called(ModelCall call) {}

        @Override
        public void budget(double ofChapter, double ofBook) {}
    };

    /**
     * A model may be asked from now on.
     *
     * @param provider as in {@link ModelCall}
     */
    void mayCall(String provider, String model);

    /** A request was answered, or failed. */
    void called(ModelCall call);

    /** A request was given up before its end, because the process stops or the program failed; it may have been billed. */
    default void abandoned(ModelCall call) {}

    /**
     * How much of the budgets is used before a request.
     *
     * @param ofChapter the share of the chapter's cap, above 1 once it was exceeded; 0 if there is no cap
     * @param ofBook the same of the book's
     */
    void budget(double ofChapter, double ofBook);

    /** Tells another as well. */
    default CallListener and(CallListener other) {
        CallListener first = this;
        return new CallListener() {
            @Override
            public void mayCall(String provider, String model) {
                first.mayCall(provider, model);
                other.mayCall(provider, model);
            }

            @Override
            public void called(ModelCall call) {
                first.called(call);
                other.called(call);
            }

            @Override
            public void abandoned(ModelCall call) {
                first.abandoned(call);
                other.abandoned(call);
            }

            @Override
            public void budget(double ofChapter, double ofBook) {
                first.budget(ofChapter, ofBook);
                other.budget(ofChapter, ofBook);
            }
        };
    }
}
