package dev.storycrew.core.selection;

import static dev.storycrew.core.selection.BibleSection.CHANGES;
import static dev.storycrew.core.selection.BibleSection.CHARACTERS;
import static dev.storycrew.core.selection.BibleSection.EARLIER;
import static dev.storycrew.core.selection.BibleSection.FACTS;
import static dev.storycrew.core.selection.BibleSection.IMAGERY;
import static dev.storycrew.core.selection.BibleSection.MORE_CHARACTERS;
import static dev.storycrew.core.selection.BibleSection.MORE_FACTS;
import static dev.storycrew.core.selection.BibleSection.OPEN_CLUES;
import static dev.storycrew.core.selection.BibleSection.OTHERS;
import static dev.storycrew.core.selection.BibleSection.RESOLVED_CLUES;
import static dev.storycrew.core.selection.BibleSection.SUMMARIES;
import static dev.storycrew.core.selection.BibleSection.TIMELINE;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.Entries;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.names.NamedText;
import dev.storycrew.core.names.PersonName;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.TruthCard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what a request shows of a bible. A bible that fits into the budget is shown whole. Of a larger one the request
 * shows the people of the chapter, entries about them, open clues, the last three summaries, a line for each older part,
 * and what was true first; then what is newest, as long as there is room. Each of these has its share of the budget, so none
 * crowds out another, and long entries are cut.
 *
 * <p>Of a larger one, a request about a text shows no more than that is about: besides the first lists, nobody who is in
 * neither the plan nor the text nor the review, and nothing that is told of such people alone.
 *
 * <p>{@link BibleSection#CHARACTERS}, {@link BibleSection#EARLIER} and {@link BibleSection#FACTS} do not depend on the
 * chapter's people, so that chapters in a row share them.
 */
public final class BibleSelection {
    private static final int LAST_SUMMARIES = 3;

    /** Shares of the budget in per cent; together a hundred. */
    private static final int FIRST_PEOPLE = 10;

    private static final int PEOPLE_HERE = 15;
    private static final int NEWEST_SUMMARIES = 12;
    private static final int OLDER_PARTS = 15;
    private static final int FIRST_FACTS = 15;
    private static final int OPEN = 8;
    private static final int CHANGED = 6;
    private static final int FACTS_HERE = 9;
    private static final int EVENTS_HERE = 6;
    private static final int RESOLVED = 2;
    private static final int IMAGES = 2;

    /** More than there ever is. */
    private static final int LARGE = Integer.MAX_VALUE / 2;

    private static final int ALL = 100;
    private static final int MOST_OF_A_KIND = 300;

    /** More than there are lines of one kind. */
    private static final int PLACES = 100_000_000;

    private static final int MOST = 60;
    /** What a single line may have of the budget. */
    private static final int LINE = 4;

    private static final int SHORTEST_LINE = 20;

    private static final int SHORTEST_PERSON = 6;
    /** After so many entries that do not fit, none is tried. */
    private static final int MOST_MISSES = 5;

    private final StoryBible bible;
    private final LineCutter cutter;
    private final Picked picked;
    private final SortedSet<Integer> here;
    private final List<PersonName> names = new ArrayList<>();
    private final List<PersonName> others = new ArrayList<>();
    /** People who are not of this chapter's: all, or those whom its text or review names all the same. */
    private final SortedSet<Integer> shownBesides = new TreeSet<>();

    private final List<PersonName> namesBesides = new ArrayList<>();

    private final boolean fillsUp;

    /** The lines that were looked at for names, most of them more than once. */
    private final Map<String, NamedText> named = new HashMap<>();

    /** @param place in its list of the bible */
    private record Line(int place, String text) {}

    private BibleSelection(
            StoryBible bible,
            ChapterBrief brief,
            @Nullable SceneList scenes,
            @Nullable String about,
            int budget,
            LineCutter cutter) {
        this.bible = bible;
        this.cutter = cutter;
        this.picked = new Picked(budget, cutter);
        this.here = peopleOf(bible, brief, scenes);
        NamedText told = about == null ? null : NamedText.of(about);
        for (int person = 0; person < bible.characters().size(); person++) {
            PersonName name = new PersonName(bible.characters().get(person).name());
            (here.contains(person) ? names : others).add(name);
            if (!here.contains(person) && (told == null || name.isIn(told))) {
                shownBesides.add(person);
                namesBesides.add(name);
            }
        }
        this.fillsUp = about == null;
    }

    /**
     * What to show.
     *
     * @param scenes the chapter's plan, which names its people as the brief does; null before there is one
     * @param about the text and its review, which name its people too and beyond which nothing is shown; null for what may
     *     show more
     * @param budget tokens for all lines together
     * @param tokens counts those of a line as the request shows it, with list mark and line break
     */
    public static SelectedBible of(
            StoryBible bible,
            ChapterBrief brief,
            @Nullable SceneList scenes,
            @Nullable String about,
            int budget,
            ToIntFunction<String> tokens) {
        LineCutter cutter = new LineCutter(tokens);
        SelectedBible whole = whole(bible);
        return fits(whole.sections().values().stream().flatMap(List::stream), budget, cutter)
                ? whole
                : new BibleSelection(bible, brief, scenes, about, budget, cutter).selected();
    }

    /**
     * A truth card's lines, each cut to its share where they would be longer than a budget together.
     *
     * @param budget tokens for all of them
     * @param tokens as in {@link #of}
     */
    public static List<String> truth(TruthCard card, int budget, ToIntFunction<String> tokens) {
        List<String> lines = card.entries().entrySet().stream()
                .map(BibleSelection::truthLine)
                .toList();
        LineCutter cutter = new LineCutter(tokens);
        if (fits(lines.stream(), budget, cutter)) {
            return lines;
        }
        List<String> shown = new ArrayList<>();
        int left = budget;
        for (int index = 0; index < lines.size(); index++) {
            String line = cutter.cut(lines.get(index), left / (lines.size() - index));
            if (!line.isEmpty()) {
                shown.add(line);
                left -= cutter.count(line);
            }
        }
        return shown;
    }

    /** The line of a truth card's entry in full. */
    public static String truthLine(Map.Entry<String, String> entry) {
        return entry.getKey() + ": " + entry.getValue();
    }

    private SelectedBible selected() {
        boolean everybody = people();
        summaries();
        List<Line> facts = entries(EntryKind.FACT);
        first(picked.share(FIRST_FACTS), FACTS, facts);
        List<Line> moreFacts =
                facts.stream().filter(fact -> !picked.has(FACTS, fact.place())).toList();
        List<Line> events = entries(EntryKind.EVENT);
        List<Line> open = entries(EntryKind.CLUE);
        List<Line> resolved = lines(Entries.ended(bible.entries(), EntryKind.CLUE));
        List<Line> images = entries(EntryKind.IMAGE);
        Predicate<Line> any = line -> true;
        Picked.Share openShare = picked.share(OPEN);
        newest(openShare, OPEN_CLUES, open, this::isAboutPeopleHere);
        newest(openShare, OPEN_CLUES, open, any);
        changes(picked.share(CHANGED), here);
        newest(picked.share(FACTS_HERE), MORE_FACTS, moreFacts, this::isAboutPeopleHere);
        newest(picked.share(EVENTS_HERE), TIMELINE, events, this::isAboutPeopleHere);
        newest(picked.share(RESOLVED), RESOLVED_CLUES, resolved, this::isAboutPeopleHere);
        newest(picked.share(IMAGES), IMAGERY, images, any);

        newest(picked.shareOfRest(MOST), MORE_FACTS, moreFacts, this::isAboutPeopleHere);
        newest(picked.shareOfRest(MOST), TIMELINE, events, this::isAboutPeopleHere);
        newest(picked.shareOfRest(MOST), OPEN_CLUES, open, any);
        newest(picked.shareOfRest(MOST), MORE_FACTS, moreFacts, notOfOthersAlone(moreFacts));
        newest(picked.shareOfRest(MOST), TIMELINE, events, notOfOthersAlone(events));
        newest(picked.shareOfRest(MOST), RESOLVED_CLUES, resolved, notOfOthersAlone(resolved));
        newest(picked.shareOfRest(MOST), IMAGERY, images, any);
        newest(picked.shareOfRest(MOST), OTHERS, besides(moreFacts, 0), any);
        newest(picked.shareOfRest(MOST), OTHERS, besides(events, 1), any);
        if (everybody) {
            List<Line> people = people(person -> !picked.has(CHARACTERS, person) && shownBesides.contains(person));
            first(
                    picked.shareOfRest(MOST),
                    OTHERS,
                    people.stream().map(person -> inPlace(person, 2)).toList());
        }
        newest(picked.shareOfRest(ALL), OTHERS, besides(resolved, 3), any);
        return new SelectedBible(picked.sections(), entries() - picked.whole());
    }

    /**
     * Those the bible names first, and those of this chapter; where the latter are too many, nobody else.
     *
     * @return whether everybody of this chapter is shown in full, or nearly
     */
    private boolean people() {
        int most = line();
        int firstRoom = picked.percent(FIRST_PEOPLE);
        List<Line> first = new ArrayList<>();
        for (Line person : people(any -> true)) {
            firstRoom -= cost(person, most);
            if (firstRoom < 0) {
                break;
            }
            first.add(person);
        }
        List<Line> others = people(person -> person >= first.size() && here.contains(person));
        long needed = others.stream().mapToLong(person -> cost(person, most)).sum();
        if (needed <= picked.percent(PEOPLE_HERE)) {
            first(picked.share(FIRST_PEOPLE), CHARACTERS, first);
            first(picked.share(PEOPLE_HERE), MORE_CHARACTERS, others);
            return true;
        }
        Picked.Share share = picked.share(FIRST_PEOPLE + PEOPLE_HERE);
        int each = Math.max(picked.percent(FIRST_PEOPLE + PEOPLE_HERE) / here.size(), SHORTEST_PERSON);
        people(here::contains).forEach(person -> share.add(MORE_CHARACTERS, person.place(), person.text(), each));
        return false;
    }

    /** What a line takes of a share; more than any share has if nothing of it fits. */
    private int cost(Line line, int most) {
        String shown = cutter.cut(line.text(), most);
        return shown.isEmpty() ? LARGE : cutter.count(shown);
    }

    private void summaries() {
        SortedMap<Integer, String> older = new TreeMap<>(bible.summaries());
        SortedMap<Integer, String> newest = new TreeMap<>();
        while (newest.size() < LAST_SUMMARIES && !older.isEmpty()) {
            int last = older.lastKey();
            newest.put(last, BibleLines.summary(last, String.valueOf(older.remove(last))));
        }
        Picked.Share share = picked.share(NEWEST_SUMMARIES);
        newest.forEach((chapter, line) ->
                share.add(SUMMARIES, chapter, line, picked.percent(NEWEST_SUMMARIES) / LAST_SUMMARIES));
        Picked.Share olderShare = picked.share(OLDER_PARTS);
        EarlierChapters earlier =
                EarlierChapters.of(older, picked.percent(OLDER_PARTS) / EarlierChapters.MOST_LINES, cutter);
        earlier.whole().forEach((chapter, line) -> olderShare.addPart(EARLIER, chapter, line));
        earlier.begun().forEach((chapter, line) -> olderShare.addPart(SUMMARIES, chapter, line));
    }

    /** What the story has done to people of this chapter: of each as much as there is room for, the newest first. */
    private void changes(Picked.Share share, SortedSet<Integer> people) {
        int most = line();
        for (int person : people) {
            String name = bible.characters().get(person).name();
            List<BibleEntry> all = changesOf(bible, name);
            if (all.isEmpty()) {
                continue;
            }
            int from = all.size() - 1;
            String line = changesFrom(name, all, from);
            boolean whole = cutter.cut(line, most).equals(line);
            while (whole && from > 0 && cutter.count(changesFrom(name, all, from - 1)) <= most) {
                from--;
                line = changesFrom(name, all, from);
            }
            if (share.addPart(CHANGES, person, cutter.cut(line, most)) && whole) {
                picked.countWhole(all.size() - from);
            }
        }
    }

    private static List<BibleEntry> changesOf(StoryBible bible, String name) {
        return bible.standing(EntryKind.CHANGE).stream()
                .filter(change -> change.isOf(name))
                .toList();
    }

    private static String changesFrom(String name, List<BibleEntry> all, int from) {
        return BibleLines.changes(name, all.subList(from, all.size()));
    }

    /** Adds the first lines, up to one for which there is no room. */
    private void first(Picked.Share share, BibleSection section, List<Line> lines) {
        for (Line line : lines) {
            if (!picked.has(section, line.place()) && !share.add(section, line.place(), line.text(), line())) {
                return;
            }
        }
    }

    /** Adds the last of the chosen lines for which there is room. Older ones are not even looked at. */
    private void newest(Picked.Share share, BibleSection section, List<Line> lines, Predicate<Line> chosen) {
        int misses = 0;
        for (int index = lines.size() - 1; index >= 0 && misses < MOST_MISSES; index--) {
            Line line = lines.get(index);
            if (!picked.has(section, line.place())
                    && chosen.test(line)
                    && !share.add(section, line.place(), line.text(), line())) {
                misses++;
            }
        }
    }

    private boolean isAboutPeopleHere(Line line) {
        return namesOneOf(names, line);
    }

    /** Whether a line names one of the chapter's people or, if it is one of the newest, names nobody. */
    private Predicate<Line> notOfOthersAlone(List<Line> lines) {
        Set<Line> newest = new HashSet<>(newestOf(lines));
        return line -> isAboutPeopleHere(line) || (newest.contains(line) && !namesOneOf(others, line));
    }

    /** There is room for no more of a kind: older ones need not be looked at. */
    private static List<Line> newestOf(List<Line> lines) {
        return lines.subList(Math.max(0, lines.size() - MOST_OF_A_KIND), lines.size());
    }

    /** What is told of others alone, and names somebody who is shown besides. */
    private List<Line> besides(List<Line> lines, int kind) {
        Predicate<Line> taken = notOfOthersAlone(lines);
        return newestOf(lines).stream()
                .filter(line -> !taken.test(line) && (fillsUp || namesOneOf(namesBesides, line)))
                .map(line -> inPlace(line, kind))
                .toList();
    }

    private boolean namesOneOf(List<PersonName> people, Line line) {
        NamedText text = named.computeIfAbsent(line.text(), NamedText::of);
        return people.stream().anyMatch(person -> person.isIn(text));
    }

    /** A line behind those of the kinds before. */
    private static Line inPlace(Line line, int kind) {
        return new Line(kind * PLACES + line.place(), line.text());
    }

    private List<Line> people(IntPredicate chosen) {
        return IntStream.range(0, bible.characters().size())
                .filter(chosen)
                .mapToObj(person ->
                        new Line(person, BibleLines.character(bible.characters().get(person))))
                .toList();
    }

    /** The longest that a single line may be, in tokens. */
    private int line() {
        return Math.max(picked.percent(LINE), SHORTEST_LINE);
    }

    private int entries() {
        long known = bible.entries().stream()
                .filter(entry -> entry.stands() || entry.kind() == EntryKind.CLUE)
                .count();
        return bible.characters().size() + bible.summaries().size() + Math.toIntExact(known);
    }

    private List<Line> entries(EntryKind kind) {
        return lines(bible.standing(kind));
    }

    private static List<Line> lines(List<BibleEntry> entries) {
        return IntStream.range(0, entries.size())
                .mapToObj(place -> new Line(place, BibleLines.entry(entries.get(place))))
                .toList();
    }

    private static List<String> texts(List<BibleEntry> entries) {
        return entries.stream().map(BibleLines::entry).toList();
    }

    static SortedSet<Integer> peopleOf(StoryBible bible, ChapterBrief brief, @Nullable SceneList scenes) {
        List<String> told = new ArrayList<>(List.of(brief.title(), brief.summary()));
        told.addAll(brief.goals());
        told.add(brief.hook());
        List<String> named = new ArrayList<>();
        for (ScenePlan scene : scenes == null ? List.<ScenePlan>of() : scenes.scenes()) {
            named.addAll(scene.characters());
            told.addAll(
                    Arrays.asList(scene.purpose(), scene.setting(), scene.conflict(), scene.exitHook(), scene.knows()));
        }
        NamedText text = NamedText.of(told.stream().filter(Objects::nonNull).collect(Collectors.joining("\n")));
        NamedText listed = NamedText.ofNames(named);
        SortedSet<Integer> people = new TreeSet<>();
        for (int person = 0; person < bible.characters().size(); person++) {
            PersonName name = new PersonName(bible.characters().get(person).name());
            if (name.isIn(listed) || name.isIn(text)) {
                people.add(person);
            }
        }
        return people;
    }

    private static SelectedBible whole(StoryBible bible) {
        List<StoryCharacter> people = bible.characters();
        Map<BibleSection, List<String>> lines = new EnumMap<>(BibleSection.class);
        lines.put(CHARACTERS, people.stream().map(BibleLines::character).toList());
        lines.put(FACTS, texts(bible.standing(EntryKind.FACT)));
        lines.put(RESOLVED_CLUES, texts(Entries.ended(bible.entries(), EntryKind.CLUE)));
        lines.put(IMAGERY, texts(bible.standing(EntryKind.IMAGE)));
        lines.put(TIMELINE, texts(bible.standing(EntryKind.EVENT)));
        lines.put(
                SUMMARIES,
                bible.summaries().entrySet().stream()
                        .map(summary -> BibleLines.summary(summary.getKey(), summary.getValue()))
                        .toList());
        lines.put(
                CHANGES,
                people.stream()
                        .filter(person -> !person.changes().isEmpty())
                        .map(person -> BibleLines.changes(person.name(), changesOf(bible, person.name())))
                        .toList());
        lines.put(OPEN_CLUES, texts(bible.standing(EntryKind.CLUE)));
        return new SelectedBible(lines, 0);
    }

    /** Stops counting where the budget ends: a large bible need not be counted whole. */
    private static boolean fits(Stream<String> lines, int budget, LineCutter cutter) {
        int left = budget;
        for (String line : (Iterable<String>) lines::iterator) {
            left -= line.length() > (long) budget * LineCutter.LONGEST_TOKEN ? LARGE : cutter.count(line);
            if (left < 0) {
                return false;
            }
        }
        return true;
    }
}
