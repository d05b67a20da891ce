package dev.storycrew.stages.prompt;

import dev.storycrew.core.check.ForbiddenWord;
import dev.storycrew.core.check.WornPhrases;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads lists of worn phrases: a phrase a line, {@code #} begins a comment. A list in a folder takes the built-in one's place. */
final class WornPhraseFiles {
    private static final List<String> BUILT_IN = List.of("de", "en", "zh");
    private static final Pattern NAME = Pattern.compile("worn-phrases\\.([a-z]{2,3})\\.txt");

    private WornPhraseFiles() {}

    static WornPhrases builtIn() {
        return new WornPhrases(builtInLists());
    }

    /**
     * Those in a folder, and built-in ones for the languages it lacks.
     *
     * @throws UsageException naming file and line, when one cannot be used
     */
    static WornPhrases of(Path folder) {
        Map<String, List<String>> lists = builtInLists();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    lists.put(String.valueOf(name.group(1)), phrases(Files.readString(file), file.toString()));
                }
            }
        } catch (IOException e) {
            throw new UsageException(folder + ": a list of worn phrases cannot be read; it must be a text in UTF-8");
        }
        return new WornPhrases(lists);
    }

    private static Map<String, List<String>> builtInLists() {
        Map<String, List<String>> lists = new TreeMap<>();
        for (String language : BUILT_IN) {
            String name = "/worn-phrases/" + language + ".txt";
            try (InputStream list = Objects.requireNonNull(WornPhraseFiles.class.getResourceAsStream(name), name)) {
                lists.put(language, phrases(new String(list.readAllBytes(), StandardCharsets.UTF_8), name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return lists;
    }

    private static List<String> phrases(String text, String file) {
        List<String> phrases = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            String phrase = lines.get(number - 1).strip();
            if (phrase.isEmpty() || phrase.startsWith("#")) {
                continue;
            }
            String objection = ForbiddenWord.objectionTo(phrase);
            if (objection != null) {
                throw new UsageException(file + ":" + number + ": '" + phrase + "' " + objection);
            }
            phrases.add(phrase);
        }
        return phrases;
    }
}
