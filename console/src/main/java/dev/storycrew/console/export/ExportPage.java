package dev.storycrew.console.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.trail.TrailPage;
import dev.storycrew.console.web.ConsoleJson;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.reading.Event;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;
import org.jspecify.annotations.Nullable;

/**
 * The console's chapter page as one HTML file, of one chapter or of all of a book: style, fonts, script and words are in it,
 * and its Content-Security-Policy lets it load nothing and run nothing else. What models and people wrote is in it as JSON,
 * which no browser runs, and becomes text when a chapter is opened.
 */
public final class ExportPage implements TrailPage {
    private static final String FOLDER = "/dev/storycrew/console/pages/";
    private static final Pattern FONT = Pattern.compile("url\\(\"(fonts/[\\w-]+\\.woff2)\"\\)");
    private static final List<String> LANGUAGES = List.of("en", "de", "zh");

    /** Whatever could end the element that JSON stands in, or turn the direction of its source. */
    private static final Pattern NOT_PLAIN = Pattern.compile("[<>&\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");

    private final TopicCatalogue topics;
    private final RetryPolicy active;
    private final Function<String, @Nullable RetryPolicy> policies;
    private final InstantSource clock;
    private final SortedMap<ChapterId, ExportedChapter> chapters = new TreeMap<>();

    /** What the page shows at first. */
    record Index(
            String subject,
            String book,
            String title,
            String language,
            String lines,
            long madeAt,
            boolean wholeBook,
            List<ExportedChapter.Entry> chapters,
            List<ExportedChapter.Finding> findings) {}

    /**
     * Of one export.
     *
     * @param active decides where no policy has decided yet
     * @param policies a policy by the reference that decisions bear; null if it is not known
     */
    public ExportPage(
            TopicCatalogue topics,
            RetryPolicy active,
            Function<String, @Nullable RetryPolicy> policies,
            InstantSource clock) {
        this.topics = topics;
        this.active = active;
        this.policies = policies;
        this.clock = clock;
    }

    @Override
    public void take(Event<?> event) {
        ChapterId chapter = chapterOf(event);
        if (chapter != null) {
            chapters.computeIfAbsent(chapter, id -> new ExportedChapter(id, topics))
                    .take(event);
        }
    }

    @Override
    public void write(Head head, Appendable out) throws IOException {
        String style = style();
        String script = ScriptBundle.of(ExportPage::resource, "export.js", "start");
        Index index = index(head);
        String title = index.subject().equals(index.book()) ? index.title() : index.title() + " " + index.subject();
        out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src ")
                .append(hash(script))
                .append("; style-src ")
                .append(hash(style))
                .append("; font-src data:; base-uri 'none'; form-action 'none'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
                .append(StringEscapeUtils.escapeHtml4(title))
                .append("</title>\n<style>")
                .append(style)
                .append(
                        "</style>\n</head>\n<body>\n<noscript>This page needs JavaScript. Every record, with all texts, is in ")
                .append(StringEscapeUtils.escapeHtml4(head.lines()))
                .append(" beside it.</noscript>\n");
        data(out, "messages", messages());
        data(out, "index", index);
        for (Map.Entry<ChapterId, ExportedChapter> chapter : chapters.entrySet()) {
            data(
                    out,
                    "data-" + chapter.getKey().number(),
                    chapter.getValue().exported(head.proof(), chapters.size(), active, policies));
        }
        out.append("<script>").append(script).append("</script>\n</body>\n</html>\n");
    }

    private Index index(Head head) {
        AuditReport proof = head.proof();
        BookFrame frame = chapters.values().stream()
                .map(ExportedChapter::frame)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        int slash = head.subject().lastIndexOf('/');
        String book = slash < 0 ? head.subject() : head.subject().substring(0, slash);
        return new Index(
                head.subject(),
                book,
                frame == null ? book : frame.title(),
                frame == null ? "und" : frame.language(),
                head.lines(),
                clock.millis(),
                slash < 0,
                chapters.values().stream().map(each -> each.entry(proof)).toList(),
                proof.violations().stream()
                        .filter(violation -> chapters.keySet().stream()
                                .noneMatch(id -> id.toString().equals(violation.chapter())))
                        .map(ExportedChapter.Finding::of)
                        .toList());
    }

    private static @Nullable ChapterId chapterOf(Event<?> event) {
        try {
            return event.key() == null ? null : ChapterId.parse(event.key());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Map<String, JsonNode> messages() {
        return LANGUAGES.stream()
                .collect(Collectors.toMap(
                        language -> language,
                        language -> ConsoleJson.read(resource("messages/" + language + ".json")),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static String style() {
        String style = (resource("storycrew.css") + resource("export.css")).replace("\r\n", "\n");
        return FONT.matcher(style)
                .replaceAll(font -> Matcher.quoteReplacement("url(\"data:font/woff2;base64,"
                        + Base64.getEncoder().encodeToString(bytes(font.group(1))) + "\")"));
    }

    /** What is no script needs no permission to stand there. */
    private static void data(Appendable out, String id, Object value) throws IOException {
        String json = new String(ConsoleJson.bytes(value), StandardCharsets.UTF_8);
        out.append("<script type=\"application/json\" id=\"")
                .append(id)
                .append("\">")
                .append(NOT_PLAIN
                        .matcher(json)
                        .replaceAll(found -> String.format(
                                Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0))))
                .append("</script>\n");
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String name) {
        try (InputStream file = ExportPage.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                throw new IllegalStateException("there is no page file " + name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
