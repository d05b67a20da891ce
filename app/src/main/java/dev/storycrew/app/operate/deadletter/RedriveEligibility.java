package dev.storycrew.app.operate.deadletter;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What matters about a chapter for redriving one of its dead-lettered envelopes.
 *
 * @param outcomes in the order of their topic
 * @param commands the operators' commands that were obeyed, in the order of their topic
 */
public record RedriveEligibility(List<Ended> outcomes, List<Obeyed> commands) {
    /** A chapter about which nothing is known. */
    public static final RedriveEligibility UNKNOWN = new RedriveEligibility(List.of(), List.of());

    public RedriveEligibility {
        outcomes = List.copyOf(outcomes);
        commands = List.copyOf(commands);
    }

    /** @param commandId the operator's command behind it, or null */
    public record Ended(
            int run, ChapterOutcome.Kind kind, @Nullable String commandId) {}

    /** @param run the run that it started or ended */
    public record Obeyed(String id, int run) {}

    /** With another outcome. */
    RedriveEligibility with(ChapterOutcome outcome) {
        return new RedriveEligibility(
                added(outcomes, new Ended(outcome.run(), outcome.kind(), outcome.commandId())), commands);
    }

    /** With another command that was obeyed. */
    RedriveEligibility with(CommandResult result) {
        return new RedriveEligibility(
                outcomes, added(commands, new Obeyed(result.command().id(), result.run())));
    }

    /** Why the chapter no longer needs an envelope; null if it is waiting for it. */
    public @Nullable String objectionTo(ChapterEnvelope envelope) {
        for (Obeyed command : commands) {
            if (command.run > envelope.run()) {
                return "an operator's command, " + command.id + ", started run " + command.run + " of chapter "
                        + envelope.id() + ", and this dead letter belongs to run " + envelope.run();
            }
        }
        for (Ended ended : outcomes) {
            if (ended.run > envelope.run() || (ended.run == envelope.run() && !isBefore(ended, envelope))) {
                return "chapter " + envelope.id() + " has since ended " + ended.kind + " in run " + ended.run;
            }
        }
        return null;
    }

    /** True if an operator reopened the chapter after that end, and the envelope comes from that. */
    private boolean isBefore(Ended ended, ChapterEnvelope envelope) {
        return envelope.command() != null
                && !Objects.equals(ended.commandId, envelope.command())
                && position(ended.commandId) < position(envelope.command());
    }

    /** A command's position among the chapter's; before all if null, after all if unknown. */
    private int position(@Nullable String commandId) {
        if (commandId == null) {
            return -1;
        }
        for (int at = 0; at < commands.size(); at++) {
            if (commands.get(at).id.equals(commandId)) {
                return at;
            }
        }
        return commands.size();
    }

    private static <T> List<T> added(List<T> before, T value) {
        List<T> after = new ArrayList<>(before);
        after.add(value);
        return after;
    }
}
