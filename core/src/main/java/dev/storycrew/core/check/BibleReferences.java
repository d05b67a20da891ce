package dev.storycrew.core.check;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.Entries;
import dev.storycrew.core.canon.EntryId;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.canon.EntryLedger;
import dev.storycrew.core.names.KnownPeople;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a bible keeper says of earlier entries against the bible that the chapter started with. What refers to nothing
 * is left out and told, in one sentence for each kind of fault; nothing is invented in its place.
 */
public final class BibleReferences {
    private static final int MOST_TOLD = 5;

    private final StoryBible before;
    private final Map<String, Set<String>> faults = new LinkedHashMap<>();
    private final CluesInWords openClues;
    private final CluesInWords resolvedClues;

    private BibleReferences(StoryBible before) {
        this.before = before;
        this.openClues = new CluesInWords(before.standing(EntryKind.CLUE));
        this.resolvedClues = new CluesInWords(Entries.ended(before.entries(), EntryKind.CLUE));
    }

    /**
     * Changes that hold.
     *
     * @param warnings what was left out: ids and counts, nothing of the story
     */
    public record Checked(BibleChanges changes, List<String> warnings) {
        public Checked {
            warnings = List.copyOf(warnings);
        }
    }

    /** Checks what was answered about a chapter that started with a bible. */
    public static Checked check(BibleChanges answered, StoryBible before) {
        BibleReferences references = new BibleReferences(before);
        BibleChanges plain = withoutMarks(answered);
        List<BibleChanges.Withdrawal> withdrawn = references.withdrawn(plain.withdrawn());
        List<String> resolved = references.resolved(plain.cluesResolved());
        List<String> relied = plain.reliedOn() == null ? null : references.reliedOn(plain.reliedOn());
        return new Checked(plain.referring(resolved, withdrawn, relied), references.warnings(plain));
    }

    private List<BibleChanges.Withdrawal> withdrawn(List<BibleChanges.Withdrawal> answered) {
        Map<String, BibleChanges.Withdrawal> kept = new LinkedHashMap<>();
        for (BibleChanges.Withdrawal ended : answered) {
            String id = EntryId.namedBy(ended.id());
            BibleEntry entry = id == null ? null : before.entry(id);
            if (id == null || entry == null) {
                fault("withdraws entries that do not exist", id);
            } else if (!entry.kind().canBeWithdrawn()) {
                fault(
                        "withdraws entries that cannot be withdrawn, because they are not facts or changes of a person",
                        id);
            } else if (!EntryLedger.canBeWithdrawn(entry)) {
                fault("withdraws entries that an earlier chapter has withdrawn", id);
            } else {
                kept.putIfAbsent(id, new BibleChanges.Withdrawal(id, ended.because()));
            }
        }
        return List.copyOf(kept.values());
    }

    /** By ids where the clues have any; a clue that is resolved already stays resolved by who did it first. */
    private List<String> resolved(List<String> answered) {
        Set<String> kept = new LinkedHashSet<>();
        for (String clue : answered) {
            String id = EntryId.namedBy(clue);
            if (id == null) {
                resolvedInWords(clue, kept);
                continue;
            }
            BibleEntry entry = before.entry(id);
            if (entry == null || entry.kind() != EntryKind.CLUE) {
                fault("resolves clues that do not exist", id);
            } else if (entry.stands()) {
                kept.add(id);
            }
        }
        return List.copyOf(kept);
    }

    private void resolvedInWords(String clue, Set<String> kept) {
        BibleEntry open = openClues.in(clue);
        if (open != null) {
            kept.add(open.id().toString());
        } else if (resolvedClues.in(clue) == null) {
            String unknown = CluesInWords.idBefore(clue);
            if (unknown == null) {
                kept.add(clue);
            } else {
                fault("resolves clues that do not exist", unknown);
            }
        }
    }

    /** A resolved clue can be relied on too: requests show it. */
    private List<String> reliedOn(List<String> answered) {
        Set<String> kept = new LinkedHashSet<>();
        for (String named : answered) {
            String id = EntryId.namedBy(named);
            BibleEntry entry = id == null ? null : before.entry(id);
            if (id == null || entry == null) {
                fault("relies on entries that do not exist", id);
            } else if (!entry.stands() && entry.kind() != EntryKind.CLUE) {
                fault("relies on entries that an earlier chapter has withdrawn", id);
            } else {
                kept.add(id);
            }
        }
        return List.copyOf(kept);
    }

    /** @param id null for what is no id: it may be any text, so it is counted and not repeated */
    private void fault(String what, @Nullable String id) {
        Set<String> ids = faults.computeIfAbsent(what, none -> new LinkedHashSet<>());
        ids.add(id == null ? "something that is no id" : id);
    }

    private List<String> warnings(BibleChanges answered) {
        List<String> warnings = new ArrayList<>();
        faults.forEach((what, ids) -> {
            String told = String.join(", ", ids.stream().limit(MOST_TOLD).toList());
            String more = ids.size() > MOST_TOLD ? " and " + (ids.size() - MOST_TOLD) + " more" : "";
            warnings.add("The bible keeper " + what + ", which was ignored: " + told + more);
        });
        KnownPeople people = before.people();
        long unclear = answered.characterChanges().stream()
                .filter(change -> people.isUnclear(change.name()))
                .count();
        if (unclear > 0) {
            warnings.add("The bible keeper names people by what several of them are called, so "
                    + Counted.of(unclear, "change") + " of a person could not be noted");
        }
        return warnings;
    }

    /** Models repeat an entry with its id in brackets; ids are no part of what is true. */
    private static BibleChanges withoutMarks(BibleChanges answered) {
        return new BibleChanges(
                answered.summary(),
                plain(answered.newFacts()),
                answered.timeline().stream()
                        .map(event -> new BibleChanges.Event(EntryId.without(event.event()), event.characters()))
                        .filter(event -> !event.event().isBlank())
                        .toList(),
                answered.characterChanges().stream()
                        .map(change ->
                                new BibleChanges.CharacterChange(change.name(), EntryId.without(change.change())))
                        .filter(change -> !change.change().isBlank())
                        .toList(),
                plain(answered.cluesPlanted()),
                answered.cluesResolved(),
                plain(answered.imagery()),
                answered.traces(),
                answered.ending(),
                answered.withdrawn(),
                answered.reliedOn(),
                answered.fold(),
                answered.phrases(),
                answered.numbers());
    }

    private static List<String> plain(List<String> sentences) {
        return sentences.stream()
                .map(EntryId::without)
                .filter(sentence -> !sentence.isBlank())
                .toList();
    }
}
