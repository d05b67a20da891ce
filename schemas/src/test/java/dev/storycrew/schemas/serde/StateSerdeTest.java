package dev.storycrew.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.core.event.RedoPass;
import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.Samples;
import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** State outlives the version that wrote it. */
class StateSerdeTest {
    /** As version 0.1.0 wrote them: what no later version may fail to read. */
    private static final String BOOK_OF_0_1_0 =
            "wwEhD0bRZgD3hQQiAgICAgEKAgACRFRoZSBsYW1wIGhhcyBiZWVuIGRhcmsgc2luY2UgMTk4Ny4AAAAAAAAAVAIyY2hhcHRlciAxIGVuZGVkIEVYSEFVU1RFRAACBGMxAA==";

    private static final SchemaStore NO_OTHERS = fingerprint -> null;

    private static final String DECIDED_OF_0_1_0 = "wwFvzNTmE+ClrQYEAQA=";

    static Stream<Codec<?>> states() {
        return Stream.of(
                Codecs.bookState(),
                Codecs.chapterStanding(),
                Codecs.chapterRequest(),
                Codecs.decided(),
                Codecs.chapterEnvelope(),
                Codecs.work(),
                Codecs.bookProgress(),
                Codecs.chapterProgress(),
                Codecs.sighting(),
                Codecs.kpiRollup(),
                Codecs.chapterFigures(),
                Codecs.keptCard());
    }

    @ParameterizedTest
    @MethodSource("states")
    void theLatestSnapshotIsTodaysSchemaAndTodaysReadsThemAll(Codec<?> codec) throws Exception {
        List<Schema> snapshots = StateSchemas.of(codec.schema());

        assertThat(SchemaNormalization.toParsingForm(snapshots.get(snapshots.size() - 1)))
                .isEqualTo(SchemaNormalization.toParsingForm(codec.schema()));
        new SchemaValidatorBuilder().canReadStrategy().validateAll().validate(codec.schema(), snapshots);
    }

    /** Stores hold these; one that is not found any more cannot be read. */
    @ParameterizedTest
    @CsvSource({
        "BookProgressRecord, 98b6f5d31396ca10",
        "BookStateRecord, 85f70066d1460f21",
        "ChapterEnvelopeRecord, ab385663266f4385",
        "ChapterProgressRecord, 90409bb035382a0b",
        "ChapterRequestRecord, b8765973b89fcf47",
        "DecidedRecord, ada5e013e6d4cc6f",
        "SightingRecord, 50f21aa18c995f20",
        "WorkRecord, 17608a9031f3e60e"
    })
    void everySchemaThatStateWasWrittenWithIsStillFound(String kind, String fingerprint) {
        Schema today = states().map(Codec::schema)
                .filter(schema -> schema.getName().equals(kind))
                .findFirst()
                .orElseThrow();

        assertThat(StateSchemas.of(today))
                .extracting(schema -> Long.toHexString(SchemaNormalization.parsingFingerprint64(schema)))
                .contains(fingerprint);
    }

    @Test
    void aSnapshotHoldsOnlyWhatChanged() throws Exception {
        Map<String, JsonNode> before = new HashMap<>();
        for (JsonNode snapshot : snapshots()) {
            for (JsonNode type : snapshot) {
                assertThat(before.put(type.path("name").asText(), type)).isNotEqualTo(type);
            }
        }
    }

    /** A record of the state's own snapshots that is in no other is a kind of state. */
    @Test
    void everyKindOfStateThatHasSnapshotsIsTestedHere() throws Exception {
        List<JsonNode> snapshots = snapshots();
        Set<String> kinds = new HashSet<>();
        snapshots.stream()
                .skip(1)
                .forEach(snapshot ->
                        snapshot.forEach(type -> kinds.add(type.path("name").asText())));
        snapshots.forEach(snapshot -> snapshot.findValues("fields").forEach(fields -> mentioned(fields, kinds)));

        assertThat(kinds)
                .contains("DecidedRecord")
                .isSubsetOf(states().map(codec -> codec.schema().getName()).toList());
    }

    private static void mentioned(JsonNode node, Set<String> kinds) {
        kinds.remove(node.asText());
        node.forEach(part -> mentioned(part, kinds));
    }

