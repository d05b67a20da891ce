package dev.storycrew.llm.answer;

import dev.storycrew.core.story.Paragraphs;
import dev.storycrew.core.story.Paragraphs.Passage;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads prose whose scenes follow lines like {@code === SCENE 1 ===}. A scene whose text was shown may also be kept
 * ({@code === SCENE 1 KEEP ===}) or, if its paragraphs were numbered, changed in passages ({@code === SCENE 1
 * PARAGRAPHS 4-6 ===}, {@code === SCENE 1 AFTER 6 ===}).
 */
public final class SceneTexts {
    private static final Pattern LINE = Pattern.compile("[^\\r\\n]+");
    private static final Pattern FENCE = Pattern.compile("^\\s*```\\w*\\s*$");

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern KEEP = Pattern.compile("KEEP", FLAGS);
    private static final Pattern PARAGRAPHS = Pattern.compile(
            "PARA(?:GRAPH)?S?\\.?\\s*(\\d{1,6})(?:\\s*(?:-|–|—|\\.\\.|TO|THROUGH)\\s*(\\d{1,6}))?", FLAGS);
    private static final Pattern AFTER = Pattern.compile("AFTER\\s*(?:PARAGRAPH\\s*)?(\\d{1,6})", FLAGS);
    /** Said right after the scene's number, without what introduces a title. */
    private static final Pattern UNREADABLE = Pattern.compile("\\s+(?:KEEP|PARA(?:GRAPH)?S?|AFTER)\\b.*", FLAGS);

    /** What a model may say before the first scene, in characters. */
    private static final int LONGEST_INTRODUCTION = 300;

    private static final Pattern AROUND = Pattern.compile("^[\\s:,.(\\[*-]+|[\\s:,.)\\]*-]+$");
    private static final Pattern NUMBER = Pattern.compile("^\\s*\\[(\\d{1,6})\\][ \\t]?");

    private SceneTexts() {}

    /** A marker line as prompts show it. */
    public static String marker(int scene) {
        return "=== SCENE " + scene + " ===";
    }

    /** The marker line of a scene that stays as it is. */
    public static String keepMarker(int scene) {
        return "=== SCENE " + scene + " KEEP ===";
    }

    /** True for a line that would end a scene. */
    public static boolean isMarker(String line) {
        return SceneMark.isAsExplained(line);
    }

    /** A text whose paragraphs bear their numbers, fenced, as an editor is shown it. */
    public static String numbered(String text) {
        List<String> paragraphs = Paragraphs.of(text).all();
        List<String> shown = new ArrayList<>();
        for (int number = 1; number <= paragraphs.size(); number++) {
            shown.add("[" + number + "] " + Fence.fenced(paragraphs.get(number - 1)));
        }
        return String.join("\n\n", shown);
    }

    /**
     * What was asked for.
     *
     * @param wanted the scenes
     * @param shown the present texts of those that may be kept
     * @param byPassages true when the texts were shown with numbered paragraphs and may be changed in passages
     */
    public record Asked(SortedSet<Integer> wanted, SortedMap<Integer, String> shown, boolean byPassages) {
        public Asked {
            wanted = Collections.unmodifiableSortedSet(new TreeSet<>(wanted));
            shown = Collections.unmodifiableSortedMap(new TreeMap<>(shown));
        }

        /** Whole scenes only. */
        public static Asked whole(SortedSet<Integer> wanted) {
            return new Asked(wanted, new TreeMap<>(), false);
        }
    }

    /**
     * What was answered.
     *
     * @param texts the wanted scenes' texts, those that were kept included
     * @param kept the scenes that stay as they are
     */
    public record Given(SortedMap<Integer, String> texts, SortedSet<Integer> kept) {
        public Given {
            texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
            kept = Collections.unmodifiableSortedSet(new TreeSet<>(kept));
        }
    }

    /**
     * The texts of scenes that must be given whole.
     *
     * @throws BrokenAnswerException if a wanted scene is missing, empty or given twice
     */
    public static SortedMap<Integer, String> read(String answer, SortedSet<Integer> wanted) {
        return read(answer, Asked.whole(wanted)).texts();
    }

