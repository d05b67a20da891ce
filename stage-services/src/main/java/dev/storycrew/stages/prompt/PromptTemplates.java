package dev.storycrew.stages.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Stage;
import dev.storycrew.stages.llm.Prompt;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** The prompts of all stages, from the resource folder {@code prompts}. Safe for use by many lanes. */
public final class PromptTemplates {
    private static final String FOLDER = "/prompts/";
    private static final String BOOK = "book";
    private static final String REQUEST = "request";

    private final Map<Stage, StageTemplates> stages = new EnumMap<>(Stage.class);

    private record StageTemplates(Template system, Template request, Template task, String version) {}

    private PromptTemplates() {}

    /** Reads and compiles all of them. */
    public static PromptTemplates load() {
        PromptTemplates prompts = new PromptTemplates();
        Mustache.Compiler compiler =
                Mustache.compiler().escapeHTML(false).emptyStringIsFalse(true).withLoader(PromptTemplates::open);
        for (Stage stage : Stage.values()) {
            String system = read(stage.label() + ".system");
            String task = read(stage.label() + ".task");
            prompts.stages.put(
                    stage,
                    new StageTemplates(
                            compiler.compile(system),
                            compiler.compile(read(REQUEST)),
                            compiler.compile(task),
                            version(stage, system, task)));
        }
        return prompts;
    }

    /**
     * What a stage asks for an envelope.
     *
     * @param findings the deterministic checks' facts, for the judge; empty for the others
     */
    public Prompt prompt(Stage stage, ChapterEnvelope envelope, List<Finding> findings) {
        StageTemplates templates = stages.get(stage);
        if (templates == null) {
            throw new IllegalArgumentException("no prompt for " + stage);
        }
        Map<String, Object> chapter = Material.ofChapter(envelope, stage, findings);
        return new Prompt(
                templates.system().execute(Material.ofBook(envelope, stage)).strip(),
                (templates.request().execute(chapter) + templates.task().execute(chapter)).strip(),
                templates.version());
    }

    /** Changes whenever a word of the templates does. */
    private static String version(Stage stage, String system, String task) {
        CRC32 digest = new CRC32();
        for (String part : List.of(system, task, read(BOOK), read(REQUEST))) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
        }
        return "%s-%08x".formatted(stage.label(), digest.getValue());
    }

    private static Reader open(String name) {
        return new StringReader(read(name));
    }

    private static String read(String name) {
        String path = FOLDER + name + ".mustache";
        try (InputStream resource = PromptTemplates.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new IllegalStateException("the prompt " + path + " is not in this build");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
