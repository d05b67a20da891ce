package dev.storycrew.console.web;

import org.jspecify.annotations.Nullable;

/** Some paths of the API. */
public interface Endpoints {
    /** Names them. */
    void register(Routes routes);

    /** Answers a request. */
    interface Answer {
        /**
         * Answers.
         *
         * @return what goes out as JSON; null if the answer was given already
         * @throws ProblemException if it cannot be answered as asked
         */
        @Nullable
        Object to(Asked asked) throws Exception;
    }

    /** Takes paths; a part in braces stands for any one part. */
    interface Routes {
        void get(String path, Answer answer);

        /** For whoever is logged in. */
        void post(String path, Answer answer);

        /** For operators. */
        void command(String path, Answer answer);
    }
}
