package dev.storycrew.bench.npm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.audit.trail.TrailPage;
import dev.storycrew.audit.trail.TrailSource;
import dev.storycrew.bench.audit.History;
import dev.storycrew.console.export.ExportPage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.schemas.codec.Digests;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of {@code audit export}, of a history in which operators stepped in, opened from the disk in a real browser. */
@Tag("long")
@Timeout(900)
class ExportedPagesTest {
    private static final long MINUTES = 10;

    /** Each ends an element, a comment, a line or a direction somewhere. */
    private static final String HOSTILE = "</script><script>globalThis.__hurt = 1</script><!--<script>"
            + "<img src=x onerror=\"globalThis.__hurt = 1\"> &lt;\u2028\u2029\u202eesrever\u2066 ]]> \\u003c ${1} 'quoted' \"double\"";

    @TempDir
    static Path folder;

    private static NpmProject project;
    private static History history;
    private static AuditReport proof;

    /** What the browser is to find: the attempts of each run. */
    record Expected(String file, boolean hostile, SortedMap<Integer, List<Integer>> chapters) {}

    @BeforeAll
    static void make() throws Exception {
        project = NpmProject.withBrowser("../console/src/test/pages");
        history = History.operated(folder, 6);
        proof = new Verification(history.connection(), Policies.of(history.connection(), RetryPolicy.defaults()))
                .whole(AuditScope.everything());
    }

    @AfterAll
    static void close() throws Exception {
        if (history != null) {
            history.close();
        }
    }

    @Test
    void everyAttemptOfEveryRunIsOnAPageThatLoadsNothingAndRunsNothingElse() throws Exception {
        String book = oftenReopened();
        List<Event<?>> events = new ArrayList<>();
        new TrailSource(history.connection())
                .ofBook(book, history.connection().topics().all(), events::add);
        SortedMap<Integer, List<Integer>> chapters = attempts(events);
        assertThat(chapters.values()).anyMatch(runs -> runs.size() > 1);
        int several = chapters.entrySet().stream()
                .filter(each -> each.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        ChapterId one = new ChapterId(book, several);
        List<Event<?>> ofOne = events.stream()
                .filter(event -> one.toString().equals(event.key()))
                .<Event<?>>map(event -> event)
                .toList();
        TreeMap<Integer, List<Integer>> expected = new TreeMap<>(Map.of(several, chapters.get(several)));

        opened(List.of(
                new Expected(written("book", book, events), false, chapters),
                new Expected(written("chapter", one.toString(), ofOne), false, expected),
                new Expected(
                        written(
                                "hostile",
                                one.toString(),
                                ofOne.stream()
                                        .<Event<?>>map(ExportedPagesTest::hostile)
                                        .toList()),
                        true,
                        expected)));
    }

    private static void opened(List<Expected> expected) throws Exception {
        Path file = folder.resolve("expected.json");
        new ObjectMapper().writeValue(file.toFile(), expected);
        String shots = System.getProperty("storycrew.shots");

        NpmProject.Ran ran = shots == null
                ? project.node(MINUTES, "browser/exported.js", file.toString())
                : project.node(MINUTES, "browser/exported.js", file.toString(), "--shots", shots);

        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output()).contains("\n0 failed");
    }

    private static String written(String name, String subject, List<Event<?>> events) throws Exception {
        ExportPage page = new ExportPage(
                history.connection().topics(), RetryPolicy.defaults(), reference -> null, InstantSource.system());
        events.forEach(page::take);
        Path file = folder.resolve(name + ".html");
        try (Writer out = Files.newBufferedWriter(file)) {
            page.write(new TrailPage.Head(subject, name + ".jsonl", proof), out);
        }
        return file.toAbsolutePath().toString();
    }

    /** The book with a chapter that operators started most runs of. */
    private static String oftenReopened() {
        List<ChapterOutcome> outcomes = new ArrayList<>();
        EventReader.open(
                        history.connection(),
                        ReadPlan.all(List.of(history.connection().topics().chapters())))
                .forEach(event -> outcomes.add((ChapterOutcome) event.value()));
        return outcomes.stream()
                .max(Comparator.comparingInt(ChapterOutcome::run))
                .orElseThrow()
                .chapter()
                .bookId();
    }

