package dev.storycrew.stages.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.storycrew.core.check.WornPhrases;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.selection.BibleSection;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.llm.Prompt;
import dev.storycrew.llm.TokenCounter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The prompts of all stages: built-in ones, or an author's own. Safe for use by many lanes. */
public final class PromptTemplates {
    private static final String EDITED = "edited-";
    /** The section of a task's template that explains a form of answer. */
    private static final Map<AnswerForm, String> EXPLAINED_BY = Map.of(
            AnswerForm.PASSAGES, "{{#numbered}}",
            AnswerForm.KEEPING, "{{#currentText}}",
            AnswerForm.IN_PART, "{{#partial}}");

    /** A mark that role or task must show before passages are asked for. Until 2026-11-30 the task did. */
    private static final Pattern PASSAGE = Pattern.compile("PARAGRAPHS? \\d");

    /** What the request's template shows in a section that not every edition of it has had, and what is lost without. */
    private static final Map<String, String> SHOWN_BY = new TreeMap<>(Map.of(
            "{{#lastWords}}", "no chapter sees where the last one stopped",
            "{{#usedPhrases}}", "writer and editor do not know which phrases the book has used often",
            "{{#strengths}}", "writer and editor do not know what a revision must not lose",
            "{{#formerNotes}}", "the bible keeper words anew what a chapter that is made again still says",
            "{{#sinceAccepted}}", "the judge of an accepted chapter does not know what has changed since"));

    /** Fields of answers that not every edition of a task has asked for, and what is lost without. */
    private static final Map<TemplateFile, Map<String, String>> ASKED_FOR = Map.of(
            TemplateFile.task(Stage.first()),
            new TreeMap<>(Map.of(
                    "\"knows\"", "nobody is told who knows what at a scene's end",
                    "\"ending\"", "nobody is told how a scene ends")),
            TemplateFile.task(Stage.ofTheJudge()),
            Map.of("\"quote\"", "issues have no evidence"));

    /** A severity: whoever explains a report's fields names it, in any language. Until 2026-11-30 the task did. */
    private static final String WORST = Severity.CRITICAL.name().toLowerCase(Locale.ROOT);

    private static final int VERSION_DIGITS = 12;

    /** The bible's tokens in a request unless configured. */
    public static final int DEFAULT_BIBLE_TOKENS = 4000;

    private static final int TIGHTER = 2;

    private final Map<Stage, StageTemplates> stages = new EnumMap<>(Stage.class);
    private final Template pair;
    private final PreviousText previousText;
    private final int bibleTokens;
    private final List<String> advice;
    private final WornPhrases wornPhrases;
    private final TokenCounter counter;

    /** @param lacking the lists that the system message lacks */
    private record StageTemplates(
            Template system,
            Template request,
            Template task,
            String version,
            Set<BibleSection> lacking,
            Set<AnswerForm> explained) {}

