package dev.storycrew.history.facts;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.decision.Outcomes;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.history.skim.Digest;
import dev.storycrew.history.skim.RecordView;
import dev.storycrew.history.skim.Skimmer;
import dev.storycrew.schemas.avro.ArmName;
import dev.storycrew.schemas.avro.CommandVerdict;
import dev.storycrew.schemas.avro.EndReasonName;
import dev.storycrew.schemas.avro.OutcomeKind;
import dev.storycrew.schemas.avro.RunPhase;
import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.cache.LRUCache;
import org.jspecify.annotations.Nullable;

/** Takes from a record what an audit needs, without decoding text. Used by one thread. */
public final class FactReader {
    private static final int SCENE_LISTS_KEPT = 2000;
    private static final int BOOKS_KEPT = 2000;
    private static final int STARTS_KEPT = 50;

    private final TopicCatalogue topics;
    private final Skimmer skimmer;
    private final Map<String, PipelineStep> places;
    private final Predicate<String> canonOf;
    private final Codec<JudgeReport> reports = Codecs.judgeReport();
    private final Codec<SceneList> sceneLists = Codecs.sceneList();
    private final Codec<RetryOrder> orders = Codecs.retryOrder();
    private final Codec<ChapterWork> works = Codecs.chapterWork();
    private final Codec<AttemptRecord> attempts = Codecs.attempt();
    private final Codec<StageCost> costs = Codecs.stageCost();
    private final Codec<PairVerdict> verdicts = Codecs.pairVerdict();
    private final Codec<BibleChanges> bibleChanges = Codecs.bibleChanges();
    private final Codec<ChapterBrief> briefs = Codecs.brief();
    private final Codec<StoryBible> bibles = Codecs.bible();
    private final Codec<ChapterCanon> canons = Codecs.chapterCanon();
    private final Codec<OperatorCommand> commands = Codecs.operatorCommand();
    private final Codec<StoryCharacter> characters = Codecs.character();
    /** What requests bring into the bible, by chapter that has not started yet. */
    private final Map<ChapterId, Set<BibleAdditions>> added = new HashMap<>();

    /** What the last chapters began with of it; without this, there are only more ways in which a bible may have grown. */
    private final LRUCache<String, Added> lastAdded = new LRUCache<>(BOOKS_KEPT);

    /** A start has the time of what led to it, and a request its client's: the request may be read last. */
    private final LRUCache<ChapterId, RecordView> starts = new LRUCache<>(STARTS_KEPT);

    private final LRUCache<Digest, SceneList> stripped = new LRUCache<>(SCENE_LISTS_KEPT);

    public FactReader(Connection connection) {
        this(connection, book -> false);
    }

    /**
     * One that also decodes what a book's canon is folded from.
     *
     * @param canonOf true for the books, by id, of which it is asked for
     */
    public FactReader(Connection connection, Predicate<String> canonOf) {
        this.canonOf = canonOf;
        this.topics = connection.topics();
        this.skimmer = new Skimmer(connection);
        this.places = PipelineStep.byTopic(topics);
    }

    /** Reads a record, whether it can be decoded or not. */
    public ScannedRecord look(TopicRecord read) {
        try {
            return ScannedRecord.of(read, read(read), null);
        } catch (UndecodableException e) {
            return ScannedRecord.of(read, null, e);
        }
    }

    /**
     * Reads a record.
     *
     * @return null if it holds nothing for an audit
     * @throws UndecodableException when it is not a value of its topic
     */
    public @Nullable Fact read(TopicRecord read) {
        byte[] value = read.value();
        if (value == null) {
            return null;
        }
        try {
            return fact(read, value);
        } catch (AvroRuntimeException
                | UncheckedIOException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | ClassCastException
                | NullPointerException e) {
            throw new UndecodableException("not a value of " + read.topic().name() + ": " + e.getMessage(), e);
        }
    }

