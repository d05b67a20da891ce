package dev.storycrew.cli.estimate;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.core.estimate.TypicalWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What a typical book took, as {@code bench cost --mix --typical FILE} measured and wrote it. */
public final class TypicalWorkFile {
    private static final String RESOURCE = "/estimate/typical-work.json";

    private TypicalWorkFile() {}

    /** Reads it. */
    public static TypicalWork read() {
        try (InputStream kept = TypicalWorkFile.class.getResourceAsStream(RESOURCE)) {
            if (kept == null) {
                throw new IllegalStateException(RESOURCE + " is not in this build");
            }
            return new ObjectMapper().readValue(kept, TypicalWork.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
