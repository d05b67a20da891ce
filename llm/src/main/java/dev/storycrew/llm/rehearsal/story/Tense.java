package dev.storycrew.llm.rehearsal.story;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts an outline's English from the present tense into the past in which a story is told. It knows the verbs of the stock
 * and the places where a word in -s is a noun; a sentence in which it finds no verb stays as it is.
 */
final class Tense {
    private static final Pattern WORD = Pattern.compile("[\\p{L}’']+|[.,;:!?]");
    private static final Set<String> BEFORE_NOUNS = Set.of(
            ("the a an his her their its my our your this these those two three four some any all many few several more "
                            + "of in on at with for from by about into over under between without no old new such and/or")
                    .split(" "));
    private static final Set<String> PLURALS =
            Set.of("they we people men women children both others all two three four few many".split(" "));
    private static final Set<String> BEFORE_INFINITIVES = Set.of(
            "to can could will would may might must should shall do does did not don't doesn't didn't let make makes help helps"
                    .split(" "));
    private static final Set<String> SUBJECTS =
            Set.of("he she it who nobody somebody someone everybody everyone".split(" "));
    private static final Set<String> NO_VERBS = Set.of(
            ("always perhaps sometimes as this thus its his hers unless besides afterwards towards upwards downwards backwards "
                            + "less across yes nevertheless nonetheless else's others plus minus versus was ours yours theirs")
                    .split(" "));
    private static final Map<String, String> AUXILIARIES = Map.ofEntries(
            Map.entry("is", "was"),
            Map.entry("isn't", "wasn't"),
            Map.entry("are", "were"),
            Map.entry("aren't", "weren't"),
            Map.entry("has", "had"),
            Map.entry("hasn't", "hadn't"),
            Map.entry("does", "did"),
            Map.entry("doesn't", "didn't"),
            Map.entry("don't", "didn't"),
            Map.entry("can", "could"),
            Map.entry("can't", "couldn't"),
            Map.entry("cannot", "could not"),
            Map.entry("will", "would"),
            Map.entry("won't", "wouldn't"),
            Map.entry("may", "might"),
            Map.entry("must", "had to"));

    /** By the form of the present, singular and plural. */
    private final Map<String, String> singular = new HashMap<>();

    private final Map<String, String> plural = new HashMap<>();
    private final Set<String> pasts = new HashSet<>(Set.of("was", "were", "had", "did", "could", "would"));

    /** @param verbs lines of verbs: {@code come came}, or {@code look} where the past is regular */
    Tense(List<String> verbs) {
        for (String line : verbs) {
            for (String verb : line.split(", *")) {
                String[] forms = verb.split(" ");
                String past = forms.length > 1 ? forms[1] : regularPast(forms[0]);
                singular.put(thirdPerson(forms[0]), past);
                plural.put(forms[0], past);
                pasts.add(past);
            }
        }
        plural.put("have", "had");
        pasts.remove("put");
        pasts.remove("set");
        pasts.remove("let");
    }

    /** The text in the past tense. */
    String past(String text) {
        StringBuilder result = new StringBuilder();
        Matcher words = WORD.matcher(text);
        String before = "";
        String twoBefore = "";
        int from = 0;
        while (words.find()) {
            String word = words.group();
            String past = past(word.replace('’', '\''), before, twoBefore);
            result.append(text, from, words.start()).append(past == null ? word : asIn(word, past));
            from = words.end();
            twoBefore = before;
            before = word;
        }
        return result.append(text.substring(from)).toString();
    }

    /** True when a text has a finite verb that is known, of either tense. */
    boolean hasVerb(String text) {
        return !past(text).equals(text)
                || List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}']+")).stream()
                        .anyMatch(pasts::contains);
    }

    private @org.jspecify.annotations.Nullable String past(String word, String before, String twoBefore) {
        String folded = word.toLowerCase(Locale.ROOT);
        String previous = before.toLowerCase(Locale.ROOT);
        String auxiliary = AUXILIARIES.get(folded);
        boolean afterNoun = !BEFORE_NOUNS.contains(previous) && !previous.endsWith("'s") && !previous.endsWith("’s");
        if (auxiliary != null) {
            return afterNoun || !folded.matches("will|can|may|must") ? auxiliary : null;
        }
        String third = singular.get(folded);
        if (third != null) {
            // "answers questions", "changes hands": one verb does not follow another.
            return afterNoun
                            && !singular.containsKey(previous)
                            && !before.isEmpty()
                            && !BEFORE_INFINITIVES.contains(previous)
                    ? third
                    : null;
        }
        if (isSubject(before) && !BEFORE_NOUNS.contains(twoBefore.toLowerCase(Locale.ROOT)) && isUnknownVerb(word)) {
            return regularPast(infinitive(word));
        }
        boolean severalBefore = PLURALS.contains(previous)
                || twoBefore.equals("and") && !before.isEmpty() && Character.isUpperCase(before.charAt(0));
        return severalBefore ? plural.get(folded) : null;
    }

    /** Somebody's name, or a pronoun: what follows in -s is what they do. */
    private static boolean isSubject(String word) {
        return SUBJECTS.contains(word.toLowerCase(Locale.ROOT))
                || !word.isEmpty()
                        && Character.isUpperCase(word.charAt(0))
                        && !BEFORE_NOUNS.contains(word.toLowerCase(Locale.ROOT))
                        && !word.matches("(?i).*['’]s");
    }

    private static boolean isUnknownVerb(String word) {
        return word.matches("\\p{Ll}{2,}[^s'’]s") && !NO_VERBS.contains(word);
    }

    private static String infinitive(String third) {
        if (third.matches(".*[^aeiou]ies")) {
            return third.substring(0, third.length() - 3) + "y";
        }
        return third.substring(0, third.length() - (third.matches(".*(ss|sh|ch|x|z)es") ? 2 : 1));
    }

    private static String asIn(String word, String past) {
        return Character.isUpperCase(word.charAt(0)) ? Character.toUpperCase(past.charAt(0)) + past.substring(1) : past;
    }

    private static String thirdPerson(String verb) {
        if (verb.matches(".*(s|sh|ch|x|z|o)")) {
            return verb + "es";
        }
        return verb.matches(".*[^aeiou]y") ? verb.substring(0, verb.length() - 1) + "ies" : verb + "s";
    }

    private static String regularPast(String verb) {
        if (verb.endsWith("e")) {
            return verb + "d";
        }
        if (verb.matches("[^aeiou]*[aeiou][bdgklmnprt]")) {
            return verb + verb.charAt(verb.length() - 1) + "ed";
        }
        return verb.matches(".*[^aeiou]y") ? verb.substring(0, verb.length() - 1) + "ied" : verb + "ed";
    }
}
