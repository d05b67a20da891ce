package dev.storycrew.llm.rehearsal.story;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Somebody of the book, as the bible or the outline names them.
 *
 * @param role empty when unknown, like {@code motivation} and {@code voice}
 * @param sex how the prose refers to them
 */
public record Person(String name, String role, String motivation, String voice, Sex sex) {
    private static final Pattern TITLE =
            Pattern.compile("^(The|Mr|Mrs|Ms|Miss|Dr|Captain|Father|Sister|Brother|Aunt|Uncle|Old|Young)\\.? .*");
    private static final Pattern STOCK_ROLE = Pattern.compile(
            "(?i)^(the )?(main )?(protagonist|antagonist|hero(ine)?|lead|narrator|villain|sidekick|love interest|detective)$|^[男女]?(主角|配角|二号)$");

    /** Of a role: whose neighbour somebody is says nothing about them. */
    private static final Pattern OTHERS = Pattern.compile("(?i)\\b(her|his|she|he|him)\\b|\\S+'s\\b");

    /** Pronouns: subject, object, possessive, reflexive. */
    enum Sex {
        FEMALE(List.of("she", "her", "her", "herself")),
        MALE(List.of("he", "him", "his", "himself")),
        UNKNOWN(List.of("they", "them", "their", "themselves"));

        private final List<String> pronouns;

        Sex(List<String> pronouns) {
            this.pronouns = pronouns;
        }
    }

    static Person of(String name, String role, String motivation, String voice, Stock stock) {
        return new Person(name, role, motivation, voice, sex(name, role, motivation, stock));
    }

    /** The name that the prose uses: the first one; titles and names without a space stay whole. */
    public String called() {
        int space = name.indexOf(' ');
        return space < 0 || TITLE.matcher(name).matches() ? name : name.substring(0, space);
    }

    /** True if a name is theirs, whatever its case. */
    boolean isCalled(String other) {
        return name.equalsIgnoreCase(other.strip());
    }

    /** True when a text names them. */
    boolean isNamedIn(String text) {
        if (name.codePoints().anyMatch(Character::isIdeographic)) {
            return text.contains(name) || name.length() == 3 && text.contains(name.substring(1));
        }
        return Pattern.compile("\\b" + Pattern.quote(called()) + "\\b")
                .matcher(text)
                .find();
    }

    /** What they are, as an apposition ({@code the last keeper's son}); empty when unknown. */
    String epithet(Outline outline) {
        for (String part : role.split("[,，、;；] *")) {
            if (!part.isBlank() && !STOCK_ROLE.matcher(part).matches() && !outline.hasVerb(part)) {
                boolean needsArticle = !outline.chinese() && !part.matches("(?i)(the|a|an|her|his|their|\\S+'s) .*");
                return (needsArticle ? "the " : "") + part.strip();
            }
        }
        return "";
    }

    /** Their slots: {@code {b}}, {@code {full.b}}, {@code {he.b}} and so on. */
    public void into(Map<String, String> slots, String key, Outline outline) {
        slots.put(key, called());
        slots.put("full." + key, name);
        if (outline.chinese()) {
            slots.put("he." + key, sex == Sex.FEMALE ? "她" : "他");
        } else {
            slots.put("he." + key, sex.pronouns.get(0));
            slots.put("him." + key, sex.pronouns.get(1));
            slots.put("his." + key, sex.pronouns.get(2));
            slots.put("himself." + key, sex.pronouns.get(3));
        }
        putIfAny(slots, "role." + key, epithet(outline));
        putIfAny(slots, "wish." + key, outline.wish(motivation));
    }

    private static void putIfAny(Map<String, String> slots, String key, String value) {
        if (!value.isEmpty()) {
            slots.put(key, value);
        }
    }

    private static Sex sex(String name, String role, String motivation, Stock stock) {
        String first = name.split(" ")[0];
        String told =
                stock.chinese() ? role + name : OTHERS.matcher(role).replaceAll(" ") + " " + name + " " + motivation;
        if (mentions(told, stock.words("female words"), stock.chinese())) {
            return Sex.FEMALE;
        }
        if (mentions(told, stock.words("male words"), stock.chinese())) {
            return Sex.MALE;
        }
        if (mentions(first, stock.words("female names"), stock.chinese())) {
            return Sex.FEMALE;
        }
        if (mentions(first, stock.words("male names"), stock.chinese())) {
            return Sex.MALE;
        }
        return !stock.chinese() && first.endsWith("a") ? Sex.FEMALE : Sex.UNKNOWN;
    }

    private static boolean mentions(String text, Set<String> words, boolean chinese) {
        if (chinese) {
            return words.stream().anyMatch(text::contains);
        }
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+")).anyMatch(words::contains);
    }
}
