package dev.storycrew.audit.trail;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.canon.EntryEnd;
import dev.storycrew.core.event.ChapterOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bible's entries that a chapter has to do with, as its outcome names them and as it left them. */
final class OutcomeEntries {
    private OutcomeEntries() {}

    /** What a chapter did. */
    enum How {
        WROTE("wrote"),
        WITHDREW("withdrew"),
        RESOLVED("resolved"),
        RELIED_ON("relied_on");

        private final String word;

        How(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** An entry and what the chapter did with it. */
    record Touched(How how, BibleEntry entry) {
        /** For people: {@code withdrew [f3] The lamp is dark. (of chapter 2), because it was lit}. */
        String told() {
            EntryEnd end = entry.end();
            String why =
                    how == How.WITHDREW && end != null && end.because() != null ? ", because " + end.because() : "";
            String of = how == How.WROTE
                    ? ""
                    : entry.chapter() == 0 ? " (of the book)" : " (of chapter " + entry.chapter() + ")";
            return how.word().replace('_', ' ') + " [" + entry.id() + "] " + entry.text() + of + why;
        }
    }

    /** What it ended is not listed once more as what it relied on; empty where an outcome names no entries. */
    static List<Touched> of(ChapterOutcome outcome) {
        ChapterCanon canon = outcome.canon();
        if (canon == null) {
            return List.of();
        }
        Map<String, BibleEntry> known = new HashMap<>();
        outcome.bible().entries().forEach(entry -> known.put(entry.id().toString(), entry));
        List<Touched> touched = new ArrayList<>();
        add(touched, How.WROTE, canon.wrote(), known);
        add(touched, How.WITHDREW, canon.withdrew(), known);
        add(touched, How.RESOLVED, canon.resolved(), known);
        List<String> read = new ArrayList<>(canon.read());
        read.removeAll(canon.withdrew());
        read.removeAll(canon.resolved());
        add(touched, How.RELIED_ON, read, known);
        return touched;
    }

    private static void add(List<Touched> touched, How how, List<String> ids, Map<String, BibleEntry> known) {
        for (String id : ids) {
            BibleEntry entry = known.get(id);
            if (entry != null) {
                touched.add(new Touched(how, entry));
            }
        }
    }
}