    private static List<JsonNode> snapshots() throws IOException {
        List<JsonNode> snapshots = new ArrayList<>();
        Path snapshot = Path.of("avro", "released", "0.1.0.avsc");
        while (Files.exists(snapshot)) {
            snapshots.add(new ObjectMapper().readTree(snapshot.toFile()));
            snapshot = Path.of("avro", "state", snapshots.size() + ".avsc");
        }
        return snapshots;
    }

    @Test
    void whatVersion010WroteIsRead() {
        BookState book = read(Codecs.bookState(), Base64.getDecoder().decode(BOOK_OF_0_1_0));
        LastDecision decided = read(Codecs.decided(), Base64.getDecoder().decode(DECIDED_OF_0_1_0));

        assertThat(book.inFlight()).isEqualTo(2);
        assertThat(book.commands()).containsExactly("c1");
        assertThat(book.totalNanoUsd()).isEqualTo(47);
        assertThat(book.lastEnded()).isEqualTo(1);
        assertThat(book.heldBecause()).isEqualTo("chapter 1 ended EXHAUSTED");
        assertThat(Objects.requireNonNull(book.bible()).facts()).containsExactly("The lamp has been dark since 1987.");
        assertThat(decided).isEqualTo(new LastDecision(3, 2, true, false));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (long seed = 0; seed < 200; seed++) {
            ChapterEnvelope envelope = new Samples(seed).envelope();
            BookState book = new BookState(
                    (int) seed,
                    seed,
                    seed % 5 == 0 ? null : new BookState.Ended(1, 2, ChapterOutcome.Kind.CANCELLED, false, seed),
                    seed % 2 == 0 ? null : envelope.bible(),
                    seed,
                    seed % 3 == 0 ? null : "held",
                    seed % 7 == 0 ? null : "by somebody",
                    List.of("c" + seed),
                    seed % 4 == 0
                            ? null
                            : new RedoPass(
                                    "c",
                                    seed % 2 == 0,
                                    new TreeMap<>(Map.of(3, List.of("why"))),
                                    seed % 3 == 0 ? null : "r"),
                    new TreeSet<>(Set.of(1, 2)),
                    new TreeSet<>(Set.of(2)));
            ChapterStanding standing = new ChapterStanding(2, envelope.bibleChanges(), null, 3, 1_000 * seed);

            assertThat(writtenAndRead(Codecs.chapterStanding(), standing)).isEqualTo(standing);
            assertThat(writtenAndRead(Codecs.bookState(), book)).isEqualTo(book);
            assertThat(writtenAndRead(Codecs.chapterEnvelope(), envelope)).isEqualTo(envelope);
        }
    }

    @Test
    void whatTheLedgerKeepsIsReadBack() {
        for (ProgressEvent.Kind kind : ProgressEvent.Kind.values()) {
            for (Stage stage : Stage.values()) {
                ProgressEvent sighting = new ProgressEvent("book", 3, kind, 2, 1, stage, "ACCEPTED", 42);
                ChapterProgress full = new ChapterProgress(
                        new ChapterId("book", 3),
                        kind,
                        2,
                        1,
                        stage,
                        42,
                        43,
                        ChapterOutcome.Kind.CANCELLED,
                        44,
                        45,
                        new ChapterProgress.Waiting("storycrew.write-2@17", 46),
                        "redrive-storycrew.write-2@17",
                        true,
                        kind == ProgressEvent.Kind.ENDED);

                assertThat(writtenAndRead(Codecs.sighting(), sighting)).isEqualTo(sighting);
                assertThat(writtenAndRead(Codecs.chapterProgress(), full)).isEqualTo(full);
            }
        }
        ProgressEvent ofBook = new ProgressEvent("book", 0, ProgressEvent.Kind.BOOK_HELD, 0, 0, null, null, 1);
        ChapterProgress first = ChapterProgress.first(
                new ProgressEvent("book", 1, ProgressEvent.Kind.REQUESTED, 1, 0, null, null, 1), 2);
        assertThat(writtenAndRead(Codecs.sighting(), ofBook)).isEqualTo(ofBook);
        assertThat(writtenAndRead(Codecs.chapterProgress(), first)).isEqualTo(first);
        for (BookProgress book : List.of(BookProgress.UNTOUCHED, new BookProgress("mia", 7))) {
            assertThat(writtenAndRead(Codecs.bookProgress(), book)).isEqualTo(book);
        }
    }

