package dev.storycrew.schemas.codec;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.StoryBible;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** SHA-256 digests, in hex, of Avro's binary form: the same content has the same digest in any process. */
public final class Digests {
    private Digests() {}

    /** A request whose id is the digest of its content, so that publishing it twice changes nothing. */
    public static ChapterRequest request(ChapterBrief brief, StoryBible bible) {
        SpecificRecord content = EventCodec.encode(new ChapterRequest("", brief, bible));
        String id = sha256(content, RequestIdForm.of(content));
        return new ChapterRequest(id, brief, bible);
    }

    /** The same as before there were the fields that it does not use. */
    public static String report(JudgeReport report) {
        SpecificRecord encoded = JudgeCodec.encode(report);
        return sha256(encoded, RequestIdForm.of(encoded));
    }

    private static String sha256(SpecificRecord avroRecord, Schema form) {
        OwnRecords.trust();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<SpecificRecord>(form, RequestIdForm.BY_NAME).write(avroRecord, encoder);
            encoder.flush();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
