package dev.storycrew.app.export;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What EPUB and HTML share: text as XML, a chapter's body, which way a language runs. */
final class Markup {
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi");

    static final String SCENE_BREAK = "<p class=\"break\">* * *</p>\n";

    private Markup() {}

    /** Text for content and attributes; characters that XML 1.0 does not allow are left out. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    if (isXml(point)) {
                        escaped.appendCodePoint(point);
                    }
                }
            }
        });
        return escaped.toString();
    }

    /** Source: https://www.w3.org/TR/xml/#charsets. */
    static boolean isXml(int point) {
        return point == '\t'
                || point == '\n'
                || (point >= 0x20 && point <= 0xD7FF)
                || (point >= 0xE000 && point <= 0xFFFD)
                || point >= 0x10000;
    }

    /** A chapter's scenes as paragraphs. */
    static String scenes(FinishedChapter chapter) {
        return chapter.text().values().stream().map(Markup::scene).collect(Collectors.joining(SCENE_BREAK));
    }

    private static String scene(String text) {
        return Prose.of(text).stream()
                .map(block -> block.isBreak()
                        ? SCENE_BREAK
                        : "<p>" + block.words().stream().map(Markup::words).collect(Collectors.joining()) + "</p>\n")
                .collect(Collectors.joining());
    }

    private static String words(Prose.Words words) {
        String text = escaped(words.text());
        String leaning = words.emphasis() ? "<em>" + text + "</em>" : text;
        return words.strong() ? "<strong>" + leaning + "</strong>" : leaning;
    }

    /** A chapter's title with its number, not yet escaped. */
    static String title(FinishedChapter chapter) {
        return chapter.number() + ". " + chapter.title();
    }

    /** Whether a language is written from right to left: {@code ar-EG} is. */
    static boolean isRightToLeft(String languageTag) {
        return RIGHT_TO_LEFT.contains(Locale.forLanguageTag(languageTag).getLanguage());
    }
}
