package dev.storycrew.core.selection;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has been picked of a bible so far, and how many tokens are left for more. */
final class Picked {
    private static final int HUNDRED = 100;

    private final LineCutter cutter;
    private final int budget;
    private final Map<BibleSection, SortedMap<Integer, String>> sections = new EnumMap<>(BibleSection.class);
    private int left;
    private int whole;

    Picked(int budget, LineCutter cutter) {
        this.budget = budget;
        this.left = budget;
        this.cutter = cutter;
        for (BibleSection section : BibleSection.values()) {
            sections.put(section, new TreeMap<>());
        }
    }

    /** Tokens that some lines may take, as long as so many are left. */
    final class Share {
        private int room;

        private Share(int room) {
            this.room = room;
        }

        /**
         * Adds an entry's line, unless there is no room.
         *
         * @param place of the line in its section
         * @param most longer lines are cut to so many tokens
         * @return whether the line is there now
         */
        boolean add(BibleSection section, int place, String line, int most) {
            String shown = cutter.cut(line, most);
            if (!addPart(section, place, shown)) {
                return false;
            }
            if (shown.equals(line)) {
                countWhole(1);
            }
            return true;
        }

        /** Adds a line that shows no entry in full. */
        boolean addPart(BibleSection section, int place, String line) {
            if (has(section, place)) {
                return false;
            }
            int cost = line.isEmpty() ? Integer.MAX_VALUE : cutter.count(line);
            if (cost > room || cost > left) {
                return false;
            }
            room -= cost;
            left -= cost;
            lines(section).put(place, line);
            return true;
        }
    }

    /** A share of the budget. */
    Share share(int percent) {
        return new Share(percent(percent));
    }

    /** A share of what is left. */
    Share shareOfRest(int percent) {
        return new Share(percentOf(left, percent));
    }

    /** A share of the budget in tokens. */
    int percent(int percent) {
        return percentOf(budget, percent);
    }

    boolean has(BibleSection section, int place) {
        return lines(section).containsKey(place);
    }

    /** Entries that a line shows in full. */
    void countWhole(int entries) {
        whole += entries;
    }

    /** How many entries are shown in full. */
    int whole() {
        return whole;
    }

    Map<BibleSection, List<String>> sections() {
        Map<BibleSection, List<String>> copy = new EnumMap<>(BibleSection.class);
        sections.forEach((section, lines) -> copy.put(section, List.copyOf(lines.values())));
        return copy;
    }

    private SortedMap<Integer, String> lines(BibleSection section) {
        return Objects.requireNonNull(sections.get(section));
    }

    private static int percentOf(int tokens, int percent) {
        return (int) ((long) tokens * percent / HUNDRED);
    }
}
