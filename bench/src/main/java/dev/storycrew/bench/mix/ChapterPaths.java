package dev.storycrew.bench.mix;

import java.util.ArrayList;
import java.util.List;

/**
 * The calls of one chapter, on each way that it can take.
 *
 * @param chapter its number
 * @param scenes how many it has
 * @param chapterTokens of its text
 * @param earlier the calls of the chapter before, which may have filled a cache
 * @param first plan, write, edit and judge
 * @param retries one for each kind of failed chapter and, where scenes are named, for each scene
 * @param full the same chapter retried in full, whatever the policy
 * @param bible the bible keeper's call
 */
record ChapterPaths(
        int chapter,
        int scenes,
        long chapterTokens,
        List<RecordedCall> earlier,
        List<RecordedCall> first,
        List<Path> retries,
        Path full,
        List<RecordedCall> bible) {

    /**
     * A retry.
     *
     * @param weight its share of the mix
     * @param level as the policy decided
     * @param judge the first pass's judge, with the report that led to it
     */
    record Path(MixCase kind, double weight, String level, RecordedCall judge, List<RecordedCall> calls) {}

    /** What the first pass costs. */
    double firstPass(PriceScheme scheme) {
        return cost(scheme, first, first.size());
    }

    /** What a retry costs, with the cache as the first pass left it. */
    double retry(PriceScheme scheme, Path path) {
        List<RecordedCall> all = new ArrayList<>(first.subList(0, first.size() - 1));
        all.add(path.judge());
        all.addAll(path.calls());
        return cost(scheme, all, path.calls().size());
    }

    /** What the bible keeper costs, after the first pass. */
    double bible(PriceScheme scheme) {
        List<RecordedCall> all = new ArrayList<>(first);
        all.addAll(bible);
        return cost(scheme, all, bible.size());
    }

    /** The cost of the last calls of many. */
    private double cost(PriceScheme scheme, List<RecordedCall> calls, int last) {
        List<RecordedCall> all = new ArrayList<>(earlier);
        all.addAll(calls);
        List<PromptCache.Billed> billed = scheme.cache().bill(all);
        return scheme.cost(billed.subList(billed.size() - last, billed.size()));
    }
}
