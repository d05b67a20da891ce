package dev.storycrew.bench.mix;

import dev.storycrew.app.Models;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.bench.mix.BookMix.Growth;
import dev.storycrew.bench.mix.BookMix.PassPrices;
import dev.storycrew.bench.mix.BookMix.PassTokens;
import dev.storycrew.bench.mix.ChapterPaths.Path;
import dev.storycrew.bench.mix.RealisticAnswers.Trouble;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.decision.Decision;
import dev.storycrew.core.decision.DecisionRules;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.files.book.Book;
import dev.storycrew.llm.Tokens;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.judge.JudgeSettings;
import dev.storycrew.stages.prompt.PromptTemplates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures the reference mix: chapters run through the real stages, router and templates, with a model whose answers are
 * as long as a real one's, and each is retried for each kind of trouble.
 */
public final class MixBench implements AutoCloseable {
    /** The mix is the mean of a book's first chapters. */
    public static final int MEASURED = 3;

    /** Where in a book its growth is looked at. */
    private static final List<Integer> GROWTH_AT = List.of(1, 20, 60);

    private final RealisticModel model = new RealisticModel();
    private final Models models;
    private static final double PERCENT = 100;

    private final PromptTemplates prompts;
    private final DecisionRules rules;
    private final DecisionRules inFull;
    private int unclean;

    /**
     * @param prompts the requests that are measured
     * @param policy decides what each retry redoes
     */
    public MixBench(PromptTemplates prompts, RetryPolicy policy) {
        this.prompts = prompts;
        this.rules = new DecisionRules(policy, true, Budget.UNLIMITED);
        this.inFull = new DecisionRules(policy, false, Budget.UNLIMITED);
        this.models = new Models(ConfigFile.load(null, model.environment()));
    }

    /**
     * Measures a book.
     *
     * @param length how many chapters it has; its own, in turn, until there are enough
     */
    public BookMix measure(Book book, int length) throws StageFailure, ChapterStoppedException, InterruptedException {
        List<ChapterPaths> measured = new ArrayList<>();
        List<Growth> growth = new ArrayList<>();
        unclean = 0;
        StoryBible bible = book.bible();
        List<RecordedCall> earlier = List.of();
        for (int number = 1; number <= length; number++) {
            Chapter chapter = new Chapter(brief(book, number), bible, earlier);
            if (number <= MEASURED || GROWTH_AT.contains(number)) {
                ChapterPaths paths = chapter.paths();
                if (number <= MEASURED) {
                    measured.add(paths);
                }
                if (GROWTH_AT.contains(number)) {
                    growth.add(new Growth(number, input(paths.first()), mixed(paths, path -> input(path.calls()))));
                }
            }
            bible = chapter.accepted();
            earlier = chapter.calls();
        }
        return summary(book, measured, growth);
    }

    /** The first chapter of a book, on each way that it can take. */
    ChapterPaths firstChapter(Book book) throws StageFailure, ChapterStoppedException, InterruptedException {
        return new Chapter(brief(book, 1), book.bible(), List.of()).paths();
    }

    private static ChapterBrief brief(Book book, int number) {
        ChapterBrief own = book.chapters().get((number - 1) % book.chapters().size());
        return new ChapterBrief(
                new ChapterId(book.id(), number),
                own.book(),
                own.title(),
                own.summary(),
                own.goals(),
                own.hook(),
                own.next());
    }

    /** A chapter's first pass, and the ways that lead on from it. */
    private final class Chapter {
        private final ChapterEnvelope edited;
        private final List<RecordedCall> earlier;
        private final List<RecordedCall> untilEdited;
        private final ChapterEnvelope passed;
        private final List<RecordedCall> first;
        private final List<RecordedCall> bibleCalls;
        private final StoryBible bibleAfter;

