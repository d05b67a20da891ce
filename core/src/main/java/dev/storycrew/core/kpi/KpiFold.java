package dev.storycrew.core.kpi;

import dev.storycrew.core.story.ChapterId;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counts whole histories: the figures of all periods, from the facts of all chapters in any order. */
public final class KpiFold {
    private final Map<ChapterId, ChapterFigures> chapters = new HashMap<>();

    /** Takes a fact. */
    public void take(ChapterFact.OfChapter told) {
        chapters.merge(
                told.chapter(), ChapterFigures.none().after(told.fact()), (known, first) -> known.after(told.fact()));
    }

    /** The figures of every day, month and of all time in which anything was counted. */
    public SortedMap<String, KpiRollup> periods() {
        SortedMap<String, KpiRollup> periods = new TreeMap<>();
        days(day -> KpiPeriod.containing(day.period())
                .forEach(period -> periods.merge(period, day.in(period), KpiRollup::plus)));
        periods.values().removeIf(KpiRollup::isEmpty);
        return periods;
    }

    /** What single chapters add to single days. */
    public void days(Consumer<KpiRollup> sink) {
        chapters.values().forEach(chapter -> chapter.byDay().values().forEach(sink));
    }

    /** The chapters by id. */
    public Map<ChapterId, ChapterFigures> chapters() {
        return Map.copyOf(chapters);
    }
}
