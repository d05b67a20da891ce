package dev.storycrew.stages.prompt;

import dev.storycrew.core.story.Stage;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The texts of all templates, and which of them are an author's own. */
final class TemplateSource {
    private static final String FOLDER = "/prompts/";
    private static final long LARGEST = 256 * 1024;

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Set<String> edited = new TreeSet<>();

    private TemplateSource() {}

    /** The built-in ones. */
    static TemplateSource builtIn() {
        TemplateSource source = new TemplateSource();
        TemplateFile.all().forEach(file -> source.texts.put(file.name(), resource(file)));
        source.requireAnswerForms(Path.of(FOLDER));
        return source;
    }

    /**
     * Those in a folder, and built-in ones for what the folder lacks.
     *
     * @throws UsageException naming file and line, when one cannot be used
     */
    static TemplateSource of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UsageException(folder + ": no such folder; ./storycrew prompts export " + folder + " creates it");
        }
        refuseStrangers(folder);
        TemplateSource source = builtIn();
        for (TemplateFile file : TemplateFile.all()) {
            Path path = folder.resolve(file.fileName());
            if (Files.exists(path)) {
                String text = read(path);
                new TemplateCheck(file, path.toString(), text).run();
                if (!text.equals(source.texts.put(file.name(), text))) {
                    source.edited.add(file.name());
                }
            }
        }
        source.requireAnswerForms(folder);
        return source;
    }

    /** A form stands in the task, or in the role where a provider's cache is to serve it. */
    private void requireAnswerForms(Path folder) {
        for (Stage stage : Stage.values()) {
            for (String field : TemplateFile.answerFields(stage)) {
                if (!roleAndTask(stage).contains(field)) {
                    throw new UsageException(folder.resolve(form(stage).fileName()) + ": " + field
                            + " is missing; the answer's form is fixed, see docs/prompts.md");
                }
            }
        }
    }

    String roleAndTask(Stage stage) {
        return text(TemplateFile.system(stage)) + text(TemplateFile.task(stage));
    }

    /** The file in which the built-in templates have the form of a stage's answer. */
    static TemplateFile form(Stage stage) {
        TemplateFile task = TemplateFile.task(stage);
        return TemplateFile.answerFields(stage).stream().allMatch(resource(task)::contains)
                ? task
                : TemplateFile.system(stage);
    }

    String text(TemplateFile file) {
        return text(file.name());
    }

    /** By name, for includes. */
    String text(String name) {
        return Objects.requireNonNull(texts.get(name), name);
    }

    boolean isEdited(TemplateFile file) {
        return edited.contains(file.name());
    }

    /** A file with a misspelt name would silently have no effect. */
    private static void refuseStrangers(Path folder) {
        Set<String> known =
                TemplateFile.all().stream().map(TemplateFile::fileName).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(TemplateFile.ENDING) && !known.contains(name))
                    .sorted()
                    .toList();
            if (!names.isEmpty()) {
                throw new UsageException(
                        folder.resolve(names.get(0)) + ": no such template" + YamlMap.nearest(names.get(0), known));
            }
        } catch (IOException e) {
            throw new UsageException(folder + ": cannot be read: " + SystemReason.of(e));
        }
    }

    private static String read(Path path) {
        try {
            if (Files.size(path) > LARGEST) {
                throw new UsageException(path + ": is larger than " + LARGEST / 1024 + " KB");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            return (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
        } catch (CharacterCodingException e) {
            throw new UsageException(path + ": is not UTF-8 text");
        } catch (IOException e) {
            throw new UsageException(path + ": cannot be read: " + SystemReason.of(e));
        }
    }

    private static String resource(TemplateFile file) {
        String path = FOLDER + file.fileName();
        try (InputStream resource = TemplateSource.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new IllegalStateException("the prompt " + path + " is not in this build");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
