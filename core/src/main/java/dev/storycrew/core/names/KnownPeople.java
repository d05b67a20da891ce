package dev.storycrew.core.names;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The people of a book, by the names that it gives them. A part of a name, a longer form of it, a title before it and other
 * case, accents or order are the same person, so that nobody is doubled. A misspelling may be somebody else, and two people
 * who share a part are not told apart by it: then nobody is meant for certain.
 */
public final class KnownPeople {
    private static final Pattern OWNERS = Pattern.compile("(?<=\\p{L})['’]s?(?=\\s|$)");
    private static final Pattern OTHERS_THING = Pattern.compile("(?<=\\p{L})['’]s?\\s+\\S");
    private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036f]+");

    /** Said before a name, in the languages that books here are written in most. */
    private static final Set<String> TITLES = Set.of(
            "mr",
            "mrs",
            "ms",
            "miss",
            "mister",
            "dr",
            "doctor",
            "prof",
            "professor",
            "captain",
            "capt",
            "inspector",
            "detective",
            "sergeant",
            "constable",
            "officer",
            "sir",
            "madam",
            "lady",
            "lord",
            "herr",
            "frau",
            "fraulein",
            "kapitan",
            "kommissar",
            "madame",
            "mme",
            "mademoiselle",
            "mlle",
            "monsieur",
            "docteur",
            "capitaine",
            "senor",
            "senora",
            "senorita",
            "don",
            "dona",
            "doctora",
            "capitan",
            "signor",
            "signora",
            "dottor",
            "commissario",
            "dottore",
            "господин",
            "госпожа",
            "доктор",
            "капитан");

    private static final Set<String> ARTICLES = Set.of(
            "the", "old", "young", "little", "poor", "dear", "der", "die", "das", "alte", "le", "la", "les", "el", "il",
            "lo", "los", "las");

    /** Small words of a family's name: Mara von Stein. */
    private static final Set<String> PARTICLES = Set.of(
            "von", "vom", "van", "zu", "zum", "zur", "af", "av", "de", "den", "del", "della", "di", "da", "dos", "das",
            "du", "ter", "ten", "bin", "ibn", "ben", "al", "abu");

    /** These tell a child from a parent. */
    private static final Set<String> GENERATIONS = Set.of("jr", "sr", "junior", "senior", "ii", "iii", "iv");

    private static final List<String> TITLES_BEHIND = List.of(
            "先生", "女士", "小姐", "太太", "老师", "医生", "大夫", "警官", "探长", "船长", "さん", "様", "さま", "君", "ちゃん", "先輩", "씨", "님");

    private static final int SHORTEST_INFLECTED = 5;
    private static final int LONGEST_INFLECTION = 2;
    private static final String INFLECTIONS = "аяуюеиыоёйюьмαάηήοόυύεέςνωώ";

    private final List<String> names;
    private final Map<String, String> exactly = new HashMap<>();
    private final List<Form> forms = new ArrayList<>();
    private final List<PersonName> inTexts = new ArrayList<>();

    /**
     * A name, taken apart.
     *
     * @param words without titles
     * @param written the same as they were written
     */
    private record Form(List<String> words, List<String> written, Set<String> titles, boolean possessive) {
        static Form of(String name) {
            String plain = NamedText.normal(name).strip();
            boolean possessive = OTHERS_THING.matcher(plain).find();
            List<String> words = new ArrayList<>();
            List<String> written = new ArrayList<>();
            Set<String> titles = new LinkedHashSet<>();
            for (String word : NamedText.words(OWNERS.matcher(plain).replaceAll(""))) {
                String folded = folded(word);
                if (TITLES.contains(folded)) {
                    titles.add(folded);
                } else if (!ARTICLES.contains(folded)) {
                    words.add(folded);
                    written.add(word);
                }
            }
            return words.isEmpty()
                    ? new Form(List.of(folded(plain)), List.of(plain), Set.of(), possessive)
                    : new Form(words, written, titles, possessive);
        }
    }

    /** @param names each once, as the bible gives them */
    public KnownPeople(List<String> names) {
        this.names = List.copyOf(names);
        for (String name : this.names) {
            exactly.putIfAbsent(spelled(name), name);
            forms.add(Form.of(name));
            inTexts.add(new PersonName(name));
        }
    }

    /**
     * The person whom a name means.
     *
     * @return nobody if it is a new one, or {@linkplain #isUnclear unclear}
     */
    public Optional<String> who(String name) {
        List<String> meant = meant(name);
        return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
    }

    /** True if a name may mean several of the people. */
    public boolean isUnclear(String name) {
        return meant(name).size() > 1;
    }

    /** The people that a text names, or may name. */
    public List<String> namedIn(String text) {
        if (names.isEmpty()) {
            return List.of();
        }
        NamedText read = NamedText.of(text);
        List<String> named = new ArrayList<>();
        for (int person = 0; person < names.size(); person++) {
            if (inTexts.get(person).isIn(read)) {
                named.add(names.get(person));
            }
        }
        return named;
    }

    private List<String> meant(String name) {
        String same = exactly.get(spelled(name));
        if (same != null) {
            return List.of(same);
        }
        Form given = Form.of(name);
        List<String> equal = new ArrayList<>();
        List<String> part = new ArrayList<>();
        List<String> longer = new ArrayList<>();
        for (int person = 0; person < names.size(); person++) {
            Form known = forms.get(person);
            if (given.possessive() || haveDifferentTitles(given, known)) {
                continue;
            }
            if (Set.copyOf(known.words()).equals(Set.copyOf(given.words()))) {
                equal.add(names.get(person));
            } else if (isPart(given, known, true)) {
                part.add(names.get(person));
            } else if (isPart(known, given, false) && addsNames(given, known)) {
                longer.add(names.get(person));
            }
        }
        return !equal.isEmpty() ? equal : !part.isEmpty() ? part : longer;
    }

    private static boolean haveDifferentTitles(Form one, Form other) {
        return !one.titles().isEmpty()
                && !other.titles().isEmpty()
                && !one.titles().equals(other.titles());
    }

    /**
     * True if each word of a name is one of the other's, and one of them in full.
     *
     * @param beginnings true if in a script without spaces the beginning is a part too: what follows a known name there may
     *     make it somebody else, such as her mother
     */
    private static boolean isPart(Form part, Form whole, boolean beginnings) {
        List<String> left = new ArrayList<>(whole.words());
        boolean full = false;
        for (String word : part.words()) {
            String found = left.stream()
                    .filter(each -> isForm(word, each, beginnings))
                    .findFirst()
                    .orElse(null);
            if (found == null && word.codePointCount(0, word.length()) == 1) {
                // An initial: M. Venn.
                String initial = left.stream()
                        .filter(each -> each.startsWith(word))
                        .findFirst()
                        .orElse(null);
                if (initial == null || part.words().size() == 1) {
                    return false;
                }
                left.remove(initial);
            } else if (found == null) {
                return false;
            } else {
                full = true;
                left.remove(found);
            }
        }
        return full && left.stream().noneMatch(GENERATIONS::contains);
    }

    /** True if what a longer name has besides the shorter one are names too: {@code Mara Venn}, not {@code Mara and others}. */
    private static boolean addsNames(Form longer, Form shorter) {
        for (int index = 0; index < longer.words().size(); index++) {
            String word = longer.words().get(index);
            String written = longer.written().get(index);
            boolean added = shorter.words().stream().noneMatch(each -> isForm(each, word, false));
            if (added && Character.isLowerCase(written.codePointAt(0)) && !PARTICLES.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** True if a word is another, or a form of it in its script. */
    private static boolean isForm(String word, String known, boolean beginnings) {
        if (word.equals(known)) {
            return true;
        }
        if (isUnspaced(word) && isUnspaced(known)) {
            return isPartUnspaced(word, known, beginnings);
        }
        return isInflected(word, known) || isInflected(known, word);
    }

    private static boolean isPartUnspaced(String word, String known, boolean beginnings) {
        int length = word.codePointCount(0, word.length());
        if (length > 1 && (known.endsWith(word) || (beginnings && known.startsWith(word)))) {
            return true;
        }
        for (String title : TITLES_BEHIND) {
            String rest = word.endsWith(title) ? word.substring(0, word.length() - title.length()) : "";
            if (!rest.isEmpty() && (known.startsWith(rest) || known.endsWith(rest))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInflected(String word, String known) {
        if (known.length() < SHORTEST_INFLECTED || !isOfScriptsWithCases(known) || !isOfScriptsWithCases(word)) {
            return false;
        }
        String stem = INFLECTIONS.indexOf(known.charAt(known.length() - 1)) < 0
                ? known
                : known.substring(0, known.length() - 1);
        if (!word.startsWith(stem) || word.length() - stem.length() > LONGEST_INFLECTION) {
            return false;
        }
        return word.substring(stem.length()).chars().allMatch(letter -> INFLECTIONS.indexOf(letter) >= 0);
    }

    private static boolean isOfScriptsWithCases(String word) {
        return word.codePoints()
                .mapToObj(Character.UnicodeScript::of)
                .allMatch(script ->
                        script == Character.UnicodeScript.CYRILLIC || script == Character.UnicodeScript.GREEK);
    }

    private static boolean isUnspaced(String word) {
        return word.codePoints().anyMatch(PersonName::isUnspaced);
    }

    private static String spelled(String name) {
        return UCharacter.foldCase(NamedText.normal(name), true).strip();
    }

    private static String folded(String word) {
        String apart = Normalizer2.getNFDInstance().normalize(UCharacter.foldCase(word, true));
        return Normalizer2.getNFCInstance().normalize(ACCENTS.matcher(apart).replaceAll(""));
    }
}
