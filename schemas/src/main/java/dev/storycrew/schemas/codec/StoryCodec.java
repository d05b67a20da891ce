package dev.storycrew.schemas.codec;

import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.NextChapter;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TimelineEvent;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.core.text.ChapterEnding;
import dev.storycrew.core.text.Marks;
import dev.storycrew.core.text.PhraseMemory;
import dev.storycrew.core.text.PhraseTrace;
import dev.storycrew.core.text.SceneTrace;
import dev.storycrew.core.text.UsedPhrase;
import dev.storycrew.schemas.avro.BibleChangesRecord;
import dev.storycrew.schemas.avro.BibleRecord;
import dev.storycrew.schemas.avro.BriefRecord;
import dev.storycrew.schemas.avro.ChapterEndingRecord;
import dev.storycrew.schemas.avro.ChapterTimesRecord;
import dev.storycrew.schemas.avro.CharacterChangeRecord;
import dev.storycrew.schemas.avro.CharacterRecord;
import dev.storycrew.schemas.avro.EventRecord;
import dev.storycrew.schemas.avro.NextChapterRecord;
import dev.storycrew.schemas.avro.NumberedText;
import dev.storycrew.schemas.avro.PhraseMemoryRecord;
import dev.storycrew.schemas.avro.PhraseTraceRecord;
import dev.storycrew.schemas.avro.SceneListRecord;
import dev.storycrew.schemas.avro.SceneRecord;
import dev.storycrew.schemas.avro.SceneTraceRecord;
import dev.storycrew.schemas.avro.StyleRecord;
import dev.storycrew.schemas.avro.TimelineRecord;
import dev.storycrew.schemas.avro.TruthEntry;
import dev.storycrew.schemas.avro.UsedPhraseRecord;
import dev.storycrew.schemas.avro.WithdrawalRecord;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Briefs, bibles and scene lists on the wire. */
final class StoryCodec {
    private StoryCodec() {}

    static BriefRecord encode(ChapterBrief brief) {
        BookFrame book = brief.book();
        Style style = book.style();
        NextChapter next = brief.next();
        return new BriefRecord(
                brief.id().bookId(),
                brief.id().number(),
                book.title(),
                book.genre(),
                book.language(),
                book.theme(),
                book.wordsPerChapter(),
                book.wordTolerance(),
                new StyleRecord(
                        style.tone(),
                        style.pov(),
                        style.forbiddenWords(),
                        style.povCharacter(),
                        style.tense(),
                        style.person(),
                        style.samples()),
                brief.title(),
                brief.summary(),
                brief.goals(),
                brief.hook(),
                next == null ? null : new NextChapterRecord(next.title(), next.summary()));
    }

    static ChapterBrief decode(BriefRecord brief) {
        StyleRecord style = brief.getStyle();
        @Nullable NextChapterRecord next = brief.getNext();
        return new ChapterBrief(
                new ChapterId(brief.getBookId(), brief.getChapterNumber()),
                new BookFrame(
                        brief.getBookTitle(),
                        brief.getGenre(),
                        brief.getLanguage(),
                        brief.getTheme(),
                        brief.getWordsPerChapter(),
                        brief.getWordTolerance(),
                        new Style(
                                style.getTone(),
                                style.getPov(),
                                style.getForbiddenWords(),
                                style.getPovCharacter(),
                                style.getTense(),
                                style.getPerson(),
                                style.getSamples())),
                brief.getTitle(),
                brief.getSummary(),
                brief.getGoals(),
                brief.getHook(),
                next == null ? null : new NextChapter(next.getTitle(), next.getSummary()));
    }

