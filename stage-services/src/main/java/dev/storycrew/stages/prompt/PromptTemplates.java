package dev.storycrew.stages.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.llm.Prompt;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The prompts of all stages: built-in ones, or an author's own. Safe for use by many lanes. */
public final class PromptTemplates {
    private static final String EDITED = "edited-";
    private static final int VERSION_DIGITS = 12;

    private final Map<Stage, StageTemplates> stages = new EnumMap<>(Stage.class);
    private final PreviousText previousText;

    private record StageTemplates(Template system, Template request, Template task, String version) {}

    private PromptTemplates(TemplateSource source, PreviousText previousText) {
        this.previousText = previousText;
        Mustache.Compiler compiler = Mustache.compiler()
                .escapeHTML(false)
                .emptyStringIsFalse(true)
                .withLoader(name -> new StringReader(source.text(name)));
        Template request = compiler.compile(source.text(TemplateFile.request()));
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    new StageTemplates(
                            compiler.compile(source.text(TemplateFile.system(stage))),
                            request,
                            compiler.compile(source.text(TemplateFile.task(stage))),
                            version(stage, source)));
        }
    }

    /** The built-in ones. */
    public static PromptTemplates load() {
        return new PromptTemplates(TemplateSource.builtIn(), PreviousText.ALL);
    }

    /**
     * Those in a folder, and built-in ones for what the folder lacks.
     *
     * @throws UsageException naming file and line, when one of them cannot be used
     */
    public static PromptTemplates load(Path folder) {
        return new PromptTemplates(TemplateSource.of(folder), PreviousText.ALL);
    }

    /** The same, showing writer and editor more or less of what is preserved. */
    public PromptTemplates showing(PreviousText other) {
        return new PromptTemplates(stages, other);
    }

    private PromptTemplates(Map<Stage, StageTemplates> stages, PreviousText previousText) {
        this.stages.putAll(stages);
        this.previousText = previousText;
    }

    /**
     * Writes the built-in templates to a folder.
     *
     * @param replace false to refuse to overwrite files
     * @return the files written
     * @throws UsageException if one already exists
     * @throws NotWrittenException if the system refuses
     */
    public static List<Path> export(Path folder, boolean replace) {
        TemplateSource builtIn = TemplateSource.builtIn();
        List<Path> written = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (TemplateFile file : TemplateFile.all()) {
                Path path = folder.resolve(file.fileName());
                if (!replace && Files.exists(path)) {
                    throw new UsageException(path + ": already exists; --force overwrites it; nothing was written");
                }
                written.add(path);
            }
            for (TemplateFile file : TemplateFile.all()) {
                Files.writeString(folder.resolve(file.fileName()), builtIn.text(file));
            }
        } catch (IOException e) {
            throw new NotWrittenException("the prompts cannot be written: " + SystemReason.withFile(e), e);
        }
        return written;
    }

    /** The version recorded with a stage's runs: it changes with every word, and tells edited from built-in. */
    public String version(Stage stage) {
        return of(stage).version();
    }

    /** True when some template of a stage is an author's own. */
    public boolean isEdited(Stage stage) {
        return version(stage).startsWith(stage.label() + "-" + EDITED);
    }

    /**
     * What a stage asks for an envelope.
     *
     * @param findings the deterministic checks' facts, for the judge; empty for the others
     */
    public Prompt prompt(Stage stage, ChapterEnvelope envelope, List<Finding> findings) {
        StageTemplates templates = of(stage);
        Map<String, Object> chapter = Material.of(envelope, stage, findings, previousText);
        return new Prompt(
                templates.system().execute(BookMaterial.of(envelope, stage)).strip(),
                (templates.request().execute(chapter) + templates.task().execute(chapter)).strip(),
                templates.version());
    }

    /** Which parts of the chapter {@link #prompt} includes for the same envelope. */
    public GivenParts given(Stage stage, ChapterEnvelope envelope, List<Finding> findings) {
        return GivenParts.of(envelope, stage, findings, previousText);
    }

    private StageTemplates of(Stage stage) {
        return Objects.requireNonNull(stages.get(stage), stage.label());
    }

    private static String version(Stage stage, TemplateSource source) {
        List<TemplateFile> files = List.of(
                TemplateFile.system(stage), TemplateFile.task(stage), TemplateFile.book(), TemplateFile.request());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (TemplateFile file : files) {
                digest.update((source.text(file) + "\u0000").getBytes(StandardCharsets.UTF_8));
            }
            String hex = HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
            boolean edited = files.stream().anyMatch(source::isEdited);
            return stage.label() + "-" + (edited ? EDITED : "") + hex;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
