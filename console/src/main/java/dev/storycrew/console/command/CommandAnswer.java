package dev.storycrew.console.command;

import dev.storycrew.console.web.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command, or what would.
 *
 * @param costUsd what it would cost; null if unknown
 * @param seconds how long that took before; null if unknown
 * @param commandLine the same on the command line
 * @param refused why it was not done, or would not be; null if it was, or would
 */
public record CommandAnswer(
        boolean done,
        String effect,
        @Nullable Double costUsd,
        @Nullable Double seconds,
        List<String> keeps,
        List<String> redoes,
        String commandLine,
        @Nullable Problem refused) {
    /** It was done. */
    public static CommandAnswer done(String effect, String commandLine) {
        return new CommandAnswer(true, effect, null, null, List.of(), List.of(), commandLine, null);
    }

    /** It would be. */
    public static CommandAnswer would(String effect, String commandLine) {
        return new CommandAnswer(false, effect, null, null, List.of(), List.of(), commandLine, null);
    }

    /** It was not, or would not be. */
    public static CommandAnswer refused(String why, String commandLine) {
        return new CommandAnswer(false, why, null, null, List.of(), List.of(), commandLine, Problem.of(why));
    }

    /** The same with what it would cost, keep and redo. */
    public CommandAnswer costing(@Nullable Double usd, @Nullable Double took, List<String> kept, List<String> redone) {
        return new CommandAnswer(done, effect, usd, took, kept, redone, commandLine, refused);
    }
}