        Chapter(ChapterBrief brief, StoryBible bible, List<RecordedCall> earlier)
                throws StageFailure, ChapterStoppedException, InterruptedException {
            this.earlier = earlier;
            ChapterEnvelope envelope = ChapterEnvelope.start(Digests.request(brief, bible), bible, 0);
            while (!envelope.nextStage().reportsToRouter()) {
                envelope = stage(envelope.nextStage(), envelope);
            }
            this.edited = envelope;
            this.untilEdited = model.takeCalls();
            model.judges(null);
            ChapterEnvelope judged = stage(envelope.nextStage(), envelope);
            this.first = joined(untilEdited, model.takeCalls());
            this.passed = looked(judged);
            ChapterEnvelope noted = stage(afterAcceptance(), passed);
            this.bibleCalls = model.takeCalls();
            this.bibleAfter = bible.after(brief.id().number(), Objects.requireNonNull(noted.bibleChanges()));
        }

        StoryBible accepted() {
            return bibleAfter;
        }

        List<RecordedCall> calls() {
            return joined(first, bibleCalls);
        }

        ChapterPaths paths() throws StageFailure, ChapterStoppedException, InterruptedException {
            List<Path> retries = new ArrayList<>();
            List<Integer> scenes = List.copyOf(edited.work().text().keySet());
            for (MixCase kind : MixCase.referenceMix()) {
                if (!kind.located()) {
                    retries.addAll(retries(kind, null, kind.weight()));
                    continue;
                }
                for (int scene : scenes) {
                    retries.addAll(retries(kind, scene, kind.weight() / scenes.size()));
                }
            }
            return new ChapterPaths(
                    edited.id().number(),
                    scenes.size(),
                    Tokens.count(String.join("\n", passed.work().text().values())),
                    earlier,
                    first,
                    retries,
                    retry(MixCase.structure(), null, 0, inFull, 0),
                    bibleCalls);
        }

        /** Where chapters may be read in part, the share that is read in full besides is measured too. */
        private List<Path> retries(MixCase kind, @Nullable Integer scene, double weight)
                throws StageFailure, ChapterStoppedException, InterruptedException {
            if (rules.policy().review() == Review.CHAPTER) {
                return List.of(retry(kind, scene, weight, rules, 0));
            }
            double sampled = JudgeSettings.DEFAULT.samplePercent() / PERCENT;
            return List.of(
                    retry(kind, scene, weight * (1 - sampled), rules, 0),
                    retry(kind, scene, weight * sampled, rules, (int) PERCENT));
        }

        private Path retry(MixCase kind, @Nullable Integer scene, double weight, DecisionRules by, int samplePercent)
                throws StageFailure, ChapterStoppedException, InterruptedException {
            model.judges(new Trouble(kind, scene));
            ChapterEnvelope judged = stage(edited.nextStage(), edited);
            RecordedCall judge = model.takeCalls().get(0);
            Decision decision = Decision.on(judged, by, Digests::report, 0);
            if (!(decision.route() instanceof Route.Retry retry)) {
                throw new IllegalStateException(judged.id() + " is not retried for " + kind.name() + ": "
                        + decision.route().explanation());
            }
            ChapterEnvelope envelope = decision.envelope();
            while (envelope.work().report() == null) {
                envelope = stage(envelope.nextStage(), envelope, samplePercent);
            }
            looked(envelope);
            return new Path(kind, weight, retry.level().name(), judge, model.takeCalls());
        }
    }

    /** Counts a text that a real book would not be through with. */
    private ChapterEnvelope looked(ChapterEnvelope judged) {
        if (!(Decision.on(judged, rules, Digests::report, 0).route() instanceof Route.Accept)) {
            unclean++;
        }
        return judged;
    }

    private static Stage afterAcceptance() {
        return Arrays.stream(Stage.values())
                .filter(Stage::followsAcceptance)
                .findFirst()
                .orElseThrow();
    }

