package dev.storycrew.files.book;

import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chapter's text as an editor hands it in: an exported and edited {@code chapter-NN.md}, with lines of {@code * * *}
 * between scenes; or scenes under lines like {@code === SCENE 2 ===}.
 */
public final class RevisedText {
    private static final long MAX_BYTES = 1024L * 1024;
    private static final Pattern MARKER = Pattern.compile("(?m)^=== SCENE (\\d{1,4}) ===\\s*$");
    private static final Pattern BREAK = Pattern.compile("(?m)^\\s*\\*\\s*\\*\\s*\\*\\s*$");
    private static final Pattern HEAD = Pattern.compile("\\A(?:\\s*(?:>[^\\n]*|#[^\\n]*)(?:\\n|\\z))+");

    private RevisedText() {}

    /**
     * Reads the scenes, numbered from 1 in order, or as their lines number them.
     *
     * @throws UsageException naming the file and what is wrong
     */
    public static SortedMap<Integer, String> read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new UsageException(file + ": no such file");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new UsageException(file + ": is larger than " + MAX_BYTES / 1024 + " KiB");
            }
            SortedMap<Integer, String> scenes =
                    scenes(file, Files.readString(file).replace("\r\n", "\n"));
            scenes.forEach((number, text) -> {
                if (text.isBlank()) {
                    throw new UsageException(file + ": scene " + number + " is empty");
                }
            });
            return scenes;
        } catch (CharacterCodingException e) {
            throw new UsageException(file + ": is not UTF-8 text");
        } catch (IOException e) {
            throw new UsageException(file + ": cannot be read: " + SystemReason.of(e));
        }
    }

    private static SortedMap<Integer, String> scenes(Path file, String text) {
        SortedMap<Integer, String> scenes = new TreeMap<>();
        String body = HEAD.matcher(text).replaceFirst("");
        Matcher marker = MARKER.matcher(body);
        if (!marker.find()) {
            for (String scene : BREAK.split(body, -1)) {
                scenes.put(scenes.size() + 1, scene.strip());
            }
            return scenes;
        }
        if (!body.substring(0, marker.start()).isBlank()) {
            throw new UsageException(file + ": there is text before the first === SCENE line");
        }
        do {
            int number = Integer.parseInt(marker.group(1));
            int begin = marker.end();
            int end = marker.find() ? marker.start() : body.length();
            if (scenes.put(number, body.substring(begin, end).strip()) != null) {
                throw new UsageException(file + ": scene " + number + " is given twice");
            }
            if (end == body.length()) {
                return scenes;
            }
        } while (true);
    }
}
