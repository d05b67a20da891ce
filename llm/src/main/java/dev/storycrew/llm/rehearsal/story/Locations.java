package dev.storycrew.llm.rehearsal.story;

import dev.storycrew.llm.rehearsal.story.Ensemble.Passage;
import dev.storycrew.llm.rehearsal.story.Stock.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the places of a chapter's scenes: those that the outline speaks of first, and no place twice in a row. */
public final class Locations {
    private static final int BY_PURPOSE = 6;
    private static final int BY_CHAPTER = 2;
    private static final int BY_BOOK = 1;
    private static final int AGAIN = -3;
    private static final int JUST_LEFT = -20;
    /** For what the scene is about there should be a door and a chair. */
    private static final int NO_ROOF = -40;

    private final Ensemble ensemble;
    private final Passage chapter;
    private final Passage book;

    public Locations(Request request, Ensemble ensemble) {
        this.ensemble = ensemble;
        this.chapter = ensemble.passage(request.value("Chapter", "Title") + " " + ensemble.matter());
        this.book = ensemble.passage(String.join(" ", request.facts())
                + " " + request.value("Book", "Title")
                + " " + String.join(" ", request.characters()));
    }

    public List<Entry> forScenes(List<String> purposes) {
        List<Entry> chosen = new ArrayList<>();
        Map<Entry, Integer> used = new HashMap<>();
        for (int scene = 1; scene <= purposes.size(); scene++) {
            Entry before = chosen.isEmpty() ? null : chosen.get(chosen.size() - 1);
            boolean needsRoof = !ensemble.dispute(scene).all("inside").isEmpty();
            Passage purpose = ensemble.passage(purposes.get(scene - 1));
            Entry best = null;
            int most = Integer.MIN_VALUE;
            for (Entry place : ensemble.dealt("places", ensemble.entries("places"), scene)) {
                int score = score(place, purpose)
                        + used.getOrDefault(place, 0) * AGAIN
                        + (place.equals(before) ? JUST_LEFT : 0)
                        + (needsRoof && !place.all("outside").isEmpty() ? NO_ROOF : 0);
                if (fits(place) && score > most) {
                    best = place;
                    most = score;
                }
            }
            Entry place = java.util.Objects.requireNonNull(best);
            chosen.add(place);
            used.merge(place, 1, Integer::sum);
        }
        return chosen;
    }

    private int score(Entry place, Passage purpose) {
        int score = 0;
        for (String key : place.words("keys")) {
            score += purpose.names(key) ? BY_PURPOSE : 0;
            score += chapter.names(key) ? BY_CHAPTER : 0;
            score += book.names(key) ? BY_BOOK : 0;
        }
        return score;
    }

    /** A place with {@code only} belongs in books that speak of it. */
    private boolean fits(Entry place) {
        return !place.title().equals("here")
                && (place.all("only").isEmpty()
                        || place.words("only").stream().anyMatch(key -> chapter.names(key) || book.names(key)));
    }
}