    private static <T> T writtenAndRead(Codec<T> codec, T value) {
        Serde<T> serde = StateSerde.of(codec, NO_OTHERS);
        return serde.deserializer().deserialize("", serde.serializer().serialize("", value));
    }

    @Test
    void anOlderSchemaIsFoundByItsFingerprint() throws Exception {
        Schema older = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"DecidedRecord\",\"namespace\":\"dev.storycrew.schemas.avro\","
                        + "\"fields\":[{\"name\":\"attempt\",\"type\":\"int\"},{\"name\":\"dropped\",\"type\":\"string\"},"
                        + "{\"name\":\"run\",\"type\":\"int\"}]}");
        byte[] written = written(
                older,
                new GenericRecordBuilder(older)
                        .set("attempt", 2)
                        .set("dropped", "of old")
                        .set("run", 3)
                        .build());

        Serde<LastDecision> knowing = StateSerde.of(Codecs.decided(), List.of(older), NO_OTHERS);

        assertThat(knowing.deserializer().deserialize("", written)).isEqualTo(new LastDecision(3, 2, false, false));
        assertThatThrownBy(() -> read(Codecs.decided(), written))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DecidedRecord")
                .hasMessageContaining("run that version");
    }

    @Test
    void whatANewerVersionWroteIsReadByTheSchemaThatItToldTheRegistry(@TempDir Path folder) throws Exception {
        Schema newer = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"DecidedRecord\",\"namespace\":\"dev.storycrew.schemas.avro\","
                        + "\"fields\":[{\"name\":\"run\",\"type\":\"int\"},{\"name\":\"attempt\",\"type\":\"int\"},"
                        + "{\"name\":\"accepted\",\"type\":\"boolean\"},{\"name\":\"ended\",\"type\":\"boolean\"},"
                        + "{\"name\":\"why\",\"type\":\"string\",\"default\":\"\"}]}");
        GenericRecord state = new GenericRecordBuilder(newer)
                .set("run", 3)
                .set("attempt", 2)
                .set("accepted", true)
                .set("ended", false)
                .set("why", "not known to this version")
                .build();
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0)) {
            RegistryClient client =
                    new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url())));
            Serde<LastDecision> serde = new WireFormat(client).state("p.", Codecs.decided());
            assertThatThrownBy(() -> serde.deserializer().deserialize("", written(newer, state)))
                    .isInstanceOf(IllegalStateException.class);

            new StateVersions(client, "p.state-DecidedRecord").tell(newer);

            assertThat(serde.deserializer().deserialize("", written(newer, state)))
                    .isEqualTo(new LastDecision(3, 2, true, false));
        }
    }

    @Test
    void aSchemaWithoutASnapshotIsNotWrittenWith() {
        Schema changed = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"DecidedRecord\",\"namespace\":\"dev.storycrew.schemas.avro\","
                        + "\"fields\":[]}");

        assertThatThrownBy(() -> StateSchemas.of(changed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("DecidedRecord", "schemas/avro/state/");
    }

    @Test
    void aChangedPartIsAllThatTheNextSnapshotHolds() throws Exception {
        String today = Codecs.chapterRequest().schema().toString();
        Schema changed = new Schema.Parser().parse(today.replace("\"forbiddenWords\"", "\"wordsToAvoid\""));

        String message = Objects.requireNonNull(
                catchThrowable(() -> StateSchemas.of(changed)).getMessage());

        JsonNode next = new ObjectMapper().readTree(message.substring(message.indexOf('[')));
        assertThat(next).singleElement().satisfies(style -> {
            assertThat(style.path("name").asText()).isEqualTo("StyleRecord");
            assertThat(new Schema.Parser().parse(style.toString()).getFullName())
                    .isEqualTo("dev.storycrew.schemas.avro.StyleRecord");
            assertThat(style.toString()).contains("wordsToAvoid").doesNotContain("forbiddenWords");
        });
    }

    private static <T> T read(Codec<T> codec, byte[] bytes) {
        return StateSerde.of(codec, NO_OTHERS).deserializer().deserialize("", bytes);
    }

    private static byte[] written(Schema schema, GenericRecord state) throws IOException {
        ByteBuffer buffer = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(state);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