    private PromptTemplates(TemplateSource source, PreviousText previousText, WornPhrases wornPhrases) {
        this.wornPhrases = wornPhrases;
        this.counter = new TokenCounter();
        this.previousText = previousText;
        this.bibleTokens = DEFAULT_BIBLE_TOKENS;
        this.advice = advice(source);
        Mustache.Compiler compiler = Mustache.compiler()
                .escapeHTML(false)
                .emptyStringIsFalse(true)
                .withLoader(name -> new StringReader(source.text(name)));
        this.pair = compiler.compile(source.text(TemplateFile.pair()));
        Template request = compiler.compile(source.text(TemplateFile.request()));
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    new StageTemplates(
                            compiler.compile(source.text(TemplateFile.system(stage))),
                            request,
                            compiler.compile(source.text(TemplateFile.task(stage))),
                            version(stage, source),
                            BookMaterial.lacking(
                                    List.of(source.text(TemplateFile.system(stage)), source.text(TemplateFile.book()))),
                            explained(stage, source)));
        }
    }

    /** The built-in ones. */
    public static PromptTemplates load() {
        return new PromptTemplates(TemplateSource.builtIn(), PreviousText.NEIGHBOURS, WornPhraseFiles.builtIn());
    }

    /**
     * Those in a folder, and built-in ones for what the folder lacks.
     *
     * @throws UsageException naming file and line, when one of them cannot be used
     */
    public static PromptTemplates load(Path folder) {
        return new PromptTemplates(TemplateSource.of(folder), PreviousText.NEIGHBOURS, WornPhraseFiles.of(folder));
    }

    /** The same, showing writer and editor more or less of what is preserved. */
    public PromptTemplates showing(PreviousText other) {
        return new PromptTemplates(stages, pair, other, bibleTokens, advice, wornPhrases, counter);
    }

    /** The same, showing of a bible what fits into so many tokens. */
    public PromptTemplates withBibleTokens(int tokens) {
        return new PromptTemplates(stages, pair, previousText, tokens, advice, wornPhrases, counter);
    }

    /** The same with half the tokens for the bible, for a request that was too long. */
    public PromptTemplates tighter() {
        return withBibleTokens(bibleTokens / TIGHTER);
    }

    private PromptTemplates(
            Map<Stage, StageTemplates> stages,
            Template pair,
            PreviousText previousText,
            int bibleTokens,
            List<String> advice,
            WornPhrases wornPhrases,
            TokenCounter counter) {
        this.wornPhrases = wornPhrases;
        this.counter = counter;
        this.pair = pair;
        this.stages.putAll(stages);
        this.previousText = previousText;
        this.bibleTokens = bibleTokens;
        this.advice = advice;
    }

    /** The phrases that a judge is told of: the built-in lists, and those of the folder in place of them. */
    public WornPhrases wornPhrases() {
        return wornPhrases;
    }

    /** What would let chapters and stages share more of edited templates, a line each with the file's name. */
    public List<String> advice() {
        return advice;
    }

    /**
     * True if a stage's templates explain a form of answer to the model. Where an author's do not, the model is asked in the
     * plain form.
     */
    public boolean explains(Stage stage, AnswerForm form) {
        return of(stage).explained().contains(form);
    }

    /** The forms that a stage's templates have a section for, and name the marks of. */
    private static Set<AnswerForm> explained(Stage stage, TemplateSource source) {
        String task = source.text(TemplateFile.task(stage));
        Set<AnswerForm> explained = EnumSet.of(AnswerForm.WHOLE);
        EXPLAINED_BY.forEach((form, section) -> {
            if (task.contains(section) && (form != AnswerForm.PASSAGES || showsPassages(stage, source))) {
                explained.add(form);
            }
        });
        return explained;
    }

    private static String howToExplain(AnswerForm form, Stage stage, TemplateSource source) {
        String section = Objects.requireNonNull(EXPLAINED_BY.get(form));
        return source.text(TemplateFile.task(stage)).contains(section)
                ? TemplateFile.system(stage).fileName() + ": show the lines under which passages stand"
                : TemplateFile.task(stage).fileName() + ": give " + section + " a section";
    }

    private static boolean showsPassages(Stage stage, TemplateSource source) {
        return PASSAGE.matcher(source.roleAndTask(stage)).find();
    }

    private static List<String> advice(TemplateSource source) {
        List<String> advice = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            TemplateSource builtIn = TemplateSource.builtIn();
            Set<AnswerForm> lacking = EnumSet.copyOf(explained(stage, builtIn));
            lacking.removeAll(explained(stage, source));
            lacking.forEach(form -> advice.add(howToExplain(form, stage, source)
                    + ", as ./storycrew prompts export DIR does; without it retries cost more"));
        }
        SHOWN_BY.forEach((section, lost) -> {
            if (!source.text(TemplateFile.request()).contains(section)) {
                advice.add(TemplateFile.request().fileName() + ": give " + section
                        + " a section, as ./storycrew prompts export DIR does; without it " + lost);
            }
        });
        for (Stage stage : Stage.values()) {
            TemplateFile task = TemplateFile.task(stage);
            ASKED_FOR.getOrDefault(task, Map.of()).forEach((field, lost) -> {
                if (!source.roleAndTask(stage).contains(field)) {
                    advice.add(TemplateSource.form(stage).fileName() + ": ask for " + field
                            + ", as ./storycrew prompts export DIR does; without it " + lost);
                }
            });
        }
        TemplateFile role = TemplateFile.system(Stage.ofTheJudge());
        if (!source.roleAndTask(Stage.ofTheJudge()).contains(WORST)) {
            advice.add(role.fileName()
                    + ": say what belongs in each field of a report, as ./storycrew prompts export DIR does; without it"
                    + " nobody tells the judge which severities there are");
        }
        for (Stage stage : Stage.values()) {
            TemplateFile system = TemplateFile.system(stage);
            if (!source.text(system).strip().startsWith("{{> " + TemplateFile.BOOK + "}}")) {
                advice.add(
                        system.fileName() + ": put {{> book}} first and the role below it, so that a provider's cache"
                                + " serves the book to all stages");
            }
        }
        List<String> lacking = BookMaterial.lacking(List.of(source.text(TemplateFile.book()))).stream()
                .map(section -> "{{#" + BookMaterial.list(section) + "}}")
                .sorted()
                .toList();
        if (!lacking.isEmpty()) {
            advice.add(TemplateFile.book().fileName() + ": give " + String.join(", ", lacking)
                    + (lacking.size() == 1 ? " a place of its own" : " places of their own")
                    + ", as ./storycrew prompts export DIR does, so that a long book's chapters share more");
        }
        return List.copyOf(advice);
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
        return prompt(stage, envelope, findings, false);
    }

    /**
     * What a stage asks for an envelope.
     *
     * @param findings the deterministic checks' facts, for the judge; empty for the others
     * @param numbered true to show an editor's texts with numbered paragraphs
     */
    public Prompt prompt(Stage stage, ChapterEnvelope envelope, List<Finding> findings, boolean numbered) {
        Map<String, Object> chapter = Material.of(envelope, stage, findings, previousText, numbered);
        StageTemplates templates = of(stage);
        return prompt(
                stage,
                envelope,
                templates.request().execute(chapter) + templates.task().execute(chapter));
    }

    /**
     * What a judge is asked who compares two texts of a chapter, by scene.
     *
     * @param first the text that is shown first
     */
    public Prompt pair(ChapterEnvelope envelope, SortedMap<Integer, String> first, SortedMap<Integer, String> second) {
        Stage judge = Stage.ofTheJudge();
        return prompt(judge, envelope, pair.execute(Material.ofPair(envelope, judge, first, second)));
    }

    private Prompt prompt(Stage stage, ChapterEnvelope envelope, String user) {
        BookMaterial.Filled book = book(envelope, stage, BookMaterial.about(envelope, stage));
        String system = system(stage, book);
        return new Prompt(
                system,
                user.strip(),
                of(stage).version(),
                book.leftOut(),
                book.leftOut() == 0 ? 0 : shared(system, envelope, stage));
    }

    /**
     * How much of a system message is the same in a first pass and in every retry that keeps some text: what a request that
     * shows all it may and one that shows nobody besides have in common, up to the end of a line.
     */
    private int shared(String system, ChapterEnvelope envelope, Stage stage) {
        String most = system(stage, book(envelope, stage, null));
        String least = system(stage, book(envelope, stage, ""));
        int end = Math.min(most.length(), least.length());
        int same = 0;
        while (same < end && most.charAt(same) == least.charAt(same)) {
            same++;
        }
        String beginning = most.substring(0, most.lastIndexOf('\n', same - 1) + 1);
        return system.startsWith(beginning) ? beginning.length() : 0;
    }

    private BookMaterial.Filled book(ChapterEnvelope envelope, Stage stage, @Nullable String about) {
        return BookMaterial.of(
                envelope, stage, about, bibleTokens, counter, of(stage).lacking());
    }

    private String system(Stage stage, BookMaterial.Filled book) {
        return of(stage).system().execute(book.values()).strip();
    }

    /** Which parts of the chapter {@link #prompt} includes for the same envelope. */
    public GivenParts given(Stage stage, ChapterEnvelope envelope, List<Finding> findings) {
        return GivenParts.of(envelope, stage, findings, previousText);
    }

    private StageTemplates of(Stage stage) {
        return Objects.requireNonNull(stages.get(stage), stage.label());
    }

    private static String version(Stage stage, TemplateSource source) {
        List<TemplateFile> files = new ArrayList<>(List.of(
                TemplateFile.system(stage), TemplateFile.task(stage), TemplateFile.book(), TemplateFile.request()));
        if (stage.judges()) {
            files.add(TemplateFile.pair());
        }
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
