package dev.storycrew.cli.service;

import dev.storycrew.app.Models;
import dev.storycrew.app.OutOfReachException;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.provider.CallFailure;
import dev.storycrew.llm.provider.Provider;
import java.time.Duration;
import java.util.Collection;

/** Ends a run whose models are out of reach. Nothing is lost: it can be resumed. */
final class Providers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RESUME = "; nothing is lost, and the same command resumes where it left off";

    private Providers() {}

    static void requireReachable(Models models, Collection<Stage> stages) throws InterruptedException {
        CallFailure failure = models.probe(stages);
        if (failure != null) {
            throw new OutOfReachException("the language model cannot be used: " + failure.message()
                    + "; check OPENAI_BASE_URL and OPENAI_API_KEY or the llm section of the configuration");
        }
    }

    static void requireHealthy(Models models) {
        for (ModelGateway gateway : models.gateways()) {
            Provider.Trouble trouble = gateway.trouble();
            if (trouble != null && trouble.paused()) {
                throw new OutOfReachException(
                        trouble.provider() + ": " + trouble.failure().message() + RESUME);
            }
            if (trouble != null && !trouble.onlyBusy() && trouble.millis() > PATIENCE.toMillis()) {
                throw new OutOfReachException(trouble.provider() + " has not answered for " + PATIENCE.toSeconds()
                        + " s: " + trouble.failure().message() + RESUME);
            }
        }
    }
}
