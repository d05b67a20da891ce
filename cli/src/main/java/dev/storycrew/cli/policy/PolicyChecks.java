package dev.storycrew.cli.policy;

import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyCheck;
import dev.storycrew.files.policy.PolicyFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reports everything wrong with a policy file. */
final class PolicyChecks {
    private PolicyChecks() {}

    /** The policy in a file; null if it has errors, each of which was printed on its own line. */
    static @Nullable RetryPolicy usable(Path file, PrintWriter err) {
        PolicyCheck check = PolicyFile.check(file);
        check.errors().forEach(error -> err.println("storycrew: " + error));
        check.warnings().forEach(warning -> err.println("storycrew: warning: " + warning));
        err.flush();
        return check.policy();
    }
}
