package dev.storycrew.schemas.codec;

import dev.storycrew.schemas.avro.ChapterEnvelopeRecord;
import org.apache.avro.util.ClassSecurityValidator;

/** Avro 1.12.2 refuses to make instances of classes that nobody vouches for, generated ones included. */
public final class OwnRecords {
    private static final String RECORDS = ChapterEnvelopeRecord.class.getPackageName() + ".";

    private OwnRecords() {}

    /** Vouches for the generated records of this module; called wherever they are read or written. */
    public static synchronized void trust() {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT, type -> type.getName().startsWith(RECORDS)));
    }
}
