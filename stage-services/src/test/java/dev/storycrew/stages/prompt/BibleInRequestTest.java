package dev.storycrew.stages.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.llm.Prompt;
import dev.storycrew.llm.Tokens;
import dev.storycrew.schemas.codec.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The system messages of a long book. */
class BibleInRequestTest {
    /** The heading of a truth card, and the words that a judge is told of it. */
    private static final int ITS_RULE = 45;

    private static final PromptTemplates PROMPTS = PromptTemplates.load();
    private static final List<String> WORDS =
            List.of("lamp", "ferry", "letter", "key", "tower", "logbook", "rain", "harbour", "photograph", "boat");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aLongBooksMessageGrowsNoFurther(Stage stage) {
        int tokens20 =
                Tokens.count(PROMPTS.prompt(stage, chapter(20), List.of()).system());

        for (int number : new int[] {60, 200}) {
            Prompt prompt = PROMPTS.prompt(stage, chapter(number), List.of());
            assertThat(bibleTokens(prompt))
                    .as("the bible at chapter " + number)
                    .isBetween(PromptTemplates.DEFAULT_BIBLE_TOKENS * 3 / 4, PromptTemplates.DEFAULT_BIBLE_TOKENS);
            assertThat(Tokens.count(prompt.system())).isLessThan(tokens20 + PromptTemplates.DEFAULT_BIBLE_TOKENS / 5);
            assertThat(prompt.bibleLeftOut()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 500, 1500, 6000})
    void theBudgetIsKeptWhateverItIs(int budget) {
        Prompt prompt = PROMPTS.withBibleTokens(budget).prompt(Stage.WRITE, chapter(60), List.of());

        assertThat(bibleTokens(prompt)).isLessThanOrEqualTo(budget);
    }

    @Test
    void whatALongBookLeavesOutNeverTouchesStyleAndForbiddenWords() {
        String system = PROMPTS.withBibleTokens(100)
                .prompt(Stage.WRITE, chapter(60), List.of())
                .system();

        assertThat(system).contains("Tone: plain", "Point of view: third_limited", "Forbidden words: suddenly, ozone");
    }

    /** A prefix is cached from 1,024 tokens on. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void chaptersInARowShareALongPrefix(Stage stage) {
        for (int number : new int[] {25, 64, 155}) {
            String one = PROMPTS.prompt(stage, chapter(number), List.of()).system();
            String next = PROMPTS.prompt(stage, chapter(number + 1), List.of()).system();

            assertThat(Tokens.count(commonPrefix(one, next)))
                    .as("from chapter " + number)
                    .isGreaterThan(1024);
        }
    }

    /** A small bible is shown whole: everything up to the first list that grew. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void chaptersInARowOfASmallBookShareAllThatDidNotChange(Stage stage) {
        String one = PROMPTS.prompt(stage, chapter(5), List.of()).system();
        String next = PROMPTS.prompt(stage, chapter(6), List.of()).system();

        String unchanged = one.substring(0, one.indexOf("### Resolved clues"));
        assertThat(unchanged).contains("### Characters", "### Facts");
        assertThat(next).startsWith(unchanged);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"EDIT", "JUDGE", "BIBLE"})
    void theStagesOfAChapterShareBookAndBible(Stage stage) {
        ChapterEnvelope envelope = chapter(60);
        ChapterEnvelope planned = planned(envelope, List.of("Mara Venn", "Walker55 Smith"));
        String writer = PROMPTS.prompt(Stage.WRITE, planned, List.of()).system();
        String shared = writer.substring(0, writer.indexOf("\n\n## Role"));

        assertThat(PROMPTS.prompt(stage, planned, List.of()).system()).startsWith(shared);
    }

    @Test
    void thePlannerSharesTheWholeOfItUnlessThePlanBringsInOthers() {
        ChapterEnvelope envelope = chapter(60);
        String planner = PROMPTS.prompt(Stage.PLAN, envelope, List.of()).system();
        String shared = planner.substring(0, planner.indexOf("\n\n## Role"));

        assertThat(PROMPTS.prompt(Stage.WRITE, planned(envelope, List.of("Mara Venn")), List.of())
                        .system())
                .startsWith(shared);
        String others = PROMPTS.prompt(Stage.WRITE, planned(envelope, List.of("Walker55 Smith")), List.of())
                .system();
        assertThat(others).contains("- Walker55 Smith | role: passer-by").doesNotStartWith(shared);
        assertThat(shared).doesNotContain("- Walker55 Smith |");
        assertThat(Tokens.count(commonPrefix(planner, others))).isGreaterThan(1024);
    }

    /** So a provider's cache serves its beginning, whether it serves common beginnings or what ends at a mark. */
    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"EDIT", "JUDGE"})
    void whoHasTheTextIsShownNobodyBesidesWhomItNamesAndARetryBeginsAsTheFirstPassDid(Stage stage) {
        ChapterEnvelope first = planned(chapter(30), List.of("Mara Venn"));
        ChapterWork written = first.work().with(Part.DRAFT, Map.of(1, "Mara waits for Walker57."));
        ChapterEnvelope drafted = first.afterStage(written, new StageCost(0, Stage.WRITE, Usage.none()));
        List<Erasure> erasures = List.of(new Erasure(Part.REVISION, new TreeSet<>(Set.of(1))));
        RetryOrder order = new RetryOrder(
                        "EDIT_ONLY",
                        Scope.SCENES,
                        new TreeSet<>(Set.of(1)),
                        Set.of(),
                        List.of(new Issue("prose", Severity.HIGH, "flat", "scene 1")),
                        List.of())
                .keepingAside(written, erasures);

        Prompt before = PROMPTS.prompt(stage, drafted, List.of());
        Prompt retry = PROMPTS.prompt(stage, drafted.nextAttempt(written, order), List.of());

        String shared = before.system().substring(0, before.shared());
        assertThat(Tokens.count(shared)).isGreaterThan(1024);
        assertThat(retry.system()).isEqualTo(before.system());
        assertThat(retry.shared()).isEqualTo(before.shared());
        assertThat(before.system().substring(before.shared()))
                .startsWith(
                        "### Others, who may not be in this chapter\n- Walker57 Smith | role: passer-by\n\n\n## Role\n");
        String writer = PROMPTS.prompt(Stage.WRITE, first, List.of()).system();
        assertThat(writer)
                .startsWith(shared + "### Others, who may not be in this chapter\n- ")
                .doesNotContain("Walker57");
    }

    @Test
    void aTruthCardTakesNoMoreThanHalfAsMuch() {
        ChapterEnvelope envelope = chapter(60, new TruthCard(Map.of("method", "poison ".repeat(9000))));
        int without =
                Tokens.count(PROMPTS.prompt(Stage.JUDGE, chapter(60), List.of()).system());

        Prompt prompt = PROMPTS.prompt(Stage.JUDGE, envelope, List.of());

        assertThat(Tokens.count(prompt.system()))
                .isLessThanOrEqualTo(without + PromptTemplates.DEFAULT_BIBLE_TOKENS / 2 + ITS_RULE);
        assertThat(prompt.system()).contains("## Truth card\n- method: poison poison");
        assertThat(prompt.bibleLeftOut())
                .isEqualTo(PROMPTS.prompt(Stage.WRITE, envelope, List.of()).bibleLeftOut() + 1);
    }

    /** However large the bible is. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void whatWasWithdrawnIsInNoRequestAndWhatStandsIsThereWithItsId(Stage stage) {
        for (int number : new int[] {3, 60}) {
            ChapterEnvelope before = chapter(number);
            StoryBible bible = before.bible()
                    .after(
                            number,
                            changes(number)
                                    .referring(
                                            List.of(),
                                            List.of(new BibleChanges.Withdrawal("f1", "it was lit")),
                                            List.of()));
            ChapterEnvelope next = ChapterEnvelope.start(Digests.request(before.brief(), bible), bible, 0);

            assertThat(PROMPTS.prompt(stage, before, List.of()).system())
                    .contains("- [f1] The lamp has been dark since 1987.");
            assertThat(PROMPTS.prompt(stage, next, List.of()).system())
                    .doesNotContain("dark since 1987", "it was lit")
                    .contains("- [f" + number + "00");
        }
    }

    @Test
    void anEditedBookThatKnowsFewerListsStillShowsEveryLine() throws IOException {
        PromptTemplates.export(folder, false);
        Path book = folder.resolve("book.mustache");
        Files.writeString(
                book,
                Files.readString(book)
                        .replaceAll("(?s)\\{\\{#hasEarlier}}.*?\\{\\{/earlier}}\n", "")
                        .replaceAll("(?s)\\{\\{#hasMoreFacts}}.*?\\{\\{/moreFacts}}\n", "")
                        .replaceAll("(?s)\\{\\{#hasOthers}}.*?\\{\\{/others}}\n", "")
                        .replaceAll("(?s)\\{\\{#hasMoreCharacters}}.*?\\{\\{/moreCharacters}}\n", ""));

        Prompt edited = PromptTemplates.load(folder).prompt(Stage.WRITE, chapter(60), List.of());
        Prompt builtIn = PROMPTS.prompt(Stage.WRITE, chapter(60), List.of());

        assertThat(edited.system()).doesNotContain("### More").doesNotContain("### Earlier chapters");
        assertThat(edited.system().lines().filter(line -> !line.startsWith("#")).sorted())
                .containsExactlyElementsOf(builtIn.system()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .sorted()
                        .toList());
        assertThat(edited.system()).contains("### What happened so far\n- Chapters 1-10: ");
    }

    @Test
    void editedTemplatesThatShareLessAreNamed() throws IOException {
        PromptTemplates.export(folder, false);
        assertThat(PromptTemplates.load(folder).advice()).isEmpty();
        Files.writeString(folder.resolve("write.system.mustache"), "You are the writer of a novel.\n{{> book}}\n");
        Path book = folder.resolve("book.mustache");
        Files.writeString(book, Files.readString(book).replaceAll("(?s)\\{\\{#hasEarlier}}.*?\\{\\{/earlier}}\n", ""));

        assertThat(PromptTemplates.load(folder).advice())
                .containsExactly(
                        "write.system.mustache: put {{> book}} first and the role below it, so that a provider's cache"
                                + " serves the book to all stages",
                        "book.mustache: give {{#earlier}} a place of its own, as ./storycrew prompts export DIR does, so"
                                + " that a long book's chapters share more");
    }

    @Test
    void editedTemplatesThatLackWhatIsNewAreNamedWithWhatIsLost() throws IOException {
        PromptTemplates.export(folder, false);
        Path request = folder.resolve("request.mustache");
        Files.writeString(
                request,
                Files.readString(request)
                        .replaceAll("(?s)\\{\\{#hasUsedPhrases}}.*?\\{\\{/usedPhrases}}\n", "")
                        .replaceAll("(?s)\\{\\{#hasStrengths}}.*?\\{\\{/strengths}}\n", ""));
        Path plan = folder.resolve("plan.task.mustache");
        Files.writeString(plan, Files.readString(plan).replaceAll(",\"knows\":.*?}]", "}]"));
        Path judge = folder.resolve("judge.system.mustache");
        Files.writeString(judge, Files.readString(judge).replace(",\"quote\":\"..\"", ""));

        assertThat(PromptTemplates.load(folder).advice())
                .containsExactly(
                        "request.mustache: give {{#strengths}} a section, as ./storycrew prompts export DIR does; without it"
                                + " writer and editor do not know what a revision must not lose",
                        "request.mustache: give {{#usedPhrases}} a section, as ./storycrew prompts export DIR does; without"
                                + " it writer and editor do not know which phrases the book has used often",
                        "plan.task.mustache: ask for \"ending\", as ./storycrew prompts export DIR does; without it nobody"
                                + " is told how a scene ends",
                        "plan.task.mustache: ask for \"knows\", as ./storycrew prompts export DIR does; without it nobody"
                                + " is told who knows what at a scene's end",
                        "judge.system.mustache: ask for \"quote\", as ./storycrew prompts export DIR does; without it issues"
                                + " have no evidence");
    }

    @Test
    void aJudgesRoleFromBeforeItSaidWhatAReportHoldsIsNamedUnlessTheTaskSaysIt() throws IOException {
        PromptTemplates.export(folder, false);
        Path role = folder.resolve("judge.system.mustache");
        Files.writeString(role, Files.readString(role).replaceAll("(?m)^A report names .*\n", ""));

        assertThat(PromptTemplates.load(folder).advice())
                .containsExactly(
                        "judge.system.mustache: say what belongs in each field of a report, as"
                                + " ./storycrew prompts export DIR does; without it nobody tells the judge which severities there are");
        Path task = folder.resolve("judge.task.mustache");
        Files.writeString(task, Files.readString(task) + "severity: low, medium, high or critical.\n");
        assertThat(PromptTemplates.load(folder).advice()).isEmpty();
    }

    private static int bibleTokens(Prompt prompt) {
        String system = prompt.system();
        int from = system.indexOf("## Story bible");
        int to = system.indexOf("## Truth card");
        return from < 0 ? 0 : Tokens.count(system.substring(from, to < 0 ? system.indexOf("\n\n## Role") : to));
    }

    private static String commonPrefix(String one, String other) {
        int same = 0;
        while (same < Math.min(one.length(), other.length()) && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return one.substring(0, same);
    }

    private static ChapterEnvelope planned(ChapterEnvelope envelope, List<String> people) {
        SceneList plan =
                new SceneList(null, null, List.of(new ScenePlan(1, "it rains", null, people, null, null, 900)));
        return envelope.afterStage(
                ChapterWork.nothing().withSceneList(plan), new StageCost(0, Stage.PLAN, Usage.none()));
    }

    private static ChapterEnvelope chapter(int number) {
        return chapter(number, null);
    }

    /** A chapter of a book whose chapters before it each left what a bible keeper notes. */
    private static ChapterEnvelope chapter(int number, @Nullable TruthCard truth) {
        BookFrame frame = new BookFrame(
                "Title",
                "mystery",
                "en",
                "Light.",
                900,
                0.1,
                new Style(List.of("plain"), "third_limited", List.of("suddenly", "ozone")));
        List<StoryCharacter> people = new ArrayList<>(List.of(
                new StoryCharacter("Mara Venn", "surveyor", "to close the last file", "short sentences", List.of()),
                new StoryCharacter("Tobias Hale", "the keeper's son", "to keep the island shut", "weather", List.of()),
                new StoryCharacter("Edda Corrow", "postmistress", "to be asked", "kind, unhurried", List.of())));
        for (int walker = 3; walker < 60; walker++) {
            people.add(new StoryCharacter("Walker" + walker + " Smith", "passer-by", null, null, List.of()));
        }
        StoryBible bible = StoryBible.initial(people, List.of("The lamp has been dark since 1987."), truth);
        for (int before = 1; before < number; before++) {
            bible = bible.after(before, changes(before));
        }
        String summary = number % 2 == 0 ? "Mara goes to the tower." : "Tobias waits for Mara at the ferry.";
        ChapterBrief brief = new ChapterBrief(
                new ChapterId("book", number), frame, "Chapter", summary, List.of("find the key"), "A light.");
        return ChapterEnvelope.start(Digests.request(brief, bible), bible, 0);
    }

    private static BibleChanges changes(int chapter) {
        List<String> facts = new ArrayList<>();
        List<BibleChanges.Event> events = new ArrayList<>();
        for (int entry = 0; entry < 6; entry++) {
            String thing = WORDS.get((chapter * 7 + entry * 3) % WORDS.size());
            String who = entry % 3 == 0 ? "Mara" : entry % 3 == 1 ? "Tobias" : "Nobody";
            facts.add(who + " knows since day " + chapter + " where the " + thing + " of room " + entry + " was kept.");
            events.add(new BibleChanges.Event("The " + thing + " is moved on day " + chapter, List.of("Mara Venn")));
        }
        return new BibleChanges(
                "Mara follows the " + WORDS.get(chapter % WORDS.size()) + " of day " + chapter
                        + ". Tobias Hale lies about it, and Edda Corrow says nothing until the ferry has left.",
                facts,
                events.subList(0, 3),
                List.of(new BibleChanges.CharacterChange("Mara Venn", "trusts nobody since day " + chapter)),
                List.of("Who lit the lamp on day " + chapter + "?"),
                chapter % 2 == 0 ? List.of("Who lit the lamp on day " + (chapter - 1) + "?") : List.of(),
                List.of("salt on glass, day " + chapter));
    }
}
