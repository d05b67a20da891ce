package dev.storycrew.cli.service;

import dev.storycrew.app.OutOfReachException;
import dev.storycrew.files.system.OpenFiles;
import java.io.PrintWriter;

/** Looks at the limit of open files before a broker meets it in the middle of its work. */
final class OpenFilesCheck {
    private OpenFilesCheck() {}

    /**
     * Warns when the limit is low.
     *
     * @throws OutOfReachException when the broker would not start with it
     */
    static void require(PrintWriter terminal) {
        OpenFiles.limit()
                .ifPresent(limit -> OpenFiles.objectionTo(limit).ifPresent(objection -> {
                    if (limit < OpenFiles.LEAST) {
                        throw new OutOfReachException(objection);
                    }
                    terminal.println("storycrew: warning: " + objection);
                    terminal.flush();
                }));
    }
}
