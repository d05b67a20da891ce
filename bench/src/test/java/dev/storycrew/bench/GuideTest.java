package dev.storycrew.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.files.policy.PolicyCheck;
import dev.storycrew.files.policy.PolicyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What README.md and docs tell people to type is understood, and what they tell them to write is usable. */
class GuideTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```");
    private static final Pattern INLINE = Pattern.compile("`\\./storycrew ([a-z][^`\\n]*)`");
    private static final Pattern IN_BLOCK = Pattern.compile("(?m)^(?:\\$ )?(?:[A-Z_]+=\\S+ )*\\./storycrew ([a-z].*)$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /** @param whole false where a text only names a command, without what it needs */
    private record Line(String file, String text, boolean whole) {
        @Override
        public String toString() {
            return file + ": " + text;
        }
    }

    private record Block(String file, String language, String text) {
        @Override
        public String toString() {
            return file + ": " + text.lines().findFirst().orElse("");
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void everyCommandLineIsUnderstood(Line line) {
        CommandLine storycrew = StoryCrew.commandLine();
        String[] words = words(line.text());
        try {
            storycrew.parseArgs(words);
        } catch (CommandLine.MissingParameterException e) {
            assertThat(line.whole()).as(line + ": " + e.getMessage()).isFalse();
        } catch (CommandLine.ParameterException e) {
            throw new AssertionError(line + ": " + e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyPolicyChecks(Block block) {
        PolicyCheck check = PolicyFile.check(block.file(), block.text());

        assertThat(check.errors()).as(block.text()).isEmpty();
        assertThat(check.warnings()).as(block.text()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everyConfigurationOfTheOperatorsGuideCanBeRead(Block block) throws IOException {
        Path file = Files.createTempFile("guide", ".yaml");
        try {
            Files.writeString(file, block.text());
            assertThatCode(() -> ConfigFile.load(file, Map.of("OPENAI_API_KEY", "none")))
                    .as(block.text())
                    .doesNotThrowAnyException();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void theOperatorsGuideNamesEveryCommandOfTheOperator() {
        String guide = text(HOME.resolve("docs/operations.md"));
        for (String command : List.of(
                "topics create",
                "topics plan",
                "canary",
                "stage write",
                "router",
                "sequencer",
                "ledger",
                "dead-letters list",
                "dead-letters show",
                "dead-letters redrive",
                "validate",
                "status",
                "audit verify",
                "policy check",
                "policy publish",
                "policy show",
                "policy history",
                "policy rollback",
                "policy what-if",
                "rollout 10",
                "rollout 50",
                "rollout 100",
                "rollout status",
                "accept",
                "retry",
                "revise",
                "cancel",
                "hold",
                "release")) {
            assertThat(guide).contains("./storycrew " + command);
        }
    }

    static Stream<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            String text = text(file);
            blocks(file).filter(block -> block.language().equals("sh")).forEach(block -> {
                Matcher found = IN_BLOCK.matcher(block.text());
                while (found.find()) {
                    lines.add(new Line(name, found.group(1).replaceAll("\\s+#.*$", ""), true));
                }
            });
            Matcher found = INLINE.matcher(FENCED.matcher(text).replaceAll(""));
            while (found.find()) {
                lines.add(new Line(name, found.group(1), false));
            }
        }
        assertThat(lines).hasSizeGreaterThan(80);
        return lines.stream().distinct();
    }

    static Stream<Block> policies() {
        return yaml().filter(block -> block.text().startsWith("name: "));
    }

    static Stream<Block> configurations() {
        return yaml().filter(block -> block.file().equals("operations.md"))
                .filter(block -> !block.text().startsWith("name: "));
    }

    private static Stream<Block> yaml() {
        return files().stream()
                .flatMap(GuideTest::blocks)
                .filter(block -> block.language().equals("yaml"));
    }

    private static Stream<Block> blocks(Path file) {
        return FENCED.matcher(text(file))
                .results()
                .map(block -> new Block(String.valueOf(file.getFileName()), block.group(1), block.group(2)));
    }

    private static String[] words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> Stream.of(word.group(1), word.group(2), word.group(3))
                        .filter(found -> found != null)
                        .findFirst()
                        .orElseThrow())
                .takeWhile(word -> !List.of("|", ">", "&", "2>", "&&").contains(word))
                .toArray(String[]::new);
    }

    private static List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(HOME.resolve("README.md")));
        try (Stream<Path> docs = Files.list(HOME.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
