package dev.storycrew.history.facts;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bibles that one may have grown from, so that an audit need not keep the texts of all that chapters left. What is added is
 * put at the end, and what is there already is not added again, so it may have grown by any end of it.
 */
final class GrownBible {
    private GrownBible() {}

    /** All bibles from which the additions make this one. */
    static List<StoryBible> before(StoryBible grown, BibleAdditions added) {
        List<StoryBible> found = new ArrayList<>();
        for (List<StoryCharacter> people : charactersBefore(grown.characters(), added)) {
            for (List<BibleEntry> entries : entriesBefore(grown.entries(), added)) {
                StoryBible before = new StoryBible(
                        people,
                        grown.truthCard(),
                        grown.summaries(),
                        entries,
                        grown.traces(),
                        grown.ending(),
                        grown.phrases());
                if (added.to(before).equals(grown)) {
                    found.add(before);
                }
            }
        }
        return found;
    }

    /** Facts that an author added are the last ones of the book file. */
    private static List<List<BibleEntry>> entriesBefore(List<BibleEntry> grown, BibleAdditions added) {
        List<BibleEntry> facts =
                grown.stream().filter(entry -> entry.kind() == EntryKind.FACT).toList();
        List<BibleEntry> others =
                grown.stream().filter(entry -> entry.kind() != EntryKind.FACT).toList();
        Set<BibleEntry> byAuthor = facts.stream()
                .filter(fact -> fact.chapter() == 0 && added.facts().contains(fact.text()))
                .collect(Collectors.toSet());
        return endsTaken(facts, byAuthor).stream()
                .map(shorter -> Stream.concat(shorter.stream(), others.stream()).toList())
                .toList();
    }

    private static <T> List<List<T>> endsTaken(List<T> all, Set<T> added) {
        List<List<T>> found = new ArrayList<>(List.of(all));
        for (int left = all.size(); left > 0 && added.contains(all.get(left - 1)); left--) {
            found.add(all.subList(0, left - 1));
        }
        return found;
    }

    /** Somebody whom a chapter brought up before the author did had no description. */
    private static Set<List<StoryCharacter>> charactersBefore(List<StoryCharacter> grown, BibleAdditions added) {
        Set<List<StoryCharacter>> found = new LinkedHashSet<>();
        Set<String> names = new HashSet<>();
        added.characters().forEach(person -> names.add(folded(person)));
        Set<StoryCharacter> byAuthor = new HashSet<>(added.characters());
        for (List<StoryCharacter> shorter : endsTaken(grown, byAuthor)) {
            List<List<StoryCharacter>> variants = new ArrayList<>(List.of(List.of()));
            for (StoryCharacter person : shorter) {
                List<List<StoryCharacter>> longer = new ArrayList<>();
                for (List<StoryCharacter> variant : variants) {
                    longer.add(with(variant, person));
                    if (names.contains(folded(person)) && !person.changes().isEmpty()) {
                        longer.add(
                                with(variant, new StoryCharacter(person.name(), null, null, null, person.changes())));
                    }
                }
                variants = longer;
            }
            found.addAll(variants);
        }
        return found;
    }

    private static List<StoryCharacter> with(List<StoryCharacter> people, StoryCharacter another) {
        List<StoryCharacter> more = new ArrayList<>(people);
        more.add(another);
        return more;
    }

    private static String folded(StoryCharacter person) {
        return person.name().toLowerCase(Locale.ROOT);
    }
}