    /** By chapter and run, how many attempts there are envelopes of. */
    private static SortedMap<Integer, List<Integer>> attempts(List<Event<?>> events) {
        SortedMap<Integer, SortedMap<Integer, TreeSet<Integer>>> found = new TreeMap<>();
        for (Event<?> event : events) {
            if (event.value() instanceof ChapterEnvelope envelope) {
                found.computeIfAbsent(envelope.id().number(), key -> new TreeMap<>())
                        .computeIfAbsent(envelope.run(), key -> new TreeSet<>())
                        .add(envelope.attempt());
            }
        }
        SortedMap<Integer, List<Integer>> counts = new TreeMap<>();
        found.forEach((chapter, runs) ->
                counts.put(chapter, runs.values().stream().map(TreeSet::size).toList()));
        return counts;
    }

    @SuppressWarnings("unchecked")
    private static <T> Event<T> hostile(Event<T> event) {
        Object value = event.value();
        if (value instanceof ChapterRequest request) {
            ChapterBrief brief = hostile(request.brief());
            value = new ChapterRequest(Digests.request(brief, request.bible()).requestId(), brief, request.bible());
        } else if (value instanceof ChapterEnvelope envelope) {
            value = envelope.askedAbout(hostile(envelope.work()), envelope.order());
        } else if (value instanceof RetryDecision decision) {
            value = hostile(decision);
        } else if (value instanceof OperatorCommand command) {
            value = OperatorCommand.of(command.id(), command.kind(), command.target(), HOSTILE, HOSTILE, command.at());
        }
        return new Event<>(event.topic(), event.position(), event.time(), event.key(), (T) value);
    }

    private static RetryDecision hostile(RetryDecision decision) {
        return new RetryDecision(
                decision.chapter(),
                decision.requestId(),
                decision.run(),
                decision.attempt(),
                decision.reportDigest(),
                HOSTILE,
                decision.scope(),
                decision.scenes(),
                List.of(new Issue(HOSTILE, Severity.HIGH, HOSTILE, HOSTILE)),
                List.of(HOSTILE),
                decision.escalated(),
                HOSTILE,
                HOSTILE,
                decision.arm(),
                decision.leftNanoUsd(),
                decision.decidedAt(),
                decision.reason(),
                decision.planUnreadable(),
                decision.erasures(),
                decision.explanationVersion());
    }

    private static ChapterBrief hostile(ChapterBrief brief) {
        BookFrame book = brief.book();
        return new ChapterBrief(
                brief.id(),
                new BookFrame(
                        HOSTILE,
                        book.genre(),
                        book.language(),
                        HOSTILE,
                        book.wordsPerChapter(),
                        book.wordTolerance(),
                        book.style()),
                HOSTILE,
                HOSTILE,
                List.of(HOSTILE),
                HOSTILE);
    }

    private static ChapterWork hostile(ChapterWork work) {
        SceneList plan = work.sceneList();
        JudgeReport report = work.report();
        return ChapterWork.of(
                plan == null
                        ? null
                        : new SceneList(
                                HOSTILE,
                                HOSTILE,
                                plan.scenes().stream()
                                        .map(scene -> new ScenePlan(
                                                scene.number(),
                                                HOSTILE,
                                                HOSTILE,
                                                scene.characters(),
                                                HOSTILE,
                                                HOSTILE,
                                                scene.targetWords()))
                                        .toList()),
                part -> {
                    SortedMap<Integer, String> texts = new TreeMap<>();
                    work.texts(part).forEach((scene, text) -> texts.put(scene, HOSTILE + "\n\n" + text));
                    return texts;
                },
                report == null
                        ? null
                        : new JudgeReport(
                                report.scores(),
                                report.hardFail(),
                                report.passed(),
                                List.of(new Issue(HOSTILE, Severity.HIGH, HOSTILE, HOSTILE)),
                                List.of(HOSTILE),
                                List.of(HOSTILE),
                                report.findings()));
    }
}
