package dev.storycrew.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.storycrew.cli.StoryCrew;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What can be checked by a machine in the messages of all modules, read from their sources. */
class MessagesTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(?:\\*|//|/\\*).*$");
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    /** Between two literals; what it becomes can be a name as well as a number. */
    private static final Pattern EXPRESSION =
            Pattern.compile("\"\\s*\\+\\s*(?:[^\"+;?]|\\([^\"()]*\\+[^\"()]*\\))+\\+\\s*\"");
    /** At the end of a literal. */
    private static final Pattern LAST_EXPRESSION = Pattern.compile(" \"\\s*\\+\\s*[\\w.()]+");

    private static final String ARGUMENT = "1";
    private static final Pattern HINT = Pattern.compile("\\./storycrew ([a-z][^\"\\n]*)");
    private static final Pattern HINT_CALL = Pattern.compile("\\bhint\\(((?:[^()]|\\([^()]*\\))*)\\)");
    private static final Pattern WORD_OF_CALL = Pattern.compile("\"([^\"]*)\"|[^,\"]*[\\w)]");
    private static final Pattern LOOKS_LIKE_ARGUMENT =
            Pattern.compile("--?[a-z][\\w-]*|[A-Z][\\w.@]*|[\\w.-]*\\d[\\w.-]*");

    private static final String NOUN =
            "(?:attempt|book|broker|byte|call|chapter|character|command|day|decision|event|fault|"
                    + "file|header|hour|instruction|issue|letter|line|member|minute|offset|outcome|partition|process|record|"
                    + "request|result|retry|retrie|round|run|scene|second|service|stage|step|stop|subject|time|token|topic|"
                    + "version|violation|word)(?:s|es)\\b";
    private static final Pattern COUNT_IN_FORMAT = Pattern.compile("%[,\\d]*d (?:[a-z]+ )?" + NOUN);
    private static final Pattern COUNT_BEFORE_NOUN =
            Pattern.compile("(?<count>[\\w.]+(?:\\([^()]*\\))?\\)*)\\s*\\+\\s*\" (?:[a-z]+ )?(?<noun>" + NOUN + ")");
    /** A constant, such as a limit, or a variable that holds one. */
    private static final Pattern LIMIT = Pattern.compile("(?:\\w+\\.)?[A-Z][A-Z_]+|most");

    /** What looks like such a count, and is none, or is never 1. */
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            Map.entry("BenchReplayCommand: %,9d records", "a column"),
            Map.entry("CapacityReport: limit.chaptersPerHour()) + \" chapters", "a rate, such as 1.0"),
            Map.entry("ChapterChecks: times + \" times", "once has a word of its own"),
            Map.entry("ChapterStatus: time.toDays() + \" days", "one day is told in hours"),
            Map.entry("DeadLetterCheck: ofPlace.size() + \" dead letters", "one is no violation"),
            Map.entry("Explanations: entry.getValue() + \" times", "once has a word of its own"),
            Map.entry("LongChapters: %,d words", "only for long chapters"),
            Map.entry("LongChapters: %,d input tokens", "only for long chapters"),
            Map.entry("OneOutcomeCheck: ends.size() + \" outcomes", "one is no violation"),
            Map.entry("OpenFiles: %,d files", "a limit, far above 1"),
            Map.entry("OutputCheck: copies.size() + \" times", "one is no violation"),
            Map.entry("OutputCheck: ends.size() + \" results", "one is no violation"),
            Map.entry("ProcessFaults: done + \" while calls", "not a count"),
            Map.entry("Repetition: %d words", "a constant"),
            Map.entry("RedoneCheck: times + \" times", "once is no violation"),
            Map.entry("ReproducedDecisionsCheck: made.size() + \" decisions", "one is no violation"),
            Map.entry("StartCheck: count + \" times", "one is no violation"),
            Map.entry("SubjectNaming: strategy + \" only records", "not a count"),
            Map.entry("SubmitCommand: file.toString()) + \" requests", "not a count"));

    private record Source(String name, String text) {}

    private record Hint(String source, List<String> words) {
        @Override
        public String toString() {
            return source + ": " + String.join(" ", words);
        }
    }

    @ParameterizedTest
    @MethodSource("hints")
    void aHintIsACommandThatRuns(Hint hint) {
        assertThat(problem(hint.words())).as(hint.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats", "retry 1", "rollout --percent 10", "dead-letters shows", "chapter"})
    void aHintThatDoesNotRunIsNoticed(String wrong) {
        assertThat(problem(List.of(wrong.split(" ")))).isNotEmpty();
    }

    @Test
    void aCountHasItsNounInTheRightNumber() {
        assertThat(sources().flatMap(MessagesTest::uncounted)).isEmpty();
    }

    @Test
    void aCountWithAFixedPluralIsNoticed() {
        Source wrong =
                new Source("Wrong", "say(retries + \" retries\"); format(\"%,d scenes\"); say(MOST + \" words\");");

        assertThat(uncounted(wrong)).containsExactly("Wrong: retries + \" retries", "Wrong: %,d scenes");
    }

    private static Stream<String> uncounted(Source source) {
        Stream<String> before = COUNT_BEFORE_NOUN
                .matcher(source.text())
                .results()
                .filter(found -> !LIMIT.matcher(found.group(1)).matches())
                .map(MatchResult::group);
        Stream<String> formatted =
                COUNT_IN_FORMAT.matcher(source.text()).results().map(MatchResult::group);
        return Stream.concat(before, formatted)
                .map(found -> source.name() + ": " + found)
                .filter(found -> !ALLOWED.containsKey(found));
    }

    /** A percent sign that is not doubled has a line printed raw, below a warning. */
    @Test
    void everyHelpTextCanBeFormatted() {
        assertThat(commands(StoryCrew.commandLine()).flatMap(MessagesTest::helpLines))
                .hasSizeGreaterThan(100)
                .allSatisfy(line -> assertThatCode(() -> String.format(Locale.ROOT, line))
                        .as(line)
                        .doesNotThrowAnyException());
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(MessagesTest::commands));
    }

    private static Stream<String> helpLines(CommandLine command) {
        CommandLine.Model.UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        return Stream.of(
                        Stream.of(usage.description(), usage.header(), usage.footer()),
                        command.getCommandSpec().args().stream().map(CommandLine.Model.ArgSpec::description))
                .flatMap(texts -> texts)
                .flatMap(Stream::of);
    }

    private static String problem(List<String> words) {
        CommandLine command = StoryCrew.commandLine();
        CommandLine named = command;
        for (String word : words) {
            if (!named.getSubcommands().containsKey(word)) {
                break;
            }
            named = named.getSubcommands().get(word);
        }
        if (!named.getSubcommands().isEmpty()
                && named.getCommandSpec().positionalParameters().isEmpty()) {
            return "names no command";
        }
        try {
            command.parseArgs(words.toArray(String[]::new));
            return "";
        } catch (CommandLine.ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }

    static Stream<Hint> hints() {
        List<Hint> hints = sources()
                .flatMap(source -> Stream.concat(
                        written(source).map(words -> new Hint(source.name(), words)),
                        made(source).map(words -> new Hint(source.name(), words))))
                .distinct()
                .toList();
        assertThat(hints).hasSizeGreaterThan(25);
        return hints.stream();
    }

    /** Hints in a sentence: the command, and the words after it that look like its arguments. */
    private static Stream<List<String>> written(Source source) {
        String text = LAST_EXPRESSION
                .matcher(EXPRESSION.matcher(source.text()).replaceAll(ARGUMENT))
                .replaceAll(" " + ARGUMENT + "\"");
        return HINT.matcher(text).results().map(found -> command(found.group(1)));
    }

    private static List<String> command(String said) {
        List<String> words = new ArrayList<>();
        CommandLine command = StoryCrew.commandLine();
        for (String spaced : said.strip().split("\\s+")) {
            String word = spaced.replaceFirst("[;,.)'`\\\\]+.*$", "");
            if (command.getSubcommands().containsKey(word)) {
                command = command.getSubcommands().get(word);
            } else if (!words.isEmpty() && !LOOKS_LIKE_ARGUMENT.matcher(word).matches()) {
                break;
            }
            words.add(word);
            if (!word.equals(spaced)) {
                break;
            }
        }
        return words;
    }

    /** Hints made with the options of the command that runs. */
    private static Stream<List<String>> made(Source source) {
        return HINT_CALL
                .matcher(source.text())
                .results()
                .map(found -> found.group(1))
                .filter(words -> words.startsWith("\""))
                .map(words -> WORD_OF_CALL
                        .matcher(words)
                        .results()
                        .map(word -> word.group(1) == null ? ARGUMENT : word.group(1))
                        .toList());
    }

    /** All product sources, without comments, and each text that was broken over lines in one piece. */
    private static Stream<Source> sources() {
        List<Source> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(HOME)) {
            for (Path module : modules.sorted().toList()) {
                Path code = module.resolve("src/main/java");
                if (!Files.isDirectory(code)) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(code)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                            .sorted()
                            .toList()) {
                        String text = COMMENT.matcher(Files.readString(file)).replaceAll("");
                        String name = String.valueOf(file.getFileName()).replace(".java", "");
                        sources.add(new Source(name, JOINED.matcher(text).replaceAll(Matcher.quoteReplacement(""))));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(sources).hasSizeGreaterThan(500);
        return sources.stream();
    }
}
