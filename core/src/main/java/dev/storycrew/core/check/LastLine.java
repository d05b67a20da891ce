package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Finds chapters that end at rest: on a line that sums up, goes to sleep, or says that all is well. */
final class LastLine {
    private static final Pattern AT_REST = Pattern.compile(
            "(?i)(all was well|everything was (fine|all right|well)|at peace|fell asleep|went to (sleep|bed)|slept"
                    + "|that was (that|the end of it)|the day (was over|ended|came to an end)|nothing more happened"
                    + "|一切都好|一切平静|睡着了|睡了|这一天(就这样)?(过去|结束)了|没有再发生什么)");

    private LastLine() {}

    static List<Finding> find(SortedMap<Integer, String> text) {
        if (text.isEmpty()) {
            return List.of();
        }
        int scene = text.lastKey();
        List<String> lines = Objects.requireNonNull(text.get(scene))
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            return List.of();
        }
        String last = lines.get(lines.size() - 1);
        return AT_REST.matcher(last).find()
                ? List.of(Finding.inScenes(
                        Finding.Kind.WEAK_LAST_LINE,
                        "The last line of scene " + scene + " leaves nothing open.",
                        List.of(scene)))
                : List.of();
    }
}
