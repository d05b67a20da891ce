package dev.storycrew.cli.service;

import dev.storycrew.app.OutOfReachException;
import dev.storycrew.files.system.OpenFiles;

/** Looks at the limit of open files before a broker meets it in the middle of its work. */
final class OpenFilesCheck {
    private OpenFilesCheck() {}

    /** @throws OutOfReachException when a broker with all services needs more; the message says what to do */
    static void require() {
        OpenFiles.limit()
                .ifPresent(limit -> OpenFiles.objectionTo(limit).ifPresent(objection -> {
                    throw new OutOfReachException(objection);
                }));
    }
}