    private @Nullable Fact fact(TopicRecord read, byte[] value) {
        String topic = read.topic().name();
        PipelineStep place = places.get(topic);
        if (place != null) {
            return carried(read, place, skimmer.view(read, value));
        }
        if (topic.equals(topics.stageRuns().name())) {
            RunPhase phase = skimmer.view(read, value).value("phase", RunPhase.class);
            boolean ended = phase == RunPhase.FINISHED || phase == RunPhase.FAILED;
            return ended ? new Fact.StageRunFact(read.position(), skimmer.decode(topics.stageRuns(), value)) : null;
        }
        if (topic.equals(topics.retryDecisions().name())) {
            return new Fact.RetryFact(read.position(), skimmer.decode(topics.retryDecisions(), value));
        }
        if (topic.equals(topics.operatorCommands().name())) {
            return new Fact.CommandFact(
                    read.position(),
                    skimmer.decode(topics.operatorCommands(), value),
                    texts(skimmer.view(read, value).items("text")));
        }
        RecordView view = skimmer.view(read, value);
        if (topic.equals(topics.chapters().name())) {
            return ended(read, view);
        }
        if (topic.equals(topics.commandResults().name())) {
            return answered(read, view);
        }
        if (topic.equals(topics.chapterRequests().name())) {
            return requested(read, value, view);
        }
        if (topic.equals(topics.storyBibles().name())) {
            return new Fact.BibleFact(
                    read.position(),
                    new ChapterId(view.text("bookId"), view.number("leftByChapter")),
                    view.number("run"),
                    view.digest("bible"));
        }
        return topic.equals(topics.deadLetters().name())
                ? new Fact.DeadLetterFact(read.position(), view.text("id"))
                : null;
    }

    private Fact.ResultFact answered(TopicRecord read, RecordView view) {
        RecordView start = view.nested("start");
        return new Fact.ResultFact(
                read.position(),
                read.timestamp(),
                commands.decode(view.value("command", SpecificRecord.class)).withoutText(),
                CommandResult.Verdict.valueOf(
                        view.value("verdict", CommandVerdict.class).name()),
                view.text("by"),
                start != null && start.isSet("redo"));
    }

    private Fact.RequestFact requested(TopicRecord read, byte[] value, RecordView view) {
        ChapterId chapter = chapter(brief(view));
        BibleAdditions added = new BibleAdditions(
                decoded(characters, view.value("addedCharacters")), strings(view.value("addedFacts")));
        RecordView start = starts.get(chapter);
        if (!added.isEmpty() && start == null) {
            this.added.computeIfAbsent(chapter, id -> new LinkedHashSet<>()).add(added);
        }
        return new Fact.RequestFact(
                read.position(),
                read.timestamp(),
                chapter,
                view.text("requestId"),
                view.digest("brief"),
                view.digest("bible"),
                view.number("update"),
                !added.isEmpty(),
                added.isEmpty() || start == null ? null : grownFrom(chapter, bible(start), Set.of(added)),
                canonOf.test(chapter.bookId()) ? skimmer.decode(topics.chapterRequests(), value) : null);
    }

    /** What was added and is in the bible that a chapter began with. */
    private record Added(int chapter, BibleAdditions there) {
        BibleAdditions before(ChapterId id) {
            return chapter < id.number() ? there : BibleAdditions.NONE;
        }

        static Added with(@Nullable Added last, ChapterId id, BibleAdditions more) {
            if (last == null) {
                return new Added(id.number(), more);
            }
            if (last.chapter > id.number()) {
                return last;
            }
            Set<StoryCharacter> people = new LinkedHashSet<>(last.there.characters());
            people.addAll(more.characters());
            Set<String> facts = new LinkedHashSet<>(last.there.facts());
            facts.addAll(more.facts());
            return new Added(id.number(), new BibleAdditions(List.copyOf(people), List.copyOf(facts)));
        }
    }

    /**
     * Of each request for the chapter that brings something into the bible; a chapter starts but once.
     *
     * @return null if it cannot be worked out
     */
    private @Nullable Set<Digest> grownFrom(PipelineStep place, ChapterId chapter, RecordView view) {
        if (!place.equals(PipelineStep.START) || view.number("run") != 1 || view.number("attempt") != 0) {
            return Set.of();
        }
        starts.put(chapter, view);
        Set<BibleAdditions> ofChapter = added.remove(chapter);
        return ofChapter == null ? Set.of() : grownFrom(chapter, bible(view), ofChapter);
    }

    private StoryBible bible(RecordView start) {
        return bibles.decode(start.value("bible", SpecificRecord.class));
    }

