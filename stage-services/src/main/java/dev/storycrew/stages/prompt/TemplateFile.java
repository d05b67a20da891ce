package dev.storycrew.stages.prompt;

import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One of the files that prompts are made of, and what must be in it so that a stage can work with the answers.
 *
 * @param name without its ending
 * @param names what it may name
 * @param includes the other templates that it may include
 * @param needed variables, sections and includes that must be there
 * @param firstLine how it must begin, or null
 * @param lastLine how it must end, or null
 * @param phrases what must stand in it: headings and the marks of scenes
 */
record TemplateFile(
        String name,
        Names names,
        Set<String> includes,
        List<String> needed,
        Optional<String> firstLine,
        Optional<String> lastLine,
        List<String> phrases) {
    static final String ENDING = ".mustache";
    static final String BOOK = "book";
    static final String REQUEST = "request";

    /** The fields that a prompt must ask for, by stage, where the answer is JSON. */
    private static final Map<Stage, List<String>> ANSWER_FIELDS = Map.of(
            Stage.PLAN, List.of("\"scenes\"", "\"scene_number\"", "\"purpose\""),
            Stage.JUDGE,
                    List.of(
                            "\"scores\"",
                            "\"continuity\"",
                            "\"pacing\"",
                            "\"character_motivation\"",
                            "\"genre_fulfillment\"",
                            "\"prose\"",
                            "\"hook\"",
                            "\"clue_fairness\"",
                            "\"hard_fail\"",
                            "\"safety_pass\"",
                            "\"continuity_conflicts\"",
                            "\"passed\"",
                            "\"issues\"",
                            "\"type\""),
            Stage.BIBLE, List.of("\"summary\"", "\"new_facts\""));

    private static final String FIRST_LINE = "CHAPTER {{id}} ATTEMPT {{attempt}}";
    private static final String LAST_LINE = "SCENES: {{scenes}}";

    TemplateFile {
        includes = Set.copyOf(includes);
        needed = List.copyOf(needed);
        phrases = List.copyOf(phrases);
    }

    String fileName() {
        return name + ENDING;
    }

    static TemplateFile system(Stage stage) {
        return new TemplateFile(
                stage.label() + ".system",
                BookMaterial.NAMES,
                Set.of(BOOK),
                List.of(BOOK),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    static TemplateFile task(Stage stage) {
        boolean scenes = stage.fillsTexts();
        List<String> phrases = new ArrayList<>(List.of("## Task"));
        if (scenes) {
            phrases.add("=== SCENE 1 ===");
        }
        return new TemplateFile(
                stage.label() + ".task",
                Material.NAMES,
                Set.of(),
                scenes ? List.of("scenes") : List.of(),
                Optional.empty(),
                scenes ? Optional.of(LAST_LINE) : Optional.empty(),
                phrases);
    }

    /** What a stage's role or task must ask for where the answer is JSON. */
    static List<String> answerFields(Stage stage) {
        return stage.fillsTexts()
                ? List.of()
                : Objects.requireNonNull(
                        ANSWER_FIELDS.get(stage), () -> "which fields does the answer of " + stage.label() + " have?");
    }

    /** The request that compares two texts; its system message is the judge's. */
    static TemplateFile pair() {
        return new TemplateFile(
                Stage.ofTheJudge().label() + ".pair",
                Material.NAMES,
                Set.of(),
                List.of("title", "firstText", "secondText"),
                Optional.of(FIRST_LINE),
                Optional.empty(),
                List.of("## Task", "\"better\""));
    }

    static TemplateFile book() {
        return new TemplateFile(
                BOOK,
                BookMaterial.NAMES,
                Set.of(),
                List.of("title", "language", "characters", "facts", "summaries", "forbiddenWords", "truth"),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    static TemplateFile request() {
        return new TemplateFile(
                REQUEST,
                Material.NAMES,
                Set.of(),
                List.of(
                        "title",
                        "summary",
                        "goals",
                        "hook",
                        "targetWords",
                        "sceneList",
                        "previousText",
                        "currentText",
                        "chapterText",
                        "findings",
                        "issues",
                        "instructions"),
                Optional.of(FIRST_LINE),
                Optional.empty(),
                List.of("## Previous text", "## Issues", "## Revision instructions"));
    }

    /** All of them: by stage, then the shared ones. */
    static List<TemplateFile> all() {
        List<TemplateFile> all = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            all.add(system(stage));
            all.add(task(stage));
        }
        all.add(pair());
        all.add(book());
        all.add(request());
        return all;
    }
}
