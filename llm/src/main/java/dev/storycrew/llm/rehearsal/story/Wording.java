package dev.storycrew.llm.rehearsal.story;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a line of the stock into words: {@code (this|that)} is a choice, which may be nested or empty on one side;
 * {@code {b}} is a slot, and {@code {Topic}} the same slot with a capital letter.
 */
public final class Wording {
    private static final Pattern SENTENCE_START = Pattern.compile("(^“?|[.!?] )(\\p{Ll})");
    private static final Pattern THEY_WAS = Pattern.compile("\\b([Tt]hey) was(n't)?\\b");
    private static final Pattern ARTICLE = Pattern.compile("\\b([Aa]) (?=[aeiou](?!ne\\b|nce\\b|ni|se|uro))");

    private final String template;
    private final Map<String, String> slots;
    private final Random random;
    private int at;
    private boolean lacking;

    private Wording(String template, Map<String, String> slots, Random random) {
        this.template = template;
        this.slots = slots;
        this.random = random;
    }

    /** The words of a line; empty when it needs a slot that nothing fills. */
    public static Optional<String> of(String template, Map<String, String> slots, Random random) {
        Wording wording = new Wording(template, slots, random);
        String text = wording.sequence();
        return wording.lacking ? Optional.empty() : Optional.of(polished(text));
    }

    /** A pattern that a line's words match, whatever fills the slots. */
    static Pattern pattern(String template) {
        StringBuilder pattern = new StringBuilder();
        Matcher slots = Pattern.compile("\\{[^}]+}").matcher(template);
        int from = 0;
        while (slots.find()) {
            pattern.append(Pattern.quote(template.substring(from, slots.start())))
                    .append(".+?");
            from = slots.end();
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(template.substring(from))).toString());
    }

    /** Capital letters at the start of sentences, and the forms that a filled slot may have broken. */
    public static String polished(String text) {
        if (text.codePoints().limit(12).anyMatch(Character::isIdeographic)) {
            return text;
        }
        String agreed = THEY_WAS.matcher(text).replaceAll("$1 were$2");
        String articled = ARTICLE.matcher(agreed).replaceAll("$1n ");
        return SENTENCE_START
                .matcher(articled)
                .replaceAll(start -> Matcher.quoteReplacement(start.group(1))
                        + start.group(2).toUpperCase(java.util.Locale.ROOT));
    }

    /** Text up to the end, or to the mark that ends a choice. */
    private String sequence() {
        StringBuilder text = new StringBuilder();
        while (at < template.length()) {
            char next = template.charAt(at);
            if (next == '|' || next == ')') {
                break;
            }
            at++;
            if (next == '(') {
                text.append(choice());
            } else if (next == '{') {
                int end = template.indexOf('}', at);
                text.append(slot(template.substring(at, end)));
                at = end + 1;
            } else {
                text.append(next);
            }
        }
        return text.toString();
    }

    private String choice() {
        int options = options();
        int chosen = random.nextInt(options);
        String result = "";
        for (int option = 0; option < options; option++) {
            boolean before = lacking;
            String text = sequence();
            if (option == chosen) {
                result = text;
            } else {
                lacking = before;
            }
            at++;
        }
        return result;
    }

    /** How many options the choice has that begins here. */
    private int options() {
        int depth = 0;
        int options = 1;
        for (int index = at; index < template.length(); index++) {
            char mark = template.charAt(index);
            if (mark == '(') {
                depth++;
            } else if (mark == ')' && depth-- == 0) {
                return options;
            } else if (mark == '|' && depth == 0) {
                options++;
            }
        }
        throw new IllegalArgumentException("a choice without an end: " + template);
    }

    private String slot(String name) {
        String value = slots.get(name);
        if (value == null) {
            String lower = Character.toLowerCase(name.charAt(0)) + name.substring(1);
            value = slots.get(lower);
            if (value == null || value.isEmpty()) {
                lacking = true;
                return "";
            }
            return Character.toUpperCase(value.charAt(0)) + value.substring(1);
        }
        return value;
    }
}
