package dev.storycrew.schemas.codec;

import dev.storycrew.schemas.avro.ChapterEnvelopeRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/** Avro 1.12.2 refuses to instantiate classes that are not declared trusted, generated ones included. */
public final class OwnRecords {
    private static final String RECORDS = ChapterEnvelopeRecord.class.getPackageName() + ".";

    private OwnRecords() {}

    /**
     * Declares the generated records of this module trusted, besides whatever the program already trusts; called
     * wherever they are read or written.
     */
    public static synchronized void trust() {
        ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
        if (!before.isTrusted(ChapterEnvelopeRecord.class)) {
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                    before, type -> type.getName().startsWith(RECORDS)));
        }
    }
}