    private ChapterEnvelope stage(Stage stage, ChapterEnvelope envelope)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        return stage(stage, envelope, 0);
    }

    private ChapterEnvelope stage(Stage stage, ChapterEnvelope envelope, int samplePercent)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        return StageLogics.of(stage, models.gateway(stage), prompts, JudgeSettings.DEFAULT.sampling(samplePercent))
                .run(envelope, () -> {})
                .envelope();
    }

    private BookMix summary(Book book, List<ChapterPaths> chapters, List<Growth> growth) {
        List<PassTokens> passes = new ArrayList<>();
        passes.add(tokens(BookMix.FIRST_PASS, chapters, ChapterPaths::first));
        passes.add(
                tokens(BookMix.FULL_RETRY, chapters, chapter -> chapter.full().calls()));
        for (MixCase kind : MixCase.referenceMix()) {
            passes.add(new PassTokens(
                    kind.name(),
                    chapters.get(0).retries().stream()
                            .filter(path -> path.kind().equals(kind))
                            .findFirst()
                            .orElseThrow()
                            .level(),
                    kind.weight(),
                    mean(
                            chapters,
                            chapter ->
                                    ofKind(chapter, kind, path -> path.calls().size())),
                    mean(chapters, chapter -> ofKind(chapter, kind, path -> input(path.calls()))),
                    mean(chapters, chapter -> ofKind(chapter, kind, path -> output(path.calls())))));
        }
        passes.add(new PassTokens(
                BookMix.MIX,
                "",
                0,
                mean(chapters, chapter -> mixed(chapter, path -> path.calls().size())),
                mean(chapters, chapter -> mixed(chapter, path -> input(path.calls()))),
                mean(chapters, chapter -> mixed(chapter, path -> output(path.calls())))));
        passes.add(tokens(BookMix.BIBLE, chapters, ChapterPaths::bible));
        List<PassPrices> prices = PriceScheme.all().stream()
                .map(scheme -> new PassPrices(scheme.name(), scheme.money(), costs(chapters, scheme)))
                .toList();
        return new BookMix(
                book.id(),
                mean(chapters, ChapterPaths::scenes),
                mean(chapters, ChapterPaths::chapterTokens),
                unclean,
                passes,
                prices,
                growth);
    }

    private static Map<String, Double> costs(List<ChapterPaths> chapters, PriceScheme scheme) {
        Map<String, Double> costs = new HashMap<>();
        costs.put(BookMix.FIRST_PASS, mean(chapters, chapter -> chapter.firstPass(scheme)));
        costs.put(BookMix.FULL_RETRY, mean(chapters, chapter -> chapter.retry(scheme, chapter.full())));
        costs.put(BookMix.BIBLE, mean(chapters, chapter -> chapter.bible(scheme)));
        for (ChapterPaths chapter : chapters) {
            for (Path path : chapter.retries()) {
                double cost = chapter.retry(scheme, path) * path.weight() / chapters.size();
                costs.merge(path.kind().name(), cost / path.kind().weight(), Double::sum);
                costs.merge(BookMix.MIX, cost, Double::sum);
            }
        }
        return costs;
    }

    private static PassTokens tokens(
            String name, List<ChapterPaths> chapters, Function<ChapterPaths, List<RecordedCall>> calls) {
        return new PassTokens(
                name,
                "",
                0,
                mean(chapters, chapter -> calls.apply(chapter).size()),
                mean(chapters, chapter -> input(calls.apply(chapter))),
                mean(chapters, chapter -> output(calls.apply(chapter))));
    }

    private static double ofKind(ChapterPaths chapter, MixCase kind, ToDoubleFunction<Path> figure) {
        return chapter.retries().stream()
                        .filter(path -> path.kind().equals(kind))
                        .mapToDouble(path -> path.weight() * figure.applyAsDouble(path))
                        .sum()
                / kind.weight();
    }

    private static double mixed(ChapterPaths chapter, ToDoubleFunction<Path> figure) {
        return chapter.retries().stream()
                .mapToDouble(path -> path.weight() * figure.applyAsDouble(path))
                .sum();
    }

    private static double mean(List<ChapterPaths> chapters, ToDoubleFunction<ChapterPaths> figure) {
        return chapters.stream().mapToDouble(figure).average().orElse(0);
    }

    private static double input(List<RecordedCall> calls) {
        return calls.stream().mapToLong(RecordedCall::inputTokens).sum();
    }

    private static double output(List<RecordedCall> calls) {
        return calls.stream().mapToLong(RecordedCall::outputTokens).sum();
    }

    private static List<RecordedCall> joined(List<RecordedCall> one, List<RecordedCall> other) {
        List<RecordedCall> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    @Override
    public void close() {
        model.close();
    }
}
