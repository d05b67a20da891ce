package dev.storycrew.bench.peers;

import dev.storycrew.app.Models;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.core.decision.Decision;
import dev.storycrew.core.decision.DecisionRules;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.schemas.avro.ChapterEnvelopeRecord;
import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.codec.OwnRecords;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.runtime.StageLogic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A chapter's calls by StoryCrew's own stages and rules, for those who carry it in another way. Between two calls a chapter is
 * bytes: the envelope in Avro, as in a topic.
 */
public class ChapterSteps {
    private static final Codec<ChapterEnvelope> CODEC = Codecs.chapterEnvelope();

    private final Map<Stage, StageLogic> stages = new EnumMap<>(Stage.class);
    private final DecisionRules rules;

    /** @param settings the configuration file of StoryCrew's services; its model must answer the same each time */
    public ChapterSteps(Path settings) {
        OwnRecords.trust();
        Config config = ConfigFile.load(settings, Map.of());
        Models models = new Models(config);
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    StageLogics.of(
                            stage,
                            models.gateway(stage),
                            config.llm().prompts(),
                            config.llm().judge()));
        }
        this.rules = new DecisionRules(
                config.routing().policy(),
                config.routing().selectiveRetryEnabled(),
                config.routing().budget());
    }

    /** A chapter before its first call. */
    public byte[] begin(ChapterRequest request) {
        return bytes(ChapterEnvelope.start(request, request.bible(), 0));
    }

    /** The stage that a chapter needs next; none when it has ended. */
    public Optional<Stage> next(byte[] chapter) {
        ChapterEnvelope envelope = envelope(chapter);
        return envelope.bibleChanges() == null ? Optional.of(envelope.nextStage()) : Optional.empty();
    }

    /**
     * Lets a stage make its call. After the judge's, the router's rules have decided what is made again.
     *
     * @throws NotAcceptedException if the chapter is neither accepted nor made again
     */
    public byte[] call(Stage stage, byte[] chapter)
            throws NotAcceptedException, StageFailure, ChapterStoppedException, InterruptedException {
        ChapterEnvelope done = Objects.requireNonNull(stages.get(stage))
                .run(envelope(chapter), () -> {})
                .envelope();
        return bytes(stage.judges() ? decided(done) : done);
    }

    private ChapterEnvelope decided(ChapterEnvelope judged) throws NotAcceptedException {
        Decision decision = Decision.on(judged, rules, Digests::report, 0);
        if (decision.route() instanceof Route.Exhausted exhausted) {
            throw new NotAcceptedException(judged.id() + " was not accepted: " + exhausted.explanation());
        }
        return decision.envelope();
    }

    /** What became of a chapter that has ended. */
    public MadeChapter made(byte[] chapter) {
        return MadeChapter.of(envelope(chapter));
    }

    private static byte[] bytes(ChapterEnvelope envelope) {
        try {
            ByteBuffer buffer = ((ChapterEnvelopeRecord) CODEC.encode(envelope)).toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChapterEnvelope envelope(byte[] chapter) {
        try {
            return CODEC.decode(ChapterEnvelopeRecord.fromByteBuffer(ByteBuffer.wrap(chapter)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
