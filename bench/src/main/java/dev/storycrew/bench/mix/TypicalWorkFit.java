package dev.storycrew.bench.mix;

import dev.storycrew.core.estimate.StageTokens;
import dev.storycrew.core.estimate.StageTokens.Measured;
import dev.storycrew.core.estimate.TypicalWork;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.book.Book;
import dev.storycrew.llm.Tokens;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.StageFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Makes what {@code estimate} goes by: the mix of one book at two lengths, and how its requests grow. */
public final class TypicalWorkFit {
    /** How long the measured books must be, so that their growth is known. */
    public static final int CHAPTERS = 60;

    private static final String BOOK = "the-salt-house";
    private static final String IN_CHARACTERS = "the-tea-house";
    private static final int SHORT = 1_200;

    private final MixBench bench;

    public TypicalWorkFit(MixBench bench) {
        this.bench = bench;
    }

    /**
     * Measures.
     *
     * @param measured the same books as {@code bench cost --mix} measures them
     */
    public TypicalWork of(MixReport measured)
            throws IOException, StageFailure, ChapterStoppedException, InterruptedException {
        Book book = MixBooks.builtIn(BOOK);
        ChapterPaths shorter = bench.firstChapter(withWords(book, SHORT));
        ChapterPaths longer = bench.firstChapter(book);
        BookMix grown = of(measured, BOOK);
        BookMix inCharacters = of(measured, IN_CHARACTERS);
        Map<Stage, StageTokens> first = new EnumMap<>(Stage.class);
        Map<Stage, Double> system = new EnumMap<>(Stage.class);
        for (RecordedCall call : joined(longer)) {
            Stage stage = call.stage();
            first.put(
                    stage,
                    StageTokens.through(
                            sum(shorter.chapterTokens(), joined(shorter), stage),
                            sum(longer.chapterTokens(), joined(longer), stage)));
            system.put(stage, (double)
                    Tokens.count(call.pieces().get(call.pieces().size() - 2).text()));
        }
        Map<String, TypicalWork.OfLevel> retries = new TreeMap<>();
        for (String level : longer.retries().stream()
                .map(ChapterPaths.Path::level)
                .distinct()
                .toList()) {
            retries.put(level, ofLevel(level, shorter, longer));
        }
        double base = grown.growth().get(0).firstInput();
        return new TypicalWork(
                "what a typical book took in the benchmark `bench cost --mix` (docs/costs.md)",
                grown.chapterTokens() / book.frame().wordsPerChapter(),
                inCharacters.chapterTokens() / BookFrame.DEFAULT_WORDS_PER_CHAPTER,
                system,
                first,
                retries,
                grown.growth().stream()
                        .map(at -> new TypicalWork.Growth(
                                at.chapter(),
                                (at.firstInput() - base) / longer.first().size()))
                        .toList());
    }

    private static BookMix of(MixReport measured, String book) {
        return measured.books().stream()
                .filter(each -> each.book().equals(book))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(book + " was not measured"));
    }

    private static List<RecordedCall> joined(ChapterPaths paths) {
        List<RecordedCall> calls = new ArrayList<>(paths.first());
        calls.addAll(paths.bible());
        return calls;
    }

    private static Measured sum(double chapterTokens, List<RecordedCall> calls, Stage stage) {
        List<RecordedCall> own =
                calls.stream().filter(call -> call.stage() == stage).toList();
        return new Measured(
                chapterTokens,
                own.size(),
                own.stream().mapToLong(RecordedCall::inputTokens).sum(),
                own.stream().mapToLong(RecordedCall::outputTokens).sum());
    }

    private static TypicalWork.OfLevel ofLevel(String level, ChapterPaths shorter, ChapterPaths longer) {
        Map<Stage, Measured> ofShorter = mean(level, shorter);
        Map<Stage, Measured> ofLonger = mean(level, longer);
        Map<Stage, StageTokens> stages = new EnumMap<>(Stage.class);
        ofLonger.forEach((stage, measured) ->
                stages.put(stage, StageTokens.through(ofShorter.getOrDefault(stage, measured), measured)));
        double share = longer.retries().stream()
                .filter(path -> path.level().equals(level))
                .mapToDouble(ChapterPaths.Path::weight)
                .sum();
        return new TypicalWork.OfLevel(share, stages);
    }

    /** What a level's retries take of each stage, on average. */
    private static Map<Stage, Measured> mean(String level, ChapterPaths chapter) {
        Predicate<ChapterPaths.Path> ofLevel = path -> path.level().equals(level);
        List<ChapterPaths.Path> paths =
                chapter.retries().stream().filter(ofLevel).toList();
        double weight = paths.stream().mapToDouble(ChapterPaths.Path::weight).sum();
        Map<Stage, Measured> mean = new EnumMap<>(Stage.class);
        for (ChapterPaths.Path path : paths) {
            double share = path.weight() / weight;
            for (Stage stage : path.calls().stream().map(RecordedCall::stage).collect(Collectors.toSet())) {
                Measured one = sum(chapter.chapterTokens(), path.calls(), stage);
                mean.merge(
                        stage,
                        new Measured(
                                one.chapterTokens(), share * one.runs(), share * one.input(), share * one.output()),
                        (left, right) -> new Measured(
                                left.chapterTokens(),
                                left.runs() + right.runs(),
                                left.input() + right.input(),
                                left.output() + right.output()));
            }
        }
        return mean;
    }

    private static Book withWords(Book book, int words) {
        BookFrame own = book.frame();
        BookFrame frame = new BookFrame(
                own.title(), own.genre(), own.language(), own.theme(), words, own.wordTolerance(), own.style());
        List<ChapterBrief> chapters = book.chapters().stream()
                .map(brief -> new ChapterBrief(
                        brief.id(), frame, brief.title(), brief.summary(), brief.goals(), brief.hook(), brief.next()))
                .toList();
        return new Book(book.id(), frame, book.bible(), chapters);
    }
}
