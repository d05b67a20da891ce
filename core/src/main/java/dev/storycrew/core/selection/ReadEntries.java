package dev.storycrew.core.selection;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.EntryId;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.names.NamedText;
import dev.storycrew.core.names.PersonName;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.StoryBible;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a chapter rests on: those that its bible keeper says it relied on, those it ended and those it resolved. A
 * keeper that says nothing of reliance is taken to have relied on all facts, changes and open clues about the chapter's people:
 * that asks a judge too often, never too rarely. Where an entry is gone because its chapter was made again, what that chapter says
 * now takes its place.
 */
public final class ReadEntries {
    private ReadEntries() {}

    /**
     * Their ids, in the bible's order.
     *
     * @param before the bible that the chapter started with
     */
    public static List<String> of(
            StoryBible before, ChapterBrief brief, @Nullable SceneList scenes, BibleChanges changes) {
        Set<String> named = new LinkedHashSet<>();
        changes.withdrawn().forEach(ended -> named.add(ended.id()));
        changes.cluesResolved().stream()
                .map(EntryId::namedBy)
                .filter(Objects::nonNull)
                .forEach(named::add);
        List<String> reliedOn = changes.reliedOn();
        if (reliedOn == null) {
            aboutPeopleOf(before, brief, scenes)
                    .map(entry -> entry.id().toString())
                    .forEach(named::add);
        } else {
            named.addAll(reliedOn);
        }
        Set<String> gone = new LinkedHashSet<>(named);
        before.entries().forEach(entry -> gone.remove(entry.id().toString()));
        return before.entries().stream()
                .filter(entry -> named.contains(entry.id().toString()) || takesThePlaceOfOne(entry, gone))
                .map(entry -> entry.id().toString())
                .toList();
    }

    /**
     * True if an entry says what its chapter says instead of one that is gone: only a chapter that is made again takes entries
     * back, and a text that was judged against what it says now rests on that.
     */
    private static boolean takesThePlaceOfOne(BibleEntry entry, Set<String> gone) {
        return entry.chapter() > 0
                && gone.stream()
                        .map(EntryId::namedBy)
                        .filter(Objects::nonNull)
                        .map(EntryId::parse)
                        .anyMatch(id -> id.kind() == entry.kind() && id.chapter() == entry.chapter());
    }

    private static Stream<BibleEntry> aboutPeopleOf(StoryBible before, ChapterBrief brief, @Nullable SceneList scenes) {
        List<String> here = BibleSelection.peopleOf(before, brief, scenes).stream()
                .map(person -> before.characters().get(person).name())
                .toList();
        List<PersonName> names = here.stream().map(PersonName::new).toList();
        return before.entries().stream()
                .filter(BibleEntry::stands)
                .filter(entry -> switch (entry.kind()) {
                    case FACT, CLUE, CHANGE -> true;
                    case EVENT, IMAGE -> false;
                })
                .filter(entry -> entry.kind() == EntryKind.CHANGE
                        ? here.stream().anyMatch(entry::isOf)
                        : namesOneOf(names, NamedText.of(entry.text())));
    }

    private static boolean namesOneOf(List<PersonName> names, NamedText text) {
        return names.stream().anyMatch(name -> name.isIn(text));
    }
}
