package dev.storycrew.llm.rehearsal;

import dev.storycrew.llm.answer.SceneTexts;
import java.util.List;

/** What an editor changed in a scene, as the shortest answer that says so. */
final class Changes {
    private Changes() {}

    /**
     * The lines of an answer.
     *
     * @param before the scene's paragraphs as they were shown, numbered from 1
     * @param after the paragraphs it has now
     */
    static String of(int scene, List<String> before, List<String> after) {
        if (after.equals(before)) {
            return SceneTexts.keepMarker(scene);
        }
        int[][] common = common(before, after);
        StringBuilder answer = new StringBuilder();
        int kept = 0;
        int was = 0;
        int now = 0;
        while (was < before.size() || now < after.size()) {
            if (was < before.size() && now < after.size() && before.get(was).equals(after.get(now))) {
                was++;
                now++;
                kept++;
                continue;
            }
            int fromWas = was;
            int fromNow = now;
            while ((was < before.size() || now < after.size())
                    && !(was < before.size()
                            && now < after.size()
                            && before.get(was).equals(after.get(now)))) {
                boolean takesFromBefore =
                        now == after.size() || (was < before.size() && common[was + 1][now] >= common[was][now + 1]);
                if (takesFromBefore) {
                    was++;
                } else {
                    now++;
                }
            }
            answer.append(head(scene, fromWas, was)).append('\n');
            answer.append(String.join("\n\n", after.subList(fromNow, now))).append("\n\n");
        }
        return kept == 0
                ? SceneTexts.marker(scene) + "\n" + String.join("\n\n", after)
                : answer.toString().strip();
    }

    private static String head(int scene, int from, int to) {
        String what = from == to
                ? "AFTER " + from
                : to == from + 1 ? "PARAGRAPH " + to : "PARAGRAPHS " + (from + 1) + "-" + to;
        return "=== SCENE " + scene + " " + what + " ===";
    }

    /** The length of the longest common subsequence of what is left from each place on. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int was = before.size() - 1; was >= 0; was--) {
            for (int now = after.size() - 1; now >= 0; now--) {
                common[was][now] = before.get(was).equals(after.get(now))
                        ? common[was + 1][now + 1] + 1
                        : Math.max(common[was + 1][now], common[was][now + 1]);
            }
        }
        return common;
    }
}
