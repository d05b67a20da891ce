package dev.storycrew.audit.trail;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.text.Counted;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;
import org.jspecify.annotations.Nullable;

/** A self-contained, readable page about one or more chapters. Everything it shows is escaped. */
final class TrailPage {
    private static final double MILLIS = 1000.0;
    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
            table{border-collapse:collapse;width:100%;font-size:14px}td,th{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
            .decision{background:#fff6e0;border-left:4px solid #d99a00;padding:.4rem .8rem;margin:.6rem 0}
            .outcome{background:#eaf5ea;border-left:4px solid #3a8f3a;padding:.4rem .8rem;margin:.6rem 0}
            .text{white-space:pre-wrap;font-family:Georgia,serif;background:#fafafa;padding:.6rem 1rem;margin:.3rem 0}
            ins{background:#d6f5d6;text-decoration:none}del{background:#fbdada}.small{color:#666;font-size:13px}
            @media (prefers-color-scheme:dark){body{background:#181818;color:#ddd}.text{background:#222}.decision{background:#3a2f10}.outcome{background:#173017}ins{background:#1f4d1f}del{background:#5a1f1f}td,th{border-color:#444}}
            """;

    private final Appendable out;

    TrailPage(Appendable out) {
        this.out = out;
    }

    void write(String title, Collection<TrailRecords> chapters) throws IOException {
        raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
        text(title);
        raw("</title><meta name=\"viewport\" content=\"width=device-width\"><style>" + STYLE
                + "</style></head><body>\n<h1>");
        text(title);
        raw("</h1>\n<p class=\"small\">Written by storycrew audit export from the topics. Each text is what was judged;"
                + " words <ins>added</ins> or <del>removed</del> are relative to the previous attempt.</p>\n");
        for (TrailRecords chapter : chapters) {
            chapter(chapter);
        }
        raw("</body></html>\n");
    }

    private void chapter(TrailRecords chapter) throws IOException {
        Timeline timeline = chapter.timeline();
        raw("<section>\n<h2>");
        text(timeline.chapter().toString());
        raw("</h2>\n<p class=\"small\">request ");
        text(timeline.requestId() == null ? "no longer in the topics" : timeline.requestId());
        raw("</p>\n");
        for (Timeline.Run run : timeline.runs()) {
            raw("<h3>Run " + run.number() + "</h3>\n");
            SortedMap<Integer, String> before = new TreeMap<>();
            for (Timeline.Attempt attempt : run.attempts()) {
                before = attempt(attempt, chapter.texts(run.number()).get(attempt.number()), before);
            }
            for (ChapterOutcome outcome : run.outcomes()) {
                outcome(outcome);
            }
        }
        for (OperatorCommand command : timeline.commands()) {
            raw("<p>Operator ");
            text(command.who() + ": " + command.kind() + " at " + Instant.ofEpochMilli(command.at())
                    + (command.note() == null ? "" : ": " + command.note()) + " (command " + command.id() + ")");
            raw("</p>\n");
        }
        raw("</section>\n");
    }

    private SortedMap<Integer, String> attempt(
            Timeline.Attempt attempt, TrailRecords.@Nullable Judged judged, SortedMap<Integer, String> before)
            throws IOException {
        raw("<h4>" + Attempts.label(attempt.number())
                + "</h4>\n<table><tr><th>stage<th>scenes<th>at<th>seconds<th>tokens"
                + "<th>cost<th>model<th>prompt and answer</tr>\n");
        for (StageRun run : attempt.stageRuns()) {
            raw("<tr><td>");
            text(run.stage().label() + (run.phase() == StageRun.Phase.FAILED ? " FAILED: " + run.detail() : ""));
            raw("<td>" + list(run.scenes()) + "<td>" + Instant.ofEpochMilli(run.at()) + "<td>"
                    + String.format(Locale.ROOT, "%.1f", run.durationMillis() / MILLIS) + "<td>"
                    + run.usage().totalTokens() + "<td>" + money(run.usage()) + "<td>");
            text(String.valueOf(run.model()));
            raw("<td class=\"small\">");
            text(shortened(run.promptDigest()) + " " + shortened(run.responseDigest()));
            raw("</tr>\n");
        }
        raw("</table>\n");
        if (!attempt.kept().isEmpty()) {
            raw("<p>Kept from the previous attempt, byte for byte: " + Scenes.named(attempt.kept()) + "</p>\n");
        }
        if (judged != null) {
            scenes(judged, before, attempt.number() > 0);
        }
        verdict(attempt);
        return judged == null ? before : judged.text();
    }

    private void scenes(TrailRecords.Judged judged, SortedMap<Integer, String> before, boolean compare)
            throws IOException {
        for (Map.Entry<Integer, String> scene : judged.text().entrySet()) {
            String old = before.get(scene.getKey());
            boolean same = scene.getValue().equals(old);
            raw("<details" + (compare && same ? "" : " open") + "><summary>Scene " + scene.getKey()
                    + (same ? " (unchanged)" : "") + "</summary><div class=\"text\">");
            if (compare && old != null && !same) {
                for (WordDiff.Piece piece : WordDiff.between(old, scene.getValue())) {
                    String tag = switch (piece.change()) {
                        case ADDED -> "ins";
                        case REMOVED -> "del";
                        case KEPT -> "span";
                    };
                    raw("<" + tag + ">");
                    text(piece.text());
                    raw("</" + tag + ">");
                }
            } else {
                text(scene.getValue());
            }
            raw("</div></details>\n");
        }
        raw("<p class=\"small\">");
        text(judged.position().toString());
        raw("</p>\n");
    }

    private void verdict(Timeline.Attempt attempt) throws IOException {
        Timeline.Judged judged = attempt.judged();
        if (judged != null) {
            raw("<p>Mean score " + String.format(Locale.ROOT, "%.1f", judged.meanScore())
                    + (judged.passed() ? " of 10, passed by the judge" : " of 10, not passed by the judge") + "</p>\n");
            if (!judged.issues().isEmpty()) {
                raw("<ul>\n");
                for (var issue : judged.issues()) {
                    raw("<li>");
                    text(issue.severity().name().toLowerCase(Locale.ROOT) + " " + issue.type()
                            + (issue.location() == null ? "" : " (" + issue.location() + ")") + ": " + issue.note());
                    raw("</li>\n");
                }
                raw("</ul>\n");
            }
        }
        if (attempt.decision() != null) {
            raw("<p class=\"decision\">");
            text(attempt.decision().explanation());
            raw("<br><span class=\"small\">");
            text("policy " + attempt.decision().policy() + ", arm "
                    + attempt.decision().arm() + ", report "
                    + attempt.decision().reportDigest());
            raw("</span></p>\n");
        }
    }

    private void outcome(ChapterOutcome outcome) throws IOException {
        Usage usage =
                Usage.sum(outcome.costs().stream().map(cost -> cost.usage()).toList());
        raw("<p class=\"outcome\"><strong>" + outcome.kind() + "</strong>: ");
        text(outcome.explanation());
        raw("<br><span class=\"small\">" + Counted.of(usage.totalTokens(), "token") + ", " + money(usage) + ", "
                + String.format(Locale.ROOT, "%.1f", (outcome.endedAt() - outcome.requestedAt()) / MILLIS)
                + " s from start to end");
        if (outcome.commandId() != null) {
            text(", by operator's command " + outcome.commandId());
        }
        raw("</span></p>\n");
    }

    private static String money(Usage usage) {
        return usage.priced() ? usage.cost().toString() : "no known price";
    }

    private static String shortened(@Nullable String digest) {
        return digest == null ? "-" : digest.substring(0, Math.min(12, digest.length()));
    }

    private static String list(Collection<Integer> scenes) {
        return scenes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private void text(String unsafe) throws IOException {
        out.append(StringEscapeUtils.escapeHtml4(unsafe));
    }

    private void raw(String html) throws IOException {
        out.append(html);
    }
}