    /**
     * The wanted scenes' texts. Scenes that were not asked for are ignored: what is preserved stays unchanged.
     *
     * @throws BrokenAnswerException if a wanted scene is missing, empty, given twice, kept though it has no text, or
     *     changed in passages that do not exist or overlap
     */
    public static Given read(String answer, Asked asked) {
        SortedMap<Integer, List<Block>> found = blocks(answer, asked.wanted());
        SortedMap<Integer, String> texts = new TreeMap<>();
        SortedSet<Integer> kept = new TreeSet<>();
        for (int scene : asked.wanted()) {
            List<Block> blocks = found.getOrDefault(scene, List.of());
            if (blocks.isEmpty()) {
                throw missing(scene);
            }
            if (blocks.size() > 1 && !blocks.stream().allMatch(Block::isPassage)) {
                boolean allWhole = blocks.stream().allMatch(block -> block.kind() == Kind.WHOLE);
                throw new BrokenAnswerException("scene " + scene
                        + (allWhole
                                ? " is given twice"
                                : " is given in two ways; give it whole, or keep it, or change it in passages"));
            }
            Block first = blocks.get(0);
            String text = switch (first.kind()) {
                case WHOLE -> whole(scene, first, asked);
                case KEEP -> keep(scene, first, asked);
                case REPLACE, INSERT -> changed(scene, blocks, asked);
            };
            if (first.kind() == Kind.KEEP) {
                kept.add(scene);
            }
            texts.put(scene, text);
        }
        return new Given(texts, kept);
    }

    private enum Kind {
        WHOLE,
        KEEP,
        REPLACE,
        INSERT
    }

    /**
     * What follows one marker line.
     *
     * @param from the first paragraph that is replaced; one more than the one that text is put in after
     * @param to the last one
     */
    private record Block(Kind kind, int from, int to, List<String> lines) {
        boolean isPassage() {
            return kind == Kind.REPLACE || kind == Kind.INSERT;
        }

        /** True if the next mark is the same scene's again: nothing stands between them, and this one asks for nothing else. */
        boolean isSaidAgainBy(Block next) {
            return text().isEmpty() && (kind == Kind.WHOLE || (kind == Kind.KEEP && next.kind() == Kind.KEEP));
        }

        String text() {
            return String.join("\n", lines).strip();
        }

        /** As it is written in an answer. */
        String named() {
            return kind == Kind.INSERT ? "AFTER " + to : "PARAGRAPHS " + from + "-" + to;
        }
    }

    private static SortedMap<Integer, List<Block>> blocks(String answer, SortedSet<Integer> wanted) {
        List<String> lines = answered(answer);
        SortedMap<Integer, List<Block>> found = marked(lines, wanted);
        if (found.keySet().containsAll(wanted) || lines.stream().anyMatch(SceneTexts::isMarker)) {
            return found;
        }
        SortedMap<Integer, List<Block>> loose = looselyMarked(lines, wanted);
        return loose.isEmpty() ? found : loose;
    }

    private static SortedMap<Integer, List<Block>> marked(List<String> lines, SortedSet<Integer> wanted) {
        Set<Integer> explained = new TreeSet<>();
        for (String line : lines) {
            SceneMark mark = markIn(line);
            if (mark != null && mark.asExplained()) {
                explained.add(mark.scene());
            }
        }
        // Where every scene has its mark, a heading below it is part of the text.
        boolean otherwise = !explained.containsAll(wanted);
        SortedMap<Integer, List<Block>> found = new TreeMap<>();
        int before = 0;
        List<String> current = new ArrayList<>();
        for (String line : lines) {
            SceneMark mark = markIn(line);
            boolean counts = mark != null && (mark.asExplained() || (otherwise && !explained.contains(mark.scene())));
            if (mark != null && counts) {
                current = new ArrayList<>();
                if (wanted.contains(mark.scene())) {
                    List<Block> blocks = found.computeIfAbsent(mark.scene(), key -> new ArrayList<>());
                    Block block = block(line, mark.said(), current);
                    if (mark.scene() == before && blocks.get(blocks.size() - 1).isSaidAgainBy(block)) {
                        blocks.remove(blocks.size() - 1);
                    }
                    blocks.add(block);
                }
                before = mark.scene();
            } else if (!FENCE.matcher(line).matches() && !LooseMark.closes(line)) {
                current.add(Fence.opened(line));
            }
        }
        return found;
    }

