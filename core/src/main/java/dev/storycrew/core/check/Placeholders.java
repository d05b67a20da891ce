package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds scenes of a plan that do not say what happens: dots, "TBD", "continue likewise". */
final class Placeholders {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    /** A longer entry says something, whatever else it says. */
    private static final int LONGEST = 80;
    /** So many letters and digits besides say something: "nothing", "he must". */
    private static final int LEAST_SAID = 5;

    private static final Pattern WHOLE = Pattern.compile(
            "[^\\p{L}\\p{N}]*(?:t\\.?b\\.?[dcaw]\\.?|to ?do|to be (?:determined|decided|written|done|continued|filled in)|placeholder|fill in"
                    + "|insert .{1,30} here|lorem ipsum.*|ditto|idem|dito|same|same (?:again|thing)|etc|and so (?:on|forth)|x{2,}|unknown"
                    + "|purpose|conflict|exit[ _]hook|scene purpose|n/?a|none yet|not yet (?:known|decided)|usw|u\\. ?s\\. ?w|folgt|offen"
                    + "|à (?:définir|compléter)|por definir|同上|同前|如上|如前|待定|待补充|待补|待写|待续|略|暂无|未定|无|省略|占位|等等"
                    + "|(?:以下|其余|后续)?(?:类似|略|省略)|依此类推|以此类推|依次类推|同样|同|継続|未定)?[^\\p{L}\\p{N}]*",
            FLAGS);
    private static final Pattern WITHIN = Pattern.compile(
            "\\b(?:continue|continues|proceed|carry on|go on|repeat|develop)s? (?:likewise|similarly|accordingly|as (?:before|above|planned|in"
                    + " (?:scene|the)\\b.*)|in the same (?:way|vein|manner|fashion)|(?:this|the) (?:pattern|same))"
                    + "|\\b(?:same|similar) (?:as|to) (?:above|before|the (?:previous|last|first|preceding)|scene \\w+|scenes \\w+)"
                    + "|\\b(?:see|as|like) (?:above|before|the previous|scene \\d+)\\s*[.)]?$|\\band so (?:on|forth)\\b\\s*[.…]*$"
                    + "|\\b(?:wie oben|wie zuvor|weiter so|siehe oben|ebenso weiter|comme (?:ci-dessus|avant)|igual que (?:antes|arriba))\\b"
                    + "|同上|同前一?场|依此类推|以此类推|依次类推|继续同样|照此继续|与(?:上|前)(?:一)?场相同|同第.{1,3}场|内容待定|情节待定",
            FLAGS);

    private static final Pattern SCENE_NUMBERS = Pattern.compile(
            "\\b(?:scenes?|szenen?|scènes?|escenas?)\\s+\\d+(?:\\s*(?:[-–,]|and|to)\\s*\\d+)*|第[^场]{1,4}场", FLAGS);

    private Placeholders() {}

    /** A finding on the scenes whose entries are placeholders; none if all say what happens. */
    static List<Finding> find(SceneList list) {
        SortedSet<Integer> scenes = new TreeSet<>();
        List<String> shown = new ArrayList<>();
        for (ScenePlan scene : list.scenes()) {
            String empty = isPlaceholder(scene.purpose(), true)
                    ? scene.purpose()
                    : Stream.of(scene.conflict(), scene.exitHook())
                            .filter(entry -> isPlaceholder(entry, false))
                            .findFirst()
                            .orElse(null);
            if (empty != null) {
                scenes.add(scene.number());
                shown.add("scene " + scene.number() + " says '" + empty.strip() + "'");
            }
        }
        return scenes.isEmpty()
                ? List.of()
                : List.of(Finding.inScenes(
                        Finding.Kind.PLACEHOLDER,
                        "The plan does not say what happens: " + String.join(", ", shown) + ".",
                        scenes));
    }

    /** @param required false for what a scene may do without: a conflict may be "none", or a dash */
    static boolean isPlaceholder(@Nullable String entry, boolean required) {
        if (entry == null || entry.length() > LONGEST) {
            return false;
        }
        String text = entry.strip();
        if (WITHIN.matcher(text).find() && !saysMore(text)) {
            return true;
        }
        boolean mayBeMissing = text.matches("(?i)[-–—]+|n/?a\\.?|无|暂无|unknown|x{2,}|same|offen");
        return WHOLE.matcher(text).matches() && (required || !mayBeMissing);
    }

    private static boolean saysMore(String text) {
        String rest =
                SCENE_NUMBERS.matcher(WITHIN.matcher(text).replaceAll(" ")).replaceAll(" ");
        return rest.codePoints().filter(Character::isLetterOrDigit).count() >= LEAST_SAID;
    }
}