    private @Nullable Set<Digest> grownFrom(ChapterId chapter, StoryBible bible, Set<BibleAdditions> ofChapter) {
        Added last = lastAdded.get(chapter.bookId());
        BibleAdditions earlier = last == null ? BibleAdditions.NONE : last.before(chapter);
        Set<Digest> before = new HashSet<>();
        boolean known = true;
        for (BibleAdditions each : ofChapter) {
            if (!each.to(bible).equals(bible)) {
                continue; // Another request stood.
            }
            Optional<List<StoryBible>> all = GrownBible.before(bible, each, earlier);
            known &= all.isPresent();
            all.ifPresent(bibles -> bibles.forEach(one -> before.add(digest(one))));
            last = Added.with(last, chapter, each);
        }
        if (last != null) {
            lastAdded.put(chapter.bookId(), last);
        }
        return known ? before : null;
    }

    private static List<String> strings(@Nullable Object items) {
        return items instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    private Fact.EnvelopeFact carried(TopicRecord read, PipelineStep place, RecordView view) {
        RecordView brief = brief(view);
        RecordView work = Objects.requireNonNull(view.nested("work"));
        boolean judged = place.equals(PipelineStep.JUDGED);
        // What was judged may have the bible changes that were accepted with the same text before.
        Left left = (judged || place.equals(PipelineStep.BIBLE_MADE)) && view.isSet("bibleChanges")
                ? left(view, work)
                : Left.NOTHING;
        int run = view.number("run");
        RecordView redo = run > 1 ? view.nested("redo") : null;
        JudgeReport report =
                judged && work.isSet("report") ? reports.decode(work.value("report", SpecificRecord.class)) : null;
        return new Fact.EnvelopeFact(
                read.position(),
                place,
                chapter(brief),
                view.text("requestId"),
                run,
                view.number("attempt"),
                judged ? brief.text("genre") : "",
                view.digest("brief"),
                view.digest("bible"),
                work(work),
                order(view),
                report,
                report == null ? null : Digests.report(report),
                judged ? decoded(attempts, view.value("history")) : List.of(),
                arm(view),
                view.textOrNull("policy"),
                view.digest("costs"),
                judged ? decoded(costs, view.value("costs")) : List.of(),
                view.isSet("bibleChanges") ? view.digest("bibleChanges") : null,
                left.bible(),
                left.canon(),
                view.textOrNull("stopReason"),
                view.textOrNull("command"),
                run > 1 && view.value("byHand", Boolean.class),
                view.value("reviewedInPart", Boolean.class),
                judged && view.isSet("compared") ? verdicts.decode(view.value("compared", SpecificRecord.class)) : null,
                grownFrom(place, chapter(brief), view),
                words(place, view),
                redo == null ? null : new Fact.EnvelopeFact.Again(redo.number("bookAt"), redo.text("cause")));
    }

    /** The order, with digests in place of the texts that were kept aside. */
    private @Nullable RetryOrder order(RecordView view) {
        RecordView nested = view.nested("order");
        if (nested == null) {
            return null;
        }
        RetryOrder order = orders.decode(view.value("order", SpecificRecord.class));
        RecordView offered = nested.nested("offered");
        return order.keepingAside(
                texts(nested.items("formerText")), offered == null ? ChapterWork.nothing() : work(offered));
    }

    /** Counted only where a rule depends on it. */
    private int words(PipelineStep place, RecordView view) {
        RecordView order = view.nested("order");
        if (!place.equals(PipelineStep.JUDGE) || order == null || !order.value("partialReview", Boolean.class)) {
            return 0;
        }
        ChapterWork work = works.decode(view.value("work", SpecificRecord.class));
        return work.text().values().stream().mapToInt(TextMetrics::words).sum();
    }

    private Fact.OutcomeFact ended(TopicRecord read, RecordView view) {
        RecordView best = view.nested("best");
        OutcomeKind kind = view.value("kind", OutcomeKind.class);
        ChapterId chapter = chapter(brief(view));
        boolean said = view.isSet("bibleChanges");
        return new Fact.OutcomeFact(
                read.position(),
                read.timestamp(),
                chapter,
                view.text("requestId"),
                view.number("run"),
                ChapterOutcome.Kind.valueOf(kind.name()),
                view.digest("brief"),
                best == null ? null : best.number("attempt"),
                best == null ? Map.of() : digests(best.items("text")),
                view.digest("bible"),
                said ? view.digest("bibleChanges") : null,
                decoded(attempts, view.value("history")),
                decoded(costs, view.value("costs")),
                view.digest("costs"),
                arm(view),
                view.textOrNull("policy"),
                view.text("explanation"),
                view.textOrNull("commandId"),
                EndReason.valueOf(view.value("reason", EndReasonName.class).name()),
                view.isSet("leftNanoUsd") ? view.value("leftNanoUsd", Long.class) : null,
                view.number("explanationVersion"),
                view.isSet("canon") ? canons.decode(view.value("canon", SpecificRecord.class)) : null,
                endedLate(view, chapter.number()),
                view.value("byHand", Boolean.class),
                said && canonOf.test(chapter.bookId())
                        ? bibleChanges.decode(view.value("bibleChanges", SpecificRecord.class))
                        : null);
    }

    private static SortedMap<String, Integer> endedLate(RecordView outcome, int chapter) {
        SortedMap<String, Integer> ended = new TreeMap<>();
        for (RecordView entry : Objects.requireNonNull(outcome.nested("bible")).items("entries")) {
            if (entry.isSet("endedBy") && entry.value("endedBy", Integer.class) >= chapter) {
                ended.put(entry.text("id"), entry.value("endedBy", Integer.class));
            }
        }
        return ended;
    }

    /** The work, with digests in place of texts. An unreadable one counts as no work, as in the router. */
    private ChapterWork work(RecordView work) {
        if (!work.isSet("sceneList")) {
            return ChapterWork.nothing();
        }
        try {
            SceneList stripped = stripped(work);
            return ChapterWork.of(stripped, part -> texts(work.items(part.plural())), null);
        } catch (IllegalArgumentException e) {
            return ChapterWork.nothing();
        }
    }

    /** A scene list appears in ten envelopes or so, but is read once. */
    private SceneList stripped(RecordView work) {
        Digest digest = work.digest("sceneList");
        SceneList known = stripped.get(digest);
        if (known == null) {
            SceneList planned = sceneLists.decode(work.value("sceneList", SpecificRecord.class));
            known = new SceneList(
                    digest.toString(),
                    null,
                    planned.scenes().stream()
                            .map(scene -> new ScenePlan(scene.number(), "-", null, List.of(), null, null, 0))
                            .toList());
            stripped.put(digest, known);
        }
        return known;
    }

    /** What bible changes make of the bible that their chapter started with. */
    private record Left(@Nullable Digest bible, @Nullable ChapterCanon canon) {
        private static final Left NOTHING = new Left(null, null);
    }

    private Left left(RecordView view, RecordView work) {
        StoryBible before = bibles.decode(view.value("bible", SpecificRecord.class));
        BibleChanges changes = bibleChanges.decode(view.value("bibleChanges", SpecificRecord.class));
        ChapterBrief asked = briefs.decode(view.value("brief", SpecificRecord.class));
        return new Left(
                digest(before.after(asked.id().number(), changes)), Outcomes.canon(before, asked, plan(work), changes));
    }

    /** An unreadable plan counts as none, as in the router. */
    private @Nullable SceneList plan(RecordView work) {
        try {
            return work.isSet("sceneList") ? sceneLists.decode(work.value("sceneList", SpecificRecord.class)) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The digest that a bible has in records. */
    public static Digest digest(StoryBible bible) {
        SpecificRecord left = Codecs.bible().encode(bible);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<SpecificRecord>(left.getSchema()).write(left, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Digest.of(bytes.toByteArray(), 0, bytes.size());
    }

    private static RecordView brief(RecordView view) {
        return Objects.requireNonNull(view.nested("brief"));
    }

    private static ChapterId chapter(RecordView brief) {
        return new ChapterId(brief.text("bookId"), brief.number("chapterNumber"));
    }

    private static @Nullable Arm arm(RecordView view) {
        return view.isSet("arm") ? Arm.valueOf(view.value("arm", ArmName.class).name()) : null;
    }

    private static <T> List<T> decoded(Codec<T> codec, @Nullable Object items) {
        return items instanceof List<?> list
                ? list.stream().map(item -> codec.decode((SpecificRecord) item)).toList()
                : List.of();
    }

    private static SortedMap<Integer, String> texts(List<RecordView> scenes) {
        SortedMap<Integer, String> texts = new TreeMap<>();
        digests(scenes).forEach((scene, digest) -> texts.put(scene, digest.toString()));
        return texts;
    }

    private static Map<Integer, Digest> digests(List<RecordView> scenes) {
        Map<Integer, Digest> digests = new HashMap<>();
        scenes.forEach(scene -> digests.put(scene.number("number"), scene.digest("text")));
        return digests;
    }
}