    /**
     * The scenes of an answer without a mark in the form that is asked for, from lines that may be marks. Since each could
     * be a sentence, they must begin the answer, ascend, and name every wanted scene.
     */
    private static SortedMap<Integer, List<Block>> looselyMarked(List<String> lines, SortedSet<Integer> wanted) {
        SortedMap<Integer, List<Block>> found = new TreeMap<>();
        SortedSet<Integer> named = new TreeSet<>();
        List<String> current = new ArrayList<>();
        int before = 0;
        for (String line : lines) {
            SceneMark mark = markIn(line);
            int scene = mark == null ? LooseMark.scene(line) : mark.scene();
            if (scene > 0) {
                if (!named.isEmpty() && scene <= named.last()) {
                    return new TreeMap<>();
                }
                named.add(scene);
                current = new ArrayList<>();
                if (wanted.contains(scene)) {
                    found.put(scene, new ArrayList<>(List.of(new Block(Kind.WHOLE, 0, 0, current))));
                }
            } else if (!FENCE.matcher(line).matches() && !LooseMark.closes(line)) {
                before += named.isEmpty() ? line.length() : 0;
                current.add(Fence.opened(line));
            }
        }
        return before <= LONGEST_INTRODUCTION && named.containsAll(wanted) ? found : new TreeMap<>();
    }

    private static @Nullable SceneMark markIn(String line) {
        return LooseMark.closes(line) ? null : SceneMark.of(line);
    }

    /** The lines after all thoughts. */
    private static List<String> answered(String answer) {
        String text = Thinking.removed(answer);
        int start = Thinking.ends(text, firstMark(text)).stream()
                .filter(end -> isEndOfLine(text, end))
                .reduce(0, (before, end) -> end);
        return text.substring(start).lines().toList();
    }

    private static int firstMark(String text) {
        return LINE.matcher(text)
                .results()
                .filter(line -> SceneMark.of(line.group()) != null)
                .mapToInt(MatchResult::start)
                .findFirst()
                .orElse(text.length());
    }

    /** True unless words follow on the same line: then the story quotes the mark of a thought. */
    private static boolean isEndOfLine(String text, int index) {
        // No more than a mark may hold, so that a line of nothing but marks takes linear time.
        String rest = text.substring(index, Math.min(text.length(), index + 2 * SceneMark.LONGEST));
        String line = rest.lines().findFirst().orElse("");
        return line.isBlank() || SceneMark.of(line) != null;
    }

    private static Block block(String line, String said, List<String> lines) {
        String words = AROUND.matcher(said).replaceAll("");
        if (KEEP.matcher(words).matches()) {
            return new Block(Kind.KEEP, 0, 0, lines);
        }
        Matcher range = PARAGRAPHS.matcher(words);
        if (range.matches()) {
            int from = Integer.parseInt(range.group(1));
            return new Block(
                    Kind.REPLACE, from, range.group(2) == null ? from : Integer.parseInt(range.group(2)), lines);
        }
        Matcher after = AFTER.matcher(words);
        if (after.matches()) {
            int paragraph = Integer.parseInt(after.group(1));
            return new Block(Kind.INSERT, paragraph + 1, paragraph, lines);
        }
        if (UNREADABLE.matcher(said).matches()) {
            throw new BrokenAnswerException("the line " + line.strip()
                    + " cannot be read: it must end in KEEP, PARAGRAPHS 4-6, PARAGRAPH 4 or AFTER 6, or in nothing"
                    + " but the scene's number");
        }
        return new Block(Kind.WHOLE, 0, 0, lines);
    }

