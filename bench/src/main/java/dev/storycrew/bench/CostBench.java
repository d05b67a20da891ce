package dev.storycrew.bench;

import dev.storycrew.app.Models;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.decision.Decision;
import dev.storycrew.core.decision.DecisionRules;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.files.book.Book;
import dev.storycrew.llm.Tokens;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.prompt.PreviousText;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a book's chapters through the real stages, with the rehearsal model and without mistakes, and then each chapter
 * again for an issue of each retry level: of the whole chapter, and of each scene by itself. The real rules decide what
 * is erased, the real templates build every request, and the o200k tokenizer counts tokens.
 */
public final class CostBench {
    /** An issue that the default policy answers with the level. */
    private static final Map<String, String> ISSUES = levels();

    private final Models models;
    private final PromptTemplates prompts;
    private final DecisionRules rules = new DecisionRules(RetryPolicy.defaults(), true, Budget.UNLIMITED);
    private final Map<String, List<PassCost>> passes = new LinkedHashMap<>();

    private record Pass(ChapterEnvelope envelope, Usage usage, long stableTokens) {}

    /** @param models must be the rehearsal model's: otherwise the benchmark would cost real money */
    public CostBench(Models models, PromptTemplates prompts) {
        this.models = models;
        this.prompts = prompts;
    }

    /** Measures a book, chapter by chapter, each with the bible the one before left. */
    public List<PassCost> measure(Book book) throws StageFailure, ChapterStoppedException, InterruptedException {
        passes.clear();
        StoryBible bible = book.bible();
        for (ChapterBrief chapter : book.chapters()) {
            bible = measure(chapter, bible);
        }
        return passes.values().stream().map(PassCost::mean).toList();
    }

    private StoryBible measure(ChapterBrief chapter, StoryBible bible)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        ChapterEnvelope start = ChapterEnvelope.start(Digests.request(chapter, bible), bible, 0);
        Pass first = untilJudged(start, prompts);
        note("first pass", "chapter", first);
        for (Map.Entry<String, String> level : ISSUES.entrySet()) {
            note(level.getKey(), "chapter", retried(first.envelope(), level.getValue(), null, prompts));
            if (!level.getKey().equals(RetryLevel.FULL_RETRY)) {
                for (int scene : first.envelope().work().text().keySet()) {
                    note(
                            level.getKey(),
                            "one scene",
                            retried(
                                    first.envelope(),
                                    level.getValue(),
                                    scene,
                                    prompts.showing(PreviousText.NEIGHBOURS)));
                    note(
                            level.getKey(),
                            "one scene, all scenes shown",
                            retried(first.envelope(), level.getValue(), scene, prompts.showing(PreviousText.ALL)));
                }
            }
        }
        Pass kept = stage(Stage.BIBLE, first.envelope(), prompts);
        note("bible", "accepted chapter", kept);
        return bible.after(
                chapter.id().number(), Objects.requireNonNull(kept.envelope().bibleChanges()));
    }

    private Pass retried(ChapterEnvelope judged, String issueType, @Nullable Integer scene, PromptTemplates shown)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        String location = scene == null ? null : "scene " + scene;
        Issue issue =
                new Issue(issueType, Severity.MEDIUM, "Forced by storycrew bench cost, of usual length.", location);
        JudgeReport report = Objects.requireNonNull(judged.work().report());
        JudgeReport failed = new JudgeReport(
                report.scores(),
                report.hardFail(),
                false,
                List.of(issue),
                List.of("Mend what was found, and keep everything else as the reader knows it."),
                report.strengths(),
                report.findings());
        ChapterWork work = judged.work().withReport(failed);
        Decision decision = Decision.on(judged.askedAbout(work, null), rules, Digests::report, 0);
        return untilJudged(decision.envelope(), shown);
    }

    private Pass untilJudged(ChapterEnvelope start, PromptTemplates shown)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        Pass whole = new Pass(start, Usage.none(), 0);
        while (whole.envelope().work().report() == null) {
            Pass one = stage(whole.envelope().nextStage(), whole.envelope(), shown);
            whole = new Pass(
                    one.envelope(), whole.usage().plus(one.usage()), whole.stableTokens() + one.stableTokens());
        }
        return whole;
    }

    private Pass stage(Stage stage, ChapterEnvelope envelope, PromptTemplates shown)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        StageResult result = StageLogics.of(stage, models.gateway(stage), shown).run(envelope, () -> {});
        String system = shown.prompt(stage, envelope, List.of()).system();
        return new Pass(result.envelope(), result.facts().usage(), Tokens.count(system));
    }

    private void note(String name, String scope, Pass pass) {
        passes.computeIfAbsent(name + "/" + scope, key -> new ArrayList<>())
                .add(PassCost.of(name, scope, pass.usage(), pass.stableTokens()));
    }

    private static Map<String, String> levels() {
        Map<String, String> levels = new LinkedHashMap<>();
        levels.put(RetryLevel.FULL_RETRY, "structure");
        levels.put("WRITE_ONLY", "hook");
        levels.put("EDIT_ONLY", "prose");
        return levels;
    }
}
