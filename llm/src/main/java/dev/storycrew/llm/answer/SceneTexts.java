package dev.storycrew.llm.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads prose whose scenes follow lines like {@code === SCENE 1 ===}. */
public final class SceneTexts {
    private static final Pattern MARKER = Pattern.compile(
            "^[ \\t*#>]*={2,}\\s*SCENE\\s+(\\d{1,6})\\b[^\\n=]*={2,}[ \\t*]*$", Pattern.CASE_INSENSITIVE);
    private static final Pattern FENCE = Pattern.compile("^\\s*```\\w*\\s*$");

    private SceneTexts() {}

    /** A marker line as prompts show it. */
    public static String marker(int scene) {
        return "=== SCENE " + scene + " ===";
    }

    /** True for a line that would end a scene. */
    public static boolean isMarker(String line) {
        return MARKER.matcher(line).matches();
    }

    /**
     * The wanted scenes' texts. Scenes that were not asked for are ignored: what is preserved stays unchanged.
     *
     * @throws BrokenAnswerException if a wanted scene is missing, empty or given twice
     */
    public static SortedMap<Integer, String> read(String answer, SortedSet<Integer> wanted) {
        SortedMap<Integer, List<String>> found = new TreeMap<>();
        List<String> current = new ArrayList<>();
        for (String line : Thinking.removed(answer).lines().toList()) {
            Matcher marker = MARKER.matcher(line);
            if (marker.matches()) {
                current = new ArrayList<>();
                int scene = Integer.parseInt(marker.group(1));
                if (found.put(scene, current) != null && wanted.contains(scene)) {
                    throw new BrokenAnswerException("scene " + scene + " is given twice");
                }
            } else if (!FENCE.matcher(line).matches()) {
                current.add(Fence.opened(line));
            }
        }
        SortedMap<Integer, String> texts = new TreeMap<>();
        for (int scene : wanted) {
            String text =
                    String.join("\n", found.getOrDefault(scene, List.of())).strip();
            if (text.isEmpty()) {
                throw new BrokenAnswerException(
                        "scene " + scene + " is missing: it must follow a line of its own, " + marker(scene));
            }
            texts.put(scene, text);
        }
        return texts;
    }
}
