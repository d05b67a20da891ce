package dev.storycrew.history.skim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Skimming finds what Avro wrote, whatever lies around it, and in other versions' forms. */
class RecordViewTest {
    private static final Schema ITEM = SchemaBuilder.record("Item")
            .fields()
            .requiredInt("number")
            .requiredString("text")
            .endRecord();
    private static final Schema NOW = SchemaBuilder.record("Thing")
            .fields()
            .requiredString("name")
            .name("odd")
            .type()
            .map()
            .values()
            .doubleType()
            .noDefault()
            .requiredInt("count")
            .optionalString("note")
            .name("items")
            .type()
            .array()
            .items(ITEM)
            .noDefault()
            .requiredBoolean("done")
            .endRecord();

    @Test
    void eachFieldIsFoundWhateverLiesBeforeIt() throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            GenericRecord thing = thing(random);
            byte[] bytes = bytes(thing, round % 2 == 0);

            RecordView view = new RecordLayout(NOW, NOW).view(bytes, 0);

            assertThat(view.text("name")).isEqualTo(thing.get("name"));
            assertThat(view.number("count")).isEqualTo(thing.get("count"));
            assertThat(view.textOrNull("note")).isEqualTo(thing.get("note"));
            assertThat(view.value("done")).isEqualTo(thing.get("done"));
            List<RecordView> items = view.items("items");
            List<?> expected = (List<?>) thing.get("items");
            assertThat(items).hasSameSizeAs(expected);
            for (int index = 0; index < items.size(); index++) {
                GenericRecord item = (GenericRecord) expected.get(index);
                assertThat(items.get(index).number("number")).isEqualTo(item.get("number"));
                assertThat(items.get(index).text("text")).isEqualTo(item.get("text"));
            }
        }
    }

    @Test
    void theSameContentHasTheSameDigestInAnotherVersionsForm() throws Exception {
        Schema olderItem = SchemaBuilder.record("Item")
                .fields()
                .requiredString("text")
                .requiredInt("number")
                .requiredString("dropped")
                .endRecord();
        Schema older = SchemaBuilder.record("Thing")
                .fields()
                .requiredInt("gone")
                .name("items")
                .type()
                .array()
                .items(olderItem)
                .noDefault()
                .requiredString("name")
                .endRecord();
        GenericRecord item = new GenericData.Record(olderItem);
        item.put("text", "It rains.");
        item.put("number", 3);
        item.put("dropped", "x");
        GenericRecord old = new GenericData.Record(older);
        old.put("gone", 1);
        old.put("name", "n");
        old.put("items", List.of(item));
        GenericRecord today = thing(new Random(1));
        GenericRecord todaysItem = new GenericData.Record(ITEM);
        todaysItem.put("number", 3);
        todaysItem.put("text", "It rains.");
        today.put("items", List.of(todaysItem));

        RecordView before = new RecordLayout(older, NOW).view(bytes(old, false), 0);
        RecordView after = new RecordLayout(NOW, NOW).view(bytes(today, false), 0);

        assertThat(before.digest("items")).isEqualTo(after.digest("items"));
        assertThat(before.items("items").get(0).digest("text"))
                .isEqualTo(after.items("items").get(0).digest("text"));
    }

    @Test
    void bytesThatEndTooSoonAreRefused() throws Exception {
        byte[] whole = bytes(thing(new Random(5)), false);
        RecordLayout layout = new RecordLayout(NOW, NOW);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> layout.view(cut, 0)).isInstanceOf(RuntimeException.class);
        }
    }

    private static GenericRecord thing(Random random) {
        GenericRecord thing = new GenericData.Record(NOW);
        thing.put("name", "name " + random.nextInt());
        thing.put("odd", java.util.Map.of("a", random.nextDouble(), "b", 2.0));
        thing.put("count", random.nextInt());
        thing.put("note", random.nextBoolean() ? null : "note");
        List<GenericRecord> items = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            GenericRecord item = new GenericData.Record(ITEM);
            item.put("number", left);
            item.put("text", "x".repeat(random.nextInt(200)));
            items.add(item);
        }
        thing.put("items", items);
        thing.put("done", random.nextBoolean());
        return thing;
    }

    /** @param blocks true to write lists in blocks that name their size, as other writers do */
    private static byte[] bytes(GenericRecord thing, boolean blocks) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = blocks
                ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(bytes, null)
                : EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(thing.getSchema()).write(thing, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