    static BibleRecord encode(StoryBible bible) {
        TruthCard truth = bible.truthCard();
        ChapterEnding ending = bible.ending();
        return new BibleRecord(
                map(bible.characters(), StoryCodec::encode),
                bible.facts(),
                truth == null
                        ? null
                        : truth.entries().entrySet().stream()
                                .map(entry -> new TruthEntry(entry.getKey(), entry.getValue()))
                                .toList(),
                encode(bible.summaries()),
                map(bible.timeline(), event -> new TimelineRecord(event.chapter(), event.event(), event.characters())),
                bible.cluesPlanted(),
                bible.cluesResolved(),
                bible.imagery(),
                map(bible.traces(), StoryCodec::encode),
                ending == null ? null : new ChapterEndingRecord(ending.chapter(), ending.text()),
                EntryCodec.encode(bible),
                encode(bible.phrases()));
    }

    static StoryBible decode(BibleRecord bible) {
        @Nullable ChapterEndingRecord lastWords = bible.getEnding();
        ChapterEnding ending =
                lastWords == null ? null : new ChapterEnding(lastWords.getChapter(), lastWords.getText());
        List<StoryCharacter> people = map(bible.getCharacters(), StoryCodec::decode);
        List<SceneTrace> traces = map(bible.getTraces(), StoryCodec::decode);
        PhraseMemory phrases = decode(bible.getPhrases());
        if (!bible.getEntries().isEmpty()) {
            return new StoryBible(
                    people,
                    decodeTruth(bible.getTruthCard()),
                    decodeTexts(bible.getSummaries()),
                    EntryCodec.decode(bible),
                    traces,
                    ending,
                    phrases);
        }
        return StoryBible.ofTexts(
                people,
                bible.getFacts(),
                decodeTruth(bible.getTruthCard()),
                decodeTexts(bible.getSummaries()),
                map(
                        bible.getTimeline(),
                        event -> new TimelineEvent(event.getChapter(), event.getEvent(), event.getCharacters())),
                bible.getCluesPlanted(),
                bible.getCluesResolved(),
                bible.getImagery(),
                traces,
                ending,
                phrases);
    }

    static CharacterRecord encode(StoryCharacter person) {
        return new CharacterRecord(
                person.name(), person.role(), person.motivation(), person.voice(), person.changes(), person.lines());
    }

    static StoryCharacter decode(CharacterRecord person) {
        return new StoryCharacter(
                person.getName(),
                person.getRole(),
                person.getMotivation(),
                person.getVoice(),
                person.getChanges(),
                person.getLines());
    }

    private static SceneTraceRecord encode(SceneTrace trace) {
        return new SceneTraceRecord(
                trace.chapter(),
                trace.scene(),
                trace.every(),
                ByteBuffer.wrap(trace.runs().packed()),
                ByteBuffer.wrap(trace.likeness().packed()),
                trace.ending());
    }

    private static SceneTrace decode(SceneTraceRecord trace) {
        return new SceneTrace(
                trace.getChapter(),
                trace.getScene(),
                trace.getEvery(),
                marks(trace.getRuns()),
                marks(trace.getLikeness()),
                trace.getEnding());
    }

    private static @Nullable PhraseMemoryRecord encode(PhraseMemory memory) {
        return memory.isEmpty()
                ? null
                : new PhraseMemoryRecord(
                        map(
                                memory.used(),
                                phrase -> new UsedPhraseRecord(
                                        phrase.text(),
                                        phrase.times().entrySet().stream()
                                                .map(times -> new ChapterTimesRecord(times.getKey(), times.getValue()))
                                                .toList())),
                        map(
                                memory.traces(),
                                trace -> new PhraseTraceRecord(
                                        trace.chapter(),
                                        trace.every(),
                                        ByteBuffer.wrap(trace.runs().packed()))));
    }

    private static PhraseMemory decode(@Nullable PhraseMemoryRecord memory) {
        return memory == null
                ? PhraseMemory.none()
                : new PhraseMemory(
                        map(memory.getUsed(), phrase -> {
                            SortedMap<Integer, Integer> times = new TreeMap<>();
                            phrase.getTimes().forEach(each -> times.put(each.getChapter(), each.getTimes()));
                            return new UsedPhrase(phrase.getText(), times);
                        }),
                        map(
                                memory.getTraces(),
                                trace ->
                                        new PhraseTrace(trace.getChapter(), trace.getEvery(), marks(trace.getRuns()))));
    }

