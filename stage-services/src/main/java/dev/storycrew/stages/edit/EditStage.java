package dev.storycrew.stages.edit;

import dev.storycrew.core.check.ChapterChecks;
import dev.storycrew.core.check.CheckInput;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Part;
import dev.storycrew.llm.Answer;
import dev.storycrew.llm.answer.SceneTexts;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.stages.prompt.AnswerForm;
import dev.storycrew.stages.task.SceneTask;
import dev.storycrew.stages.task.StageTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Edits the scenes that have no revision. What can be counted is counted before a judge is paid: where a check that can
 * fail the chapter finds something in these scenes, the editor is asked for them once more.
 */
public final class EditStage extends SceneTask {
    /** The revision instruction of a second look, by which its request can be told from a first one. */
    public static final String MEND = "What is named above was counted, not judged. Mend it, and change nothing else.";

    private final ChapterChecks checks = new ChapterChecks();
    private final boolean byPassages;

    public EditStage() {
        this(true);
    }

    private EditStage(boolean byPassages) {
        super(Part.REVISION);
        this.byPassages = byPassages;
    }

    @Override
    public AnswerForm form() {
        return byPassages ? AnswerForm.PASSAGES : AnswerForm.WHOLE;
    }

    @Override
    public @Nullable StageTask<SceneTexts.Given> plainer(ChapterEnvelope envelope) {
        return byPassages ? new EditStage(false) : null;
    }

    @Override
    public @Nullable SecondLook secondLook(ChapterEnvelope envelope, SceneTexts.Given answer, ChapterEnvelope made) {
        SortedSet<Integer> asked = scenes(envelope);
        List<Issue> issues = new ArrayList<>();
        SortedSet<Integer> scenes = new TreeSet<>();
        for (Finding finding : findingsToMend(made)) {
            SortedSet<Integer> here = new TreeSet<>(finding.scenes().isEmpty() ? asked : finding.scenes());
            here.retainAll(asked);
            if (!here.isEmpty()) {
                scenes.addAll(here);
                issues.add(new Issue(
                        finding.kind().issueType(),
                        Severity.HIGH,
                        finding.note(),
                        SceneReferences.location(List.copyOf(here))));
            }
        }
        if (scenes.isEmpty()) {
            return null;
        }
        List<Erasure> erasures = List.of(new Erasure(Part.REVISION, scenes));
        ChapterWork edited = made.work();
        RetryOrder order = new RetryOrder(
                        RetryLevel.EDIT_ONLY, Scope.SCENES, scenes, made.skipped(), issues, List.of(MEND))
                .keepingAside(edited, erasures)
                .reviewing(Review.CHAPTER);
        return new SecondLook(envelope.askedAbout(edited.erase(erasures), order), false);
    }

    @Override
    public RunFacts noted(
            ChapterEnvelope envelope,
            RunFacts facts,
            Answer<SceneTexts.Given> first,
            SceneTexts.@Nullable Given second) {
        return second == null
                ? facts
                : facts.lookedAgain(new TreeSet<>(second.texts().keySet()));
    }

    /** What fails a chapter and an edit can mend; a plan that says nothing is no fault of the text. */
    private List<Finding> findingsToMend(ChapterEnvelope made) {
        return checks
                .check(new CheckInput(
                        made.brief(),
                        made.bible(),
                        Objects.requireNonNull(made.work().sceneList()),
                        made.work().text()))
                .stream()
                .filter(finding -> finding.kind().gating() && finding.kind() != Finding.Kind.PLACEHOLDER)
                .toList();
    }
}
