package dev.storycrew.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Commands as one would type them. */
public final class CommandLineText {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:@%+=,-]+");

    private CommandLineText() {}

    /** @param words the command and its arguments, quoted here where a shell needs it */
    public static String of(List<String> words) {
        return "./storycrew " + words.stream().map(CommandLineText::quoted).collect(Collectors.joining(" "));
    }

    /** A command, as one would type it. */
    public static String of(CommandRequest request) {
        List<String> words = new ArrayList<>();
        String target = request.target();
        switch (request.kind()) {
            case RETRY -> {
                words.addAll(List.of("retry", target, "--level", String.valueOf(request.level())));
                if (!request.scenes().isEmpty()) {
                    words.add("--scenes");
                    words.add(request.scenes().stream().map(String::valueOf).collect(Collectors.joining(",")));
                }
            }
            case ACCEPT -> {
                words.addAll(List.of("accept", target));
                if (request.attempt() != null) {
                    words.addAll(List.of("--attempt", String.valueOf(request.attempt())));
                }
            }
            case CANCEL, HOLD, RELEASE -> words.addAll(List.of(request.kind().label(), target));
            case REVISE -> words.addAll(List.of("revise", target, "FILE"));
            case REDRIVE -> words.addAll(List.of("dead-letters", "redrive", target));
            case PUBLISH -> words.addAll(List.of("policy", "publish", "FILE"));
            case ROLLBACK -> {
                words.addAll(List.of("policy", "rollback"));
                if (!target.isBlank()) {
                    words.add(target);
                }
            }
            case ROLLOUT -> words.addAll(List.of("rollout", String.valueOf(request.percent())));
            case SUBMIT -> words.addAll(List.of("submit", "BOOK.yaml"));
        }
        boolean noted = switch (request.kind()) {
            case RETRY, ACCEPT, CANCEL, HOLD, RELEASE, REVISE, REDRIVE -> request.note() != null;
            case PUBLISH, ROLLBACK, ROLLOUT, SUBMIT -> false;
        };
        if (noted) {
            words.addAll(List.of("--note", String.valueOf(request.note())));
        }
        return of(words);
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
