package dev.storycrew.cli.policy;

import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyCheck;
import dev.storycrew.files.policy.PolicyFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells everything that is wrong with a policy's file. */
final class PolicyChecks {
    private PolicyChecks() {}

    /** The policy of a file; null when it has errors, each of which was printed on a line of its own. */
    static @Nullable RetryPolicy usable(Path file, PrintWriter err) {
        PolicyCheck check = PolicyFile.check(file);
        check.errors().forEach(error -> err.println("storycrew: " + error));
        check.warnings().forEach(warning -> err.println("storycrew: warning: " + warning));
        err.flush();
        return check.policy();
    }
}
