package dev.storycrew.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPlace;
import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A card has at most 1 KB, whatever happened to its chapter, and is read back as it was written. */
class CardSizeTest {
    private static final int KILOBYTE = 1024;
    private static final int HEADER = 5;
    private static final long NOW = 1_764_446_400_000L;

    @Test
    void theWorstChapterFits() throws IOException {
        ChapterCard card = history(new Random(1), "b".repeat(100), "storycrew.".repeat(20), "灯".repeat(500), 20);

        assertThat(card.title()).startsWith("灯").endsWith("…");
        assertThat(card.path().leftOut()).isPositive();
        assertThat(size(card)).isLessThan(KILOBYTE);
        assertThat(Codecs.card().decode(Codecs.card().encode(card))).isEqualTo(card);
    }

    @Test
    void aUsualChapterKeepsAllOfItsPath() throws IOException {
        ChapterCard card = history(new Random(1), "the-lighthouse", "storycrew.", "Salt", 4);

        assertThat(card.title()).isEqualTo("Salt");
        assertThat(card.path().leftOut()).isZero();
        assertThat(card.path().steps()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(size(card)).isLessThan(KILOBYTE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anyChapterFits(long seed) throws IOException {
        Random random = new Random(seed);
        for (int times = 0; times < 50; times++) {
            String sign = List.of("a", "é", "灯", "😀", "\u202e").get(random.nextInt(5));
            ChapterCard card = history(
                    random,
                    "b".repeat(1 + random.nextInt(100)),
                    "p.".repeat(1 + random.nextInt(100)),
                    sign.repeat(1 + random.nextInt(500)),
                    random.nextInt(40));

            assertThat(size(card)).isLessThan(KILOBYTE);
            assertThat(Codecs.card().decode(Codecs.card().encode(card))).isEqualTo(card);
        }
    }

    @Test
    void aBookHeldForALongReasonFits() throws IOException {
        OperatorCommand hold = OperatorCommand.of("h", OperatorCommand.Kind.HOLD, "book", "慢".repeat(1000), "mia", NOW);
        BookCard card = BookCard.blank("book")
                .after(
                        new CommandResult(hold, CommandResult.Verdict.DONE, "sequencer", "", 0, null, NOW),
                        new CardPlace(CardSource.COMMAND_RESULTS, 3, 7, NOW));

        assertThat(card.progress().heldBy()).startsWith("mia (\"慢").endsWith("…");
        assertThat(size(card)).isLessThan(KILOBYTE);
        assertThat(Codecs.card().decode(Codecs.card().encode(card))).isEqualTo(card);
    }

    /** Everything that can happen to a chapter, at the largest offsets and amounts. */
    private static ChapterCard history(Random random, String book, String prefix, String title, int attempts) {
        ChapterId id = new ChapterId(book, 10_000);
        long offset = 1L << 40;
        Card card = ChapterCard.blank(id);
        card = card.after(request(id, title), place(CardSource.REQUESTS, offset));
        for (int attempt = 0; attempt < attempts; attempt++) {
            card = card.after(run(id, 1 + attempt / 4, attempt % 4), place(CardSource.STAGE_RUNS, offset + attempt));
            card = card.after(
                    decision(id, 1 + attempt / 4, attempt % 4, "LEVEL_".repeat(1 + random.nextInt(12))),
                    place(CardSource.RETRY_DECISIONS, offset + attempt));
        }
        for (int letter = 0; letter < 3; letter++) {
            String topic = prefix + (letter == 1 ? "chapter-requests" : "write");
            DeadLetter given = new DeadLetter(
                    DeadLetter.id(topic, 11, offset + letter),
                    topic,
                    11,
                    offset + letter,
                    id.toString().getBytes(StandardCharsets.UTF_8),
                    null,
                    "write",
                    letter == 1 ? DeadLetter.INVALID_VALUE : "REFUSED",
                    "失".repeat(1000),
                    null,
                    1,
                    NOW,
                    List.of());
            card = card.after(given, place(CardSource.DEAD_LETTERS, offset + letter));
            OperatorCommand redrive = OperatorCommand.of(
                    given.redriveId(), OperatorCommand.Kind.REDRIVE, id.toString(), null, "mia", NOW);
            if (letter == 0) {
                card = card.after(
                        new CommandResult(redrive, CommandResult.Verdict.DONE, "dead-letters", "", 0, null, NOW),
                        place(CardSource.COMMAND_RESULTS, offset));
            }
        }
        Savings.Amount much = new Savings.Amount(new Money(1L << 50), 1L << 40);
        return ((ChapterCard) card).withSaved(new Savings(much, much));
    }

    private static CardPlace place(CardSource source, long offset) {
        return new CardPlace(source, 11, offset, NOW);
    }

    private static ChapterRequest request(ChapterId id, String title) {
        BookFrame frame =
                new BookFrame("Title", "romance", "zh", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        return Digests.request(
                new ChapterBrief(id, frame, title, "Somebody comes.", List.of(), null),
                StoryBible.initial(List.of(), List.of(), null));
    }

    private static StageRun run(ChapterId id, int run, int attempt) {
        Usage usage = new Usage(1, 0, 1L << 33, 1L << 33, 0, 1L << 33, 0, 1L << 45, false);
        return new StageRun(
                id,
                "r",
                run,
                attempt,
                Stage.JUDGE,
                StageRun.Phase.FINISHED,
                new TreeSet<>(),
                "p",
                "m",
                null,
                null,
                null,
                usage,
                true,
                1,
                "i",
                null,
                NOW,
                null);
    }

    private static RetryDecision decision(ChapterId id, int run, int attempt, String level) {
        return new RetryDecision(
                id,
                "r",
                run,
                attempt,
                "d",
                level,
                Scope.SCENES,
                new TreeSet<>(),
                List.of(),
                List.of(),
                true,
                "because",
                "default@1",
                Arm.SELECTIVE,
                null,
                NOW,
                LevelReason.ISSUES,
                false,
                List.of(),
                1);
    }

    private static int size(Card card) throws IOException {
        SpecificRecord record = Codecs.card().encode(card);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return HEADER + bytes.size();
    }
}
