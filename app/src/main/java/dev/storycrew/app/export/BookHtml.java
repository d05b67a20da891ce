package dev.storycrew.app.export;

import java.util.List;
import java.util.stream.Collectors;

/** A book as one HTML page that needs nothing else: to read on a screen, light or dark, and to print. */
final class BookHtml {
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { max-width: 38rem; margin: 0 auto; padding: 2rem 1.25rem 6rem; font: 1.125rem/1.6 Georgia, "Noto Serif", serif; }
            :lang(zh), :lang(ja) { font-family: "Songti SC", "Noto Serif CJK SC", "Hiragino Mincho ProN", serif; line-height: 1.8; }
            h1, h2 { line-height: 1.25; overflow-wrap: anywhere; }
            header h1 { margin: 4rem 0 2rem; text-align: center; }
            nav ol { list-style: none; padding: 0; }
            nav a { color: inherit; }
            section { margin-top: 5rem; }
            p { margin: 0; text-indent: 1.5em; overflow-wrap: anywhere; hyphens: auto; }
            :lang(zh) p, :lang(ja) p { text-indent: 2em; }
            h2 + p, .break + p { text-indent: 0; }
            :lang(zh) h2 + p, :lang(zh) .break + p { text-indent: 2em; }
            p.break { text-align: center; text-indent: 0; margin: 1.5em 0; }
            @page { margin: 2.2cm 2cm; }
            @media print {
              body { max-width: none; padding: 0; font-size: 11pt; }
              header { break-after: page; }
              section { break-before: page; margin: 0; }
              h2 { break-after: avoid; }
              p { orphans: 2; widows: 2; }
            }
            """;

    private BookHtml() {}

    /** The whole page. */
    static String of(String title, String language, List<FinishedChapter> chapters) {
        String contents = chapters.stream()
                .map(chapter -> "<li><a href=\"#chapter-" + chapter.number() + "\">"
                        + Markup.escaped(Markup.title(chapter)) + "</a></li>\n")
                .collect(Collectors.joining());
        String body = chapters.stream()
                .map(chapter -> "<section id=\"chapter-" + chapter.number() + "\">\n<h2>"
                        + Markup.escaped(Markup.title(chapter)) + "</h2>\n" + Markup.scenes(chapter) + "</section>\n")
                .collect(Collectors.joining());
        return """
                <!DOCTYPE html>
                <html lang="%s" dir="%s">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width"/>
                <meta name="generator" content="StoryCrew"/>
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <header>
                <h1>%s</h1>
                <nav><ol>
                %s</ol></nav>
                </header>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(
                        Markup.escaped(language),
                        Markup.isRightToLeft(language) ? "rtl" : "ltr",
                        Markup.escaped(title),
                        STYLE,
                        Markup.escaped(title),
                        contents,
                        body);
    }
}
