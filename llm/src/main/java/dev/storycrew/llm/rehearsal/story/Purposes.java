package dev.storycrew.llm.rehearsal.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Distributes what a chapter tells among its scenes: the summary's sentences in order, each goal to the scene it fits
 * best. Scenes with nothing left get a purpose between what comes before and after.
 */
public final class Purposes {
    private static final int TELLING = 4;

    private final Request request;
    private final Ensemble ensemble;
    private final List<String> purposes = new ArrayList<>();
    private final List<List<Person>> people = new ArrayList<>();

    private Purposes(Request request, Ensemble ensemble) {
        this.request = request;
        this.ensemble = ensemble;
    }

    public static Purposes of(Request request, Ensemble ensemble, int count) {
        Purposes purposes = new Purposes(request, ensemble);
        purposes.deal(count);
        return purposes;
    }

    public List<String> all() {
        return purposes;
    }

    public List<Person> people(int scene) {
        return people.get(scene - 1);
    }

    private void deal(int count) {
        Outline outline = ensemble.outline();
        List<List<String>> scenes = new ArrayList<>();
        List<String> summary = outline.sentences(request.value("Chapter", "Summary"));
        List<String> goals = request.goals().stream().map(outline::stopped).toList();
        List<List<String>> events = new ArrayList<>();
        summary.forEach(sentence -> events.add(new ArrayList<>(List.of(sentence))));
        boolean roomForAll = summary.size() + goals.size() <= count;
        for (int index = goals.size() - 1; index >= 0; index--) {
            String goal = goals.get(index);
            int near = nearest(goal, summary, index, goals.size());
            if (roomForAll || events.isEmpty()) {
                events.add(Math.min(events.size(), near + 1), new ArrayList<>(List.of(goal)));
            } else {
                events.get(near).add(1, goal);
            }
        }
        if (events.isEmpty()) {
            events.add(new ArrayList<>());
        }
        for (int scene = 0; scene < count; scene++) {
            scenes.add(new ArrayList<>());
        }
        for (int event = 0; event < events.size(); event++) {
            scenes.get(event * count / events.size()).addAll(events.get(event));
        }
        for (int scene = 1; scene <= count; scene++) {
            complete(scenes.get(scene - 1), scene);
        }
    }

    private void complete(List<String> told, int scene) {
        List<Person> present = ensemble.present(String.join(" ", told), scene);
        if (told.isEmpty()) {
            Map<String, String> slots = new HashMap<>();
            present.get(0).into(slots, "a", ensemble.outline());
            present.get(1).into(slots, "b", ensemble.outline());
            slots.put("topic", ensemble.topic("", Script.nowhere(), scene));
            for (String line : ensemble.dealt("purpose", ensemble.stock().phrases("purpose"), scene)) {
                String purpose =
                        Wording.of(line, slots, new java.util.Random(scene)).orElse("");
                if (told.isEmpty() && !purpose.isEmpty() && !purposes.contains(purpose)) {
                    told.add(purpose);
                }
            }
        }
        purposes.add(ensemble.stock().join(told));
        people.add(present);
    }

    private int nearest(String goal, List<String> summary, int index, int goals) {
        int best = summary.isEmpty() ? 0 : Math.min(summary.size() - 1, (index + 1) * summary.size() / goals);
        int most = 0;
        for (int sentence = 0; sentence < summary.size(); sentence++) {
            Set<String> shared = telling(summary.get(sentence));
            shared.retainAll(telling(goal));
            if (shared.size() > most) {
                most = shared.size();
                best = sentence;
            }
        }
        return best;
    }

    /** Long words; of ideographic text the pairs of characters. People's names tell nothing. */
    private Set<String> telling(String sentence) {
        Set<String> found = new HashSet<>();
        String text = sentence.toLowerCase(Locale.ROOT);
        for (Person person : ensemble.people()) {
            for (String name : person.name().toLowerCase(Locale.ROOT).split(" ")) {
                text = text.replace(name, " ");
            }
        }
        for (String word : text.split("[^\\p{L}]+")) {
            if (ensemble.stock().chinese()) {
                for (int at = 0; at + 2 <= word.length(); at++) {
                    found.add(word.substring(at, at + 2));
                }
            } else if (word.length() >= TELLING) {
                found.add(word);
            }
        }
        return found;
    }
}