    private static String whole(int scene, Block block, Asked asked) {
        String text = block.text();
        if (asked.byPassages() && asked.shown().containsKey(scene)) {
            List<String> shown = Paragraphs.of(asked.shown().get(scene)).all();
            text = withoutNumbers(text, 1, shown.size(), shown);
        }
        if (text.isEmpty()) {
            throw missing(scene);
        }
        return text;
    }

    private static String keep(int scene, Block block, Asked asked) {
        String shown = asked.shown().get(scene);
        if (shown == null) {
            throw new BrokenAnswerException("scene " + scene + " has no text that could be kept: give it whole");
        }
        if (!block.text().isEmpty()) {
            throw new BrokenAnswerException("scene " + scene + " is kept, and yet a text follows: after "
                    + keepMarker(scene) + " nothing may stand; a changed scene follows " + marker(scene));
        }
        return shown;
    }

    private static String changed(int scene, List<Block> blocks, Asked asked) {
        String shown = asked.shown().get(scene);
        if (!asked.byPassages() || shown == null) {
            throw new BrokenAnswerException("scene " + scene + " must be given whole, after " + marker(scene));
        }
        Paragraphs text = Paragraphs.of(shown);
        List<Passage> passages = new ArrayList<>();
        int done = 0;
        Block before = null;
        for (Block block : blocks) {
            if (block.to() > text.count() || block.from() < 1) {
                throw new BrokenAnswerException("scene " + scene + " has " + Counted.of(text.count(), "paragraph")
                        + "; " + block.named() + " is not among them");
            }
            boolean twice = before != null
                    && before.kind() == Kind.INSERT
                    && block.named().equals(before.named());
            if (block.from() <= done || (block.kind() == Kind.REPLACE && block.to() < block.from()) || twice) {
                throw new BrokenAnswerException("in scene " + scene + " paragraphs must ascend and not overlap; but "
                        + block.named() + " overlaps what stands before it, or runs backwards");
            }
            List<String> named =
                    block.kind() == Kind.REPLACE ? text.all().subList(block.from() - 1, block.to()) : List.of();
            int lowest = block.kind() == Kind.REPLACE ? block.from() : block.to();
            passages.add(
                    new Passage(block.from(), block.to(), withoutNumbers(block.text(), lowest, block.to(), named)));
            done = block.to();
            before = block;
        }
        String changed = text.with(passages);
        if (changed.isBlank()) {
            throw new BrokenAnswerException("nothing would be left of scene " + scene);
        }
        return changed;
    }

    /**
     * A text without the numbers that its paragraphs were shown with. A number that a paragraph began with of itself
     * stays.
     *
     * @param lowest the lowest number that can have been copied
     * @param highest the highest one, unless there are more paragraphs now
     * @param replaced the paragraphs that the text takes the place of
     */
    private static String withoutNumbers(String text, int lowest, int highest, List<String> replaced) {
        Set<String> own = replaced.stream()
                .flatMap(String::lines)
                .map(NUMBER::matcher)
                .filter(Matcher::find)
                .map(number -> number.group(1))
                .collect(Collectors.toSet());
        List<String> lines = text.lines().toList();
        long last = Math.max(
                highest, lowest + lines.stream().filter(line -> !line.isBlank()).count());
        List<String> bare = new ArrayList<>();
        for (String line : lines) {
            Matcher number = NUMBER.matcher(line);
            String rest = number.find() ? line.substring(number.end()) : line;
            int shown = rest.equals(line) ? -1 : Integer.parseInt(number.group(1));
            boolean itsOwn = shown < 0
                    || (own.contains(number.group(1)) && !NUMBER.matcher(rest).find());
            bare.add(shown >= lowest && shown <= last && !itsOwn ? Fence.opened(rest) : line);
        }
        return String.join("\n", bare);
    }

    private static BrokenAnswerException missing(int scene) {
        return new BrokenAnswerException(
                "scene " + scene + " is missing: it must follow a line of its own, " + marker(scene));
    }
}
