package dev.storycrew.console.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.Figures;
import dev.storycrew.audit.Violation;
import dev.storycrew.audit.trail.TrailPage;
import dev.storycrew.console.web.ConsoleJson;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.Position;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a browser does with it is tested in {@code bench}. */
class ExportPageTest {
    private static final String HOSTILE =
            "</script><!--<script>alert(1)</script> & <img src=x>\u2028\u2029\u202e\u2066 \\u003c";
    private static final TopicCatalogue TOPICS = new TopicCatalogue("t.", 1);

    private static String page(String subject, List<Violation> violations) throws Exception {
        ExportPage page =
                new ExportPage(TOPICS, RetryPolicy.defaults(), reference -> null, () -> Instant.ofEpochMilli(7));
        page.take(new Event<>(
                TOPICS.operatorCommands(),
                new Position("t.operator-commands", 0, 3),
                Instant.EPOCH,
                "book/1",
                OperatorCommand.of("id", OperatorCommand.Kind.HOLD, "book/1", HOSTILE, "mia", 0)));
        StringBuilder written = new StringBuilder();
        page.write(
                new TrailPage.Head(
                        subject,
                        "<b>.jsonl",
                        new AuditReport(new Figures(), violations, Map.of(), Duration.ofSeconds(1))),
                written);
        return written.toString();
    }

    private static JsonNode data(String page, String id) {
        Matcher found = Pattern.compile("<script type=\"application/json\" id=\"" + id + "\">([^<]*)</script>")
                .matcher(page);
        assertThat(found.find()).as(id).isTrue();
        return ConsoleJson.read(found.group(1));
    }

    private static Violation violation(String chapter) {
        return new Violation(
                Violation.Kind.DECISION, chapter, new Position("t.retry-decisions", 0, 5), "EDIT_ONLY", HOSTILE);
    }

    @Test
    void whatSomebodyWroteStaysInTheDataAndComesOutAsItWas() throws Exception {
        String page = page("book/1", List.of());

        assertThat(page)
                .doesNotContain("alert(1)</script>", "<img", "<!--", "\u2028", "\u2029", "\u202e", "\u2066", "<b>");
        assertThat(data(page, "data-1").at("/runs/0/timeline/commands/0/note").asText())
                .isEqualTo(HOSTILE);
    }

    @Test
    void itsPolicyAllowsItsOwnScriptAndStyleAndNothingElse() throws Exception {
        String page = page("book/1", List.of());
        String policy =
                page.substring(page.indexOf("content=\"default-src") + 9, page.indexOf("form-action 'none'\"") + 18);

        assertThat(policy)
                .isEqualTo("default-src 'none'; script-src " + hash(between(page, "<script>", "</script>"))
                        + "; style-src " + hash(between(page, "<style>", "</style>"))
                        + "; font-src data:; base-uri 'none'; form-action 'none'");
        assertThat(page.indexOf("Content-Security-Policy")).isLessThan(page.indexOf("<style>"));
        assertThat(page).doesNotContainPattern("(?:src|href)=\"|url\\(\"(?!data:)|@import url");
    }

    @Test
    void withoutJavaScriptItSaysWhereTheTextsAre() throws Exception {
        assertThat(page("book/1", List.of()))
                .contains(
                        "<noscript>This page needs JavaScript. Every record, with all texts, is in &lt;b&gt;.jsonl beside it.</noscript>");
    }

    @Test
    void aViolationStandsWithItsChapterAndAnyOtherOverThePage() throws Exception {
        String page = page("book", List.of(violation("book/1"), violation("book/2")));

        JsonNode proof = data(page, "data-1").path("proof");
        assertThat(proof.path("state").asText()).isEqualTo("REFUTED");
        assertThat(proof.at("/findings/0/found").asText()).isEqualTo(HOSTILE);
        assertThat(proof.at("/findings/0/position").asText()).isEqualTo("t.retry-decisions-0@5");
        assertThat(data(page, "index").path("findings"))
                .singleElement()
                .satisfies(one -> assertThat(one.path("chapter").asText()).isEqualTo("book/2"));
    }

    @Test
    void aChapterThatHasNotEndedIsNotProved() throws Exception {
        JsonNode chapter = data(page("book/1", List.of()), "data-1");

        assertThat(chapter.at("/proof/state").asText()).isEqualTo("OPEN");
        assertThat(chapter.at("/records/0/position").asText()).isEqualTo("t.operator-commands-0@3");
    }

    private static String between(String text, String from, String to) {
        int begin = text.indexOf(from) + from.length();
        return text.substring(begin, text.indexOf(to, begin));
    }

    private static String hash(String text) throws Exception {
        return "'sha256-"
                + Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                + "'";
    }
}