    private static Marks marks(ByteBuffer packed) {
        byte[] bytes = new byte[packed.remaining()];
        packed.duplicate().get(bytes);
        return Marks.ofPacked(bytes);
    }

    private static @Nullable TruthCard decodeTruth(@Nullable List<TruthEntry> entries) {
        if (entries == null) {
            return null;
        }
        Map<String, String> truth = new LinkedHashMap<>();
        entries.forEach(entry -> truth.put(entry.getName(), entry.getText()));
        return new TruthCard(truth);
    }

    static BibleChangesRecord encode(BibleChanges changes) {
        return new BibleChangesRecord(
                changes.summary(),
                changes.newFacts(),
                map(changes.timeline(), event -> new EventRecord(event.event(), event.characters())),
                map(changes.characterChanges(), change -> new CharacterChangeRecord(change.name(), change.change())),
                changes.cluesPlanted(),
                changes.cluesResolved(),
                changes.imagery(),
                map(changes.traces(), StoryCodec::encode),
                changes.ending(),
                map(changes.withdrawn(), ended -> new WithdrawalRecord(ended.id(), ended.because())),
                changes.reliedOn(),
                changes.fold(),
                encode(changes.phrases()),
                EntryCodec.encode(changes.numbers()));
    }

    static BibleChanges decode(BibleChangesRecord changes) {
        return new BibleChanges(
                changes.getSummary(),
                changes.getNewFacts(),
                map(changes.getTimeline(), event -> new BibleChanges.Event(event.getEvent(), event.getCharacters())),
                map(
                        changes.getCharacterChanges(),
                        change -> new BibleChanges.CharacterChange(change.getName(), change.getChange())),
                changes.getCluesPlanted(),
                changes.getCluesResolved(),
                changes.getImagery(),
                map(changes.getTraces(), StoryCodec::decode),
                changes.getEnding(),
                map(changes.getWithdrawn(), ended -> new BibleChanges.Withdrawal(ended.getId(), ended.getBecause())),
                changes.getReliedOn(),
                changes.getFold(),
                decode(changes.getPhrases()),
                EntryCodec.decodeNumbers(changes.getNumbers()));
    }

    static SceneListRecord encode(SceneList list) {
        return new SceneListRecord(
                list.chapterTitle(),
                list.chapterGoal(),
                map(
                        list.scenes(),
                        scene -> new SceneRecord(
                                scene.number(),
                                scene.purpose(),
                                scene.setting(),
                                scene.characters(),
                                scene.conflict(),
                                scene.exitHook(),
                                scene.targetWords(),
                                scene.knows(),
                                scene.ending())));
    }

    static SceneList decode(SceneListRecord list) {
        return new SceneList(
                list.getChapterTitle(),
                list.getChapterGoal(),
                map(
                        list.getScenes(),
                        scene -> new ScenePlan(
                                scene.getNumber(),
                                scene.getPurpose(),
                                scene.getSetting(),
                                scene.getCharacters(),
                                scene.getConflict(),
                                scene.getExitHook(),
                                scene.getTargetWords(),
                                scene.getKnows(),
                                scene.getEnding())));
    }

    static List<NumberedText> encode(SortedMap<Integer, String> texts) {
        return texts.entrySet().stream()
                .map(entry -> new NumberedText(entry.getKey(), entry.getValue()))
                .toList();
    }

    static SortedMap<Integer, String> decodeTexts(List<NumberedText> texts) {
        SortedMap<Integer, String> result = new TreeMap<>();
        texts.forEach(text -> result.put(text.getNumber(), text.getText()));
        return result;
    }

    static <A, B> List<B> map(List<A> values, Function<A, B> function) {
        return values.stream().map(function).toList();
    }
}
