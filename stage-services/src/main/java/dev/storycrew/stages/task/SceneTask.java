package dev.storycrew.stages.task;

import dev.storycrew.core.check.ChangedWords;
import dev.storycrew.core.check.StoryText;
import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.llm.answer.SceneTexts;
import dev.storycrew.stages.prompt.AnswerForm;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The task of a stage that makes a text for every scene that lacks it, all in one request. */
public abstract class SceneTask implements StageTask<SceneTexts.Given> {
    private final Part fills;

    /** @param fills the part that the stage fills, which must be a text */
    protected SceneTask(Part fills) {
        this.fills = fills;
    }

    @Override
    public final Stage stage() {
        return fills.stage();
    }

    @Override
    public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return envelope.work().missing(fills);
    }

    @Override
    public long expectedOutputTokens(ChapterEnvelope envelope) {
        return OutputTokens.ofScenes(envelope, scenes(envelope));
    }

    @Override
    public SceneTexts.Given read(String answer, ChapterEnvelope envelope, List<Finding> findings) {
        SceneTexts.Given given = SceneTexts.read(
                answer,
                new SceneTexts.Asked(scenes(envelope), envelope.currentText(fills), form() == AnswerForm.PASSAGES));
        SortedMap<Integer, String> texts = new TreeMap<>(given.texts());
        texts.replaceAll((scene, text) -> given.kept().contains(scene) ? text : story(scene, text, envelope));
        return new SceneTexts.Given(texts, given.kept());
    }

    /** Without headings and remarks, before anything is made of it. */
    private static String story(int scene, String written, ChapterEnvelope envelope) {
        StoryText story =
                StoryText.of(written, envelope.brief(), envelope.work().sceneList());
        if (story.text().isBlank()) {
            throw new BrokenAnswerException(
                    "scene " + scene + " has no story in it, only " + String.join(", ", story.takenOut()));
        }
        return story.text();
    }

    /** What is kept comes back with everything that was made from it; the order forgets what it kept aside. */
    @Override
    public ChapterEnvelope apply(ChapterEnvelope envelope, SceneTexts.Given answer, StageCost cost) {
        RetryOrder order = envelope.order();
        ChapterWork offered = order == null ? ChapterWork.nothing() : order.offered();
        SortedSet<Integer> takenBack = new TreeSet<>(answer.kept());
        takenBack.retainAll(offered.texts(fills).keySet());
        SortedMap<Integer, String> made = new TreeMap<>(answer.texts());
        made.keySet().removeAll(takenBack);
        ChapterWork work = envelope.work().with(fills, made).takeBack(takenBack, offered);
        return envelope.afterStage(work, order == null ? null : left(order, envelope, made, work), cost);
    }

    @Override
    public SceneTexts.Given merged(SceneTexts.Given first, SceneTexts.Given second) {
        SortedMap<Integer, String> texts = new TreeMap<>(first.texts());
        texts.putAll(second.texts());
        SortedSet<Integer> kept = new TreeSet<>(first.kept());
        kept.removeIf(
                scene -> !String.valueOf(texts.get(scene)).equals(first.texts().get(scene)));
        return new SceneTexts.Given(texts, kept);
    }

    private RetryOrder left(RetryOrder order, ChapterEnvelope envelope, Map<Integer, String> made, ChapterWork work) {
        SortedMap<Integer, String> before = envelope.currentText(fills);
        SortedSet<Integer> changed = new TreeSet<>();
        int words = 0;
        for (Map.Entry<Integer, String> scene : made.entrySet()) {
            String text = scene.getValue();
            @Nullable String was = before.get(scene.getKey());
            if (!text.equals(was)) {
                changed.add(scene.getKey());
                words += was == null ? TextMetrics.words(text) : ChangedWords.count(was, text);
            }
        }
        SortedMap<Integer, String> former = new TreeMap<>(order.formerText());
        former.keySet().removeAll(made.keySet());
        // What one stage writes and the next one edits counts once.
        SortedSet<Integer> all = new TreeSet<>(order.changed());
        all.addAll(changed);
        int most = work.text().entrySet().stream()
                .filter(scene -> all.contains(scene.getKey()))
                .mapToInt(scene -> TextMetrics.words(scene.getValue()))
                .sum();
        int added = Math.max(0, Math.min(words, Math.max(most, words) - order.changedWords()));
        return order.afterTexts(former, changed, added);
    }
}
