package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.story.StoryCharacter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds names that contradict the bible: a known first name with an unknown surname, or the reverse
 * ({@code Mara Vane} where the bible has {@code Mara Venn}). For Chinese names: a known given name with another
 * surname.
 */
final class NameCheck {
    private static final Pattern FULL_NAME = Pattern.compile("\\b(\\p{Lu}\\p{Ll}+) (\\p{Lu}\\p{Ll}+)\\b");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}{3,4}");
    /** The most frequent surnames: a character before a given name is a surname only if it is one of these. */
    private static final String SURNAMES =
            "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

    private NameCheck() {}

    static List<Finding> find(CheckInput input) {
        List<String> known =
                input.bible().characters().stream().map(StoryCharacter::name).toList();
        SortedMap<String, SortedSet<Integer>> wrong = new TreeMap<>();
        input.text().forEach((scene, text) -> {
            for (String name : wrongNames(text, known)) {
                wrong.computeIfAbsent(name, key -> new TreeSet<>()).add(scene);
            }
        });
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, SortedSet<Integer>> entry : wrong.entrySet()) {
            findings.add(Finding.inScenes(
                    Finding.Kind.UNKNOWN_NAME,
                    "'%s' in %s is not a name in the bible, which has %s."
                            .formatted(entry.getKey(), Scenes.named(entry.getValue()), String.join(", ", known)),
                    entry.getValue()));
        }
        return findings;
    }

    private static SortedSet<String> wrongNames(String text, List<String> known) {
        SortedSet<String> wrong = new TreeSet<>();
        List<String[]> parts = known.stream()
                .map(name -> name.split(" "))
                .filter(name -> name.length >= 2)
                .toList();
        var firstNames = parts.stream().map(name -> name[0]).collect(Collectors.toSet());
        var lastNames = parts.stream().map(name -> name[name.length - 1]).collect(Collectors.toSet());
        Matcher names = FULL_NAME.matcher(text);
        for (int from = 0; names.find(from); from = names.end(1)) {
            String first = Objects.requireNonNull(names.group(1));
            String last = Objects.requireNonNull(names.group(2));
            boolean firstKnown = firstNames.contains(first);
            boolean lastKnown = lastNames.contains(last);
            boolean family = lastKnown && !firstKnown;
            // A sentence that ends in a first name may be followed by a capital; only a name-like second word counts.
            if (firstKnown && !lastKnown && looksLikeOneOf(last, lastNames)) {
                wrong.add(first + " " + last);
            } else if (family && looksLikeOneOf(first, firstNames)) {
                wrong.add(first + " " + last);
            }
        }
        for (String name : known) {
            if (HAN.matcher(name).matches()) {
                String given = name.substring(1);
                Matcher found = Pattern.compile("([" + SURNAMES + "])" + Pattern.quote(given))
                        .matcher(text);
                while (found.find()) {
                    if (!found.group().equals(name)) {
                        wrong.add(found.group());
                    }
                }
            }
        }
        return wrong;
    }

    /** Two names that a slip could confuse: same first letter. */
    private static boolean looksLikeOneOf(String name, java.util.Set<String> candidates) {
        return candidates.stream().anyMatch(candidate -> candidate.charAt(0) == name.charAt(0));
    }
}
