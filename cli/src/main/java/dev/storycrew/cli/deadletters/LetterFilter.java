package dev.storycrew.cli.deadletters;

import dev.storycrew.app.operate.deadletter.Letter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Selects dead letters. */
final class LetterFilter {
    @Option(
            names = "--stage",
            paramLabel = "NAME",
            description = "Only those of this service: a stage such as write, or router or sequencer.")
    private @Nullable String stage;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only those with this reason, such as REFUSED or STARTED_TOO_OFTEN.")
    private @Nullable String reason;

    boolean given() {
        return stage != null || reason != null;
    }

    boolean takes(Letter letter) {
        return (stage == null || stage.equalsIgnoreCase(letter.letter().consumer()))
                && (reason == null || reason.equalsIgnoreCase(letter.letter().reason()));
    }
}
