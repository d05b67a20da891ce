package dev.storycrew.history.facts;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.names.SpelledName;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bibles that one may have grown from, so that an audit need not keep the texts of all that chapters left. What is added is
 * put at the end, and what is there already is not added again, so it may have grown by any end of it. What an earlier chapter
 * began with was there already.
 */
final class GrownBible {
    /** Of more, nobody works out which one it was. */
    static final int MOST = 1024;

    private final StoryBible grown;
    private final BibleAdditions added;
    private final BibleAdditions earlier;
    private final List<StoryCharacter> newPeople;

    private GrownBible(StoryBible grown, BibleAdditions added, BibleAdditions earlier) {
        this.grown = grown;
        this.added = added;
        this.earlier = earlier;
        Set<StoryCharacter> there = new HashSet<>(earlier.characters());
        this.newPeople = added.characters().stream()
                .filter(person -> !there.contains(person))
                .toList();
    }

    /**
     * All bibles from which the additions make this one.
     *
     * @param earlier what was added and is known to have been there before
     * @return empty if they are too many
     */
    static Optional<List<StoryBible>> before(StoryBible grown, BibleAdditions added, BibleAdditions earlier) {
        return new GrownBible(grown, added, earlier).before();
    }

    private Optional<List<StoryBible>> before() {
        List<List<BibleEntry>> entries = entriesBefore();
        Set<List<StoryCharacter>> people = charactersBefore();
        if (people == null || (long) people.size() * entries.size() > MOST) {
            return Optional.empty();
        }
        // Neither depends on the other: facts are about the people that are there in the end.
        List<List<StoryCharacter>> rightPeople = people.stream()
                .filter(each -> added.to(of(each, grown.entries())).characters().equals(grown.characters()))
                .toList();
        List<List<BibleEntry>> rightEntries = entries.stream()
                .filter(each -> added.to(of(grown.characters(), each)).entries().equals(grown.entries()))
                .toList();
        return Optional.of(rightPeople.stream()
                .flatMap(each -> rightEntries.stream().map(those -> of(each, those)))
                .toList());
    }

    private StoryBible of(List<StoryCharacter> people, List<BibleEntry> entries) {
        return new StoryBible(
                people, grown.truthCard(), grown.summaries(), entries, grown.traces(), grown.ending(), grown.phrases());
    }

    /** Facts that an author added are the last ones of the book file. */
    private List<List<BibleEntry>> entriesBefore() {
        List<BibleEntry> facts = grown.entries().stream()
                .filter(entry -> entry.kind() == EntryKind.FACT)
                .toList();
        List<BibleEntry> others = grown.entries().stream()
                .filter(entry -> entry.kind() != EntryKind.FACT)
                .toList();
        Set<String> byAuthor = new HashSet<>(added.facts());
        earlier.facts().forEach(byAuthor::remove);
        return endsTaken(facts, fact -> fact.chapter() == 0 && byAuthor.contains(fact.text())).stream()
                .map(shorter -> Stream.concat(shorter.stream(), others.stream()).toList())
                .toList();
    }

    private static <T> List<List<T>> endsTaken(List<T> all, Predicate<T> added) {
        List<List<T>> found = new ArrayList<>(List.of(all));
        for (int left = all.size(); left > 0 && added.test(all.get(left - 1)); left--) {
            found.add(all.subList(0, left - 1));
        }
        return found;
    }

    /** Somebody whom a chapter brought up before the author did had no description; null if there are too many ways. */
    private @Nullable Set<List<StoryCharacter>> charactersBefore() {
        List<Set<StoryCharacter>> each =
                grown.characters().stream().map(this::asTheyWere).toList();
        Set<List<StoryCharacter>> found = new LinkedHashSet<>();
        for (List<StoryCharacter> shorter : endsTaken(grown.characters(), this::mayBeNew)) {
            List<List<StoryCharacter>> variants = new ArrayList<>(List.of(List.of()));
            for (Set<StoryCharacter> ways : each.subList(0, shorter.size())) {
                if ((long) variants.size() * ways.size() > MOST) {
                    return null;
                }
                variants = variants.stream()
                        .flatMap(variant -> ways.stream().map(person -> with(variant, person)))
                        .toList();
            }
            found.addAll(variants);
            if (found.size() > MOST) {
                return null;
            }
        }
        return found;
    }

    /** Whoever has changed has been in a chapter. */
    private boolean mayBeNew(StoryCharacter person) {
        String name = SpelledName.of(person.name());
        return person.changes().isEmpty()
                && newPeople.stream()
                        .anyMatch(other -> person.isDescribedAs(other)
                                && SpelledName.of(other.name()).equals(name));
    }

    private Set<StoryCharacter> asTheyWere(StoryCharacter person) {
        Set<StoryCharacter> ways = new LinkedHashSet<>(List.of(person));
        for (StoryCharacter byAuthor : newPeople) {
            if (StoryBible.mayBe(person, byAuthor)) {
                ways.add(without(person, byAuthor, null));
                earlier.characters().stream()
                        .filter(before -> StoryBible.mayBe(before, byAuthor))
                        .forEach(before -> ways.add(without(person, byAuthor, before)));
            }
        }
        return ways;
    }

    /** Before an author described somebody further. */
    private static StoryCharacter without(
            StoryCharacter person, StoryCharacter byAuthor, @Nullable StoryCharacter before) {
        return new StoryCharacter(
                person.name(),
                without(person.role(), byAuthor.role(), before == null ? null : before.role()),
                without(person.motivation(), byAuthor.motivation(), before == null ? null : before.motivation()),
                without(person.voice(), byAuthor.voice(), before == null ? null : before.voice()),
                person.changes(),
                person.lines().equals(byAuthor.lines())
                                && (before == null || before.lines().isEmpty())
                        ? List.of()
                        : person.lines());
    }

    private static @Nullable String without(@Nullable String now, @Nullable String byAuthor, @Nullable String before) {
        return before == null && Objects.equals(now, byAuthor) ? null : now;
    }

    private static List<StoryCharacter> with(List<StoryCharacter> people, StoryCharacter another) {
        List<StoryCharacter> more = new ArrayList<>(people);
        more.add(another);
        return more;
    }
}
